"""Whether a person is taken for a child today: by birth date, a dispute, the decision of a named authority.

Under 18 is a child. Where the age is disputed the person is treated as a child, whatever papers say, until
a named authority decides. Nothing here is computed from how somebody looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from fanal.web.casework.models import Person

ADULT_AT = 18
ESTIMATED = "estimated"
"""What is told of a person whose age was estimated: ``years`` and ``on`` which day."""
CLOSE = range(16, 22)
"""Ages by which an estimate cannot tell a child from an adult: a page then asks whether it is disputed."""


@dataclass(frozen=True, slots=True)
class AgeDecision:
    """What was decided on an age: ``adult``, ``child``, or that it is ``disputed`` from that day on."""

    outcome: str
    decided_on: date


def taken_for(*, said: str, born: date | None, decided: AgeDecision | None = None, today: date) -> Person.Age:
    """Say as what a person is taken.

    Parameters
    ----------
    said
        What is recorded of the age: it counts where nothing better is known, and a dispute always.
    born
        Date of birth, as `born_at_latest` gives it.
    decided
        The last decision on the age; a dispute that is raised after it is in `said`.
    today
        The day for which it is asked.
    """
    if said == Person.Age.DISPUTED or (decided and decided.outcome == Person.Age.DISPUTED):
        return Person.Age(Person.Age.DISPUTED)
    if decided and decided.outcome == Person.Age.ADULT:
        return Person.Age(Person.Age.ADULT)
    if decided:
        # A child grows up by the birth date only where that date agrees with the decision.
        return _by_birth(born, today) if _agrees(born, decided) else Person.Age(Person.Age.CHILD)
    return Person.Age(said) if born is None else _by_birth(born, today)


def born_at_latest(told: Mapping[str, Any]) -> date | None:
    """Give the date of birth; where an age was estimated, the last day that it leaves open.

    Somebody thought to be 17 may have turned 17 that very day: who could still be a child is taken for one.
    """
    if value := told.get("prs_Birthdate"):
        return date.fromisoformat(value)
    if estimated := told.get(ESTIMATED):
        return _years_before(date.fromisoformat(estimated["on"]), int(estimated["years"]))
    return None


def grown_on(*, said: str, born: date | None, decided: AgeDecision | None = None, today: date) -> date | None:
    """Give the first day on which a child is taken for an adult by the birth date alone; none: never so.

    Parameters
    ----------
    said, born, decided, today
        As for `taken_for`.
    """
    if born is None or taken_for(said=said, born=born, decided=decided, today=today) != Person.Age.CHILD:
        return None
    day = _years_after(born, ADULT_AT)
    grown = taken_for(said=said, born=born, decided=decided, today=day) == Person.Age.ADULT
    return day if grown else None


def years_old(born: date | None, on: date | None = None) -> int | None:
    """Count the full years since somebody was born."""
    if born is None:
        return None
    day = on or timezone.localdate()
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_child(age: str) -> bool:
    """Say whether everything that protects a child applies."""
    return age in (Person.Age.CHILD, Person.Age.DISPUTED)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February of a year that has none
        return day.replace(year=day.year - years, day=28)


def _years_after(day: date, years: int) -> date:
    """Give the first day on which so many years are full: after 29 February it may be 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28) + timedelta(1)


def _agrees(born: date | None, decided: AgeDecision) -> bool:
    return born is not None and _by_birth(born, decided.decided_on) == decided.outcome


def _by_birth(born: date | None, today: date) -> Person.Age:
    years = years_old(born, today)
    assert years is not None  # noqa: S101
    return Person.Age(Person.Age.CHILD if years < ADULT_AT else Person.Age.ADULT)
