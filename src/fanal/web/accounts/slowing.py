"""Whoever fails is slowed, and nobody can be locked out by others.

Failures are counted for an account as tried from one place. A browser that signed in before is a place of its
own, and only its own failures slow it. Strangers are counted by network address, all strangers of an account
together, and one address over all accounts: so guessing from many places is slowed as well, and the owner's
known browsers never notice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import random

from allauth.core.internal.httpkit import get_client_ip
from allauth.core.internal.ratelimit import truncate_ip
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from fanal.web.accounts.devices import known_device
from fanal.web.accounts.models import AttemptCount
from fanal.web.design.errors import Refused
from fanal.web.keys.host import host_index

FREE = 5
"""Failures from one place before the first wait."""
FREE_OF_STRANGERS = 50
FREE_OF_ADDRESS = 100
FIRST_WAIT, LONGEST_WAIT = 15, 15 * 60
"""Seconds; each further failure doubles the wait."""
FORGOTTEN = timedelta(days=1)
_TIDY = 0.02
"""How often an attempt also takes away what is forgotten."""


@dataclass(frozen=True)
class Attempt:
    """Somebody tries to prove who they are. It counts as failed until it is said to have succeeded."""

    own: str
    shared: tuple[str, ...]

    def succeeded(self) -> None:
        """Forget the failures from this place; those of strangers elsewhere stay."""
        AttemptCount.objects.filter(pk=self.own).delete()
        AttemptCount.objects.filter(pk__in=self.shared, failures__gt=0).update(
            failures=F("failures") - 1, blocked_until=None
        )


def attempt(request: HttpRequest, purpose: str, handle: str) -> Attempt:
    """Let somebody try, and count it.

    Parameters
    ----------
    request
        From where.
    purpose
        What is proved, such as ``password``: each is counted apart.
    handle
        Of the account, whether there is one or not.

    Raises
    ------
    Refused
        It is not their turn yet (429).
    """
    limits = list(_limits(request, purpose, handle))
    with transaction.atomic():
        for key, free in limits:
            _count(key, free)
        if random() < _TIDY:  # noqa: S311 - nothing hangs on it
            _tidy()
    return Attempt(limits[0][0], tuple(key for key, _ in limits[1:]))


def _limits(request: HttpRequest, purpose: str, handle: str) -> Iterator[tuple[str, int]]:
    """Name what is counted, always in the same order, so that two attempts never wait for each other."""
    if device := known_device(request, handle):
        yield _key("device", purpose, handle, device), FREE
        return
    address = truncate_ip(get_client_ip(request) or "")
    yield _key("place", purpose, handle, address), FREE
    yield _key("strangers", purpose, handle), FREE_OF_STRANGERS
    yield _key("address", purpose, address), FREE_OF_ADDRESS


def _key(*parts: str) -> str:
    return host_index("attempt", "|".join(parts))


def _count(key: str, free: int) -> None:
    now = timezone.now()
    row, _ = AttemptCount.objects.select_for_update().get_or_create(pk=key)
    if row.blocked_until and row.blocked_until > now:
        seconds = int((row.blocked_until - now).total_seconds()) + 1
        raise Refused("web.accounts.too-many-attempts", status=429, retry_after=seconds, n=-(-seconds // 60))
    row.failures = 1 if row.last_at < now - FORGOTTEN else row.failures + 1
    row.last_at = now
    row.blocked_until = now + timedelta(seconds=_wait(row.failures - free)) if row.failures > free else None
    row.save()


def _tidy() -> None:
    # What another attempt holds is not waited for: it may wait for us.
    old = AttemptCount.objects.filter(last_at__lt=timezone.now() - FORGOTTEN)
    AttemptCount.objects.filter(
        pk__in=[one.pk for one in old.select_for_update(skip_locked=True)[:500]]
    ).delete()


def _wait(over: int) -> int:
    return min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(over - 1, 10))
