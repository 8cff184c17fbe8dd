"""Whether somebody is taken for a child today."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from fanal.web.casework import ages
from fanal.web.casework.models import ChildDecision, Person
from fanal.web.casework.selectors.person import birthdate, years_old


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


def treated_as_child(person: Person, today: date | None = None) -> bool:
    """Say whether everything that protects a child applies on a day."""
    return ages.is_child(age_of(person, today))


def should_ask(person: Person) -> bool:
    """Say whether nobody can tell a child from an adult here: a page then asks whether it is disputed."""
    if person.age == Person.Age.UNKNOWN and birthdate(person) is None:
        return True
    return person.birth == Person.Birth.ESTIMATED and years_old(birthdate(person)) in ages.CLOSE


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
