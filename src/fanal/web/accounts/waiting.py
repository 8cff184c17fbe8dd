"""What waits for somebody: each room above says what of its own does, and one page shows all of it.

::

    waiting.register(waiting.Kind(key="web.casework.waiting-tasks", find=tasks, order=10))
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db.models import QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from fanal.web.access.actor import Actor, actor_of
from fanal.web.organisations.models import Membership

MOST = 25
"""How many of a kind the page shows; how many there are is said as well."""
AHEAD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Asking:
    """For whom, and at which place.

    Attributes
    ----------
    slug
        Of the organisation, for addresses.
    until
        Up to which day something is said to wait: a week ahead.
    """

    actor: Actor
    member: Membership
    slug: str
    today: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One thing that waits.

    Attributes
    ----------
    what
        What is to be done; empty: the kind says it. Never a name.
    on, at
        By which day; at what time.
    since
        Since which day it waits, where there is no day by which.
    of
        What it belongs to, in words: a case by its number.
    seen
        The address that takes it away once it was seen, where it goes away by that.
    """

    address: str
    what: str = ""
    on: date | None = None
    at: str = ""
    since: date | None = None
    of: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What waits of one kind.

    Attributes
    ----------
    rows
        All of it, the most urgent first; asked for when they are shown, only counted elsewhere.
    shown
        Says of the first rows what is to be done, by a number of queries that does not grow.
    """

    rows: QuerySet[Any]
    shown: Callable[[list[Any]], list[Waiting]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of things that wait.

    Attributes
    ----------
    key
        Its heading.
    find
        Finds what somebody may know of.
    """

    key: str
    find: Callable[[Asking], Found]
    order: int = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """A kind of which something waits: the first of it, and how many there are."""

    key: str
    first: list[Waiting]
    count: int


_KINDS: dict[str, Kind] = {}
ACTED = "acted"
"""A cookie that tells nothing but that it is another one than before."""
_LATELY_S, _LONGEST = 60, 16


def register(kind: Kind) -> None:
    """Add a kind; call it from `AppConfig.ready`."""
    _KINDS[kind.key] = kind


def nothing(member: Membership) -> Found:
    """Give what is found where nothing waits."""
    return Found(type(member)._default_manager.none(), lambda rows: [])


def asking_of(request: HttpRequest) -> Asking:
    """Say for whom a request of an organisation asks."""
    belonging: Any = getattr(request, "belonging")  # noqa: B009 - set by the middleware of organisations
    today = timezone.localdate()
    return Asking(actor_of(request), belonging.membership, belonging.organisation.slug, today, today + AHEAD)


def waiting(asking: Asking) -> list[Listed]:
    """List every kind of which something waits."""
    found = []
    for kind in sorted(_KINDS.values(), key=lambda one: one.order):
        some = kind.find(asking)
        first = list(some.rows[:MOST])
        if first:
            count = some.rows.count() if len(first) == MOST else len(first)
            found.append(Listed(kind.key, some.shown(first), count))
    return found


def how_many(asking: Asking) -> int:
    """Count what waits, by one query; nothing that is sealed is opened."""
    kinds = [kind.find(asking).rows for kind in _KINDS.values()]
    each = [rows.order_by().annotate(one=Value(1)).values("one") for rows in kinds]
    return each[0].union(*each[1:], all=True).count() if each else 0


def how_many_lately(request: HttpRequest) -> int:
    """Count what waits, for the frame of every page: what others did in the last minute may be missing.

    What one does oneself is seen at once, whichever process answers: see `acted`.
    """
    found = caches["process"].get(_counted(request))
    return count_anew(request) if found is None else int(found)


def count_anew(request: HttpRequest) -> int:
    """Count what waits now."""
    found = how_many(asking_of(request))
    caches["process"].set(_counted(request), found, _LATELY_S)
    return found


def _counted(request: HttpRequest) -> str:
    belonging: Any = getattr(request, "belonging")  # noqa: B009 - as in `asking_of`
    return f"waiting/{belonging.membership.pk}/{request.COOKIES.get(ACTED, '')[:_LONGEST]}"


def acted(response: HttpResponse) -> None:
    """Note with the browser that somebody did something: what waits is counted anew on the next page."""
    response.set_cookie(
        ACTED,
        secrets.token_hex(4),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
