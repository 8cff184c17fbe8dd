"""Whether somebody is taken for a child today.

Of one person it is said by the sealed birth date. A list and a count open none: beside each child lie the
year in which they are grown up, and a keyed hash of the day. Of those who grow up this year, the hashes of
the days until today tell who has.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.utils import timezone

from fanal.web.casework import ages
from fanal.web.casework.models import ChildDecision, Person
from fanal.web.casework.selectors.person import birthdate
from fanal.web.keys.errors import KeyUnavailable
from fanal.web.keys.hierarchy import lasting_key

_BYTES = 16


def age_of(person: Person, today: date | None = None) -> Person.Age:
    """Say as what a person is taken on a day; opens the birth date."""
    return ages_of([person], today)[person.pk]


def ages_of(persons: Iterable[Person], today: date | None = None) -> dict[uuid.UUID, Person.Age]:
    """Say it of many persons, with one query for what was decided."""
    wanted, day = list(persons), today or timezone.localdate()
    decided = last_decisions(person.pk for person in wanted)
    return {
        person.pk: ages.taken_for(
            said=person.age,
            born=ages.born_at_latest(person.told or {}),
            decided=decided.get(person.pk),
            today=day,
        )
        for person in wanted
    }


def age_now(person: str = "", today: date | None = None) -> Case:
    """Give the expression that says as what somebody is taken on a day, for many persons at once.

    Parameters
    ----------
    person
        The path to the person, as ``person__``; none: rows are persons.

    While the organisation's keys are locked, whoever grows up in this year is a child until its end.
    """
    day = today or timezone.localdate()
    first = day.replace(month=1, day=1)
    try:
        days = _hashed(first + timedelta(n) for n in range((day - first).days + 1))
    except KeyUnavailable:
        days = []
    this_year = {f"{person}grown_year": day.year, f"{person}grown_day__in": days}
    grown = Q(**{f"{person}grown_year__lt": day.year}) | Q(**this_year)
    adult = Value(str(Person.Age.ADULT))
    return Case(
        When(grown, **{f"{person}age": Person.Age.CHILD}, then=adult),
        default=F(f"{person}age"),
        output_field=CharField(),
    )


def stored(*, said: str, told: Mapping[str, Any], of: uuid.UUID | None = None) -> dict[str, Any]:
    """Give what is kept of an age beside a person: as what they are taken now, and when a child is grown up.

    Parameters
    ----------
    said
        What whoever records it says.
    told
        What is told of the person.
    of
        The person, where there is one already.
    """
    decided = last_decisions([of]).get(of) if of else None
    known: dict[str, Any] = {
        "born": ages.born_at_latest(told),
        "decided": decided,
        "today": timezone.localdate(),
    }
    age, grown = ages.taken_for(said=said, **known), ages.grown_on(said=said, **known)
    return {
        "age": age,
        "grown_year": grown.year if grown else None,
        "grown_day": _hashed([grown])[0] if grown else None,
    }


def treated_as_child(person: Person, today: date | None = None) -> bool:
    """Say whether everything that protects a child applies on a day."""
    return ages.is_child(age_of(person, today))


def should_ask(person: Person) -> bool:
    """Say whether nobody can tell a child from an adult here: a page then asks whether it is disputed."""
    if person.age == Person.Age.UNKNOWN and birthdate(person) is None:
        return True
    return person.birth == Person.Birth.ESTIMATED and ages.years_old(birthdate(person)) in ages.CLOSE


def age_decisions(person: Person) -> list[ChildDecision]:
    """List what was decided on the age of a person, the last first."""
    return list(_of_age().filter(person=person).order_by("-decided_on", "-made_at"))


def last_decisions(persons: Iterable[uuid.UUID]) -> dict[uuid.UUID, ages.AgeDecision]:
    """Give the last decision on the age of each, where there is one."""
    found = _of_age().filter(person__in=list(persons)).order_by("decided_on", "made_at")
    return {
        person: ages.AgeDecision(outcome, day)
        for person, outcome, day in found.values_list("person", "outcome", "decided_on")
    }


def _of_age() -> QuerySet[ChildDecision]:
    return ChildDecision.objects.filter(kind=ChildDecision.Kind.AGE)


def _hashed(days: Iterable[date]) -> list[bytes]:
    key = lasting_key("casework/grown-day")
    return [hmac.new(key, day.isoformat().encode(), hashlib.sha256).digest()[:_BYTES] for day in days]
