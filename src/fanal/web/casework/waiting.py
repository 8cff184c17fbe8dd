"""What waits for somebody: each part of casework says what of its own does.

::

    waiting.register(waiting.Kind(key="web.casework.waiting-tasks", find=tasks, order=10))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from fanal.web.access.actor import Actor
from fanal.web.organisations.models import Membership

MOST = 25
"""How many of a kind the page shows; how many there are is said as well."""


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
    case
        The number of its case.
    """

    address: str
    what: str = ""
    on: date | None = None
    at: str = ""
    since: date | None = None
    case: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What waits of one kind: the first `MOST`, and how many there are."""

    first: list[Waiting]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of things that wait.

    Attributes
    ----------
    key
        Its heading.
    find
        Finds what somebody may know of, the most urgent first, by a number of queries that does not grow.
    """

    key: str
    find: Callable[[Asking], Found]
    order: int = 50


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind; call it when the part starts."""
    _KINDS[kind.key] = kind


def found(asking: Asking) -> list[tuple[Kind, Found]]:
    """List every kind of which something waits."""
    each = [(kind, kind.find(asking)) for kind in sorted(_KINDS.values(), key=lambda one: one.order)]
    return [(kind, some) for kind, some in each if some.count]
