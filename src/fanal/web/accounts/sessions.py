"""Browsers that are signed in: each has a row, and is signed out when the row is gone or too old."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from fanal.web.accounts.models import SignIn, User

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
_SEEN_EVERY = timedelta(minutes=1)
KEY = "sign_in"

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def session_begin(request: HttpRequest, user: User) -> SignIn:
    """Note that a browser signed in; what is over of this person goes."""
    SignIn.objects.filter(_over(), user=user).delete()
    made = SignIn.objects.create(user=user, browser=_family(request.META.get("HTTP_USER_AGENT", "")))
    request.session[KEY] = str(made.pk)
    return made


def session_of(request: HttpRequest) -> SignIn | None:
    """Find the row of the session that a request belongs to, and note that it was seen.

    Returns
    -------
    SignIn or None
        None: it was ended, or is too old.
    """
    said = request.session.get(KEY)
    found = SignIn.objects.filter(pk=said, user_id=request.user.pk).exclude(_over()).first() if said else None
    if found and found.seen_at < timezone.now() - _SEEN_EVERY:
        found.seen_at = timezone.now()
        found.save(update_fields=["seen_at"])
    return found


def session_end(user: uuid.UUID, sign_in: uuid.UUID) -> int:
    """Sign one browser of a person out; say how many were."""
    return SignIn.objects.filter(pk=sign_in, user_id=user).delete()[0]


def sessions_end_others(user: uuid.UUID, kept: uuid.UUID | str | None) -> int:
    """Sign all browsers of a person out but one; say how many were."""
    return SignIn.objects.filter(user_id=user).exclude(pk=kept).delete()[0]


def sessions_end(users: Iterable[uuid.UUID]) -> None:
    """Sign people out, wherever they are signed in."""
    SignIn.objects.filter(user_id__in=list(users)).delete()


def own_sessions(user: uuid.UUID) -> list[SignIn]:
    """List where a person is signed in, the latest first."""
    return list(SignIn.objects.filter(user_id=user).exclude(_over()).order_by("-seen_at"))


def _over() -> Q:
    now = timezone.now()
    return Q(seen_at__lt=now - IDLE) | Q(began_at__lt=now - ABSOLUTE)


def _family(agent: str) -> str:
    found = [next((name for mark, name in known if mark in agent), None) for known in (_BROWSERS, _SYSTEMS)]
    return ", ".join(name for name in found if name)
