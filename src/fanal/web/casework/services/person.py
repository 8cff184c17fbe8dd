"""What is written of persons."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from fanal.web.audit_trail.services import record
from fanal.web.casework import ages, editing
from fanal.web.casework.models import Person
from fanal.web.casework.selectors.age import last_decisions
from fanal.web.casework.selectors.person import all_names
from fanal.web.keys.blind_indexes.entries import entries_put
from fanal.web.keys.services import person_key_create

ADULT_AT = ages.ADULT_AT
_TELEPHONES = ("prs_MobilePhone", "prs_HomePhone")
_NUMBERS = ("prs_IdentityNumber",)


@transaction.atomic
def person_create(**values: Any) -> Person:
    """Make a person with a key of their own, who can be found from now on.

    Parameters
    ----------
    **values
        Attributes of `Person`.
    """
    made = uuid.uuid4()
    person_key_create(made)
    values["age"] = age_of(values, values.get("age", Person.Age.UNKNOWN))
    person = editing.create(Person, id=made, **values)
    _index(person)
    record("persons.created", person=made, subject=("casework.person", made))
    return person


@transaction.atomic
def person_change(*, person: Person, seen: int, **values: Any) -> Person:
    """Change a person.

    Parameters
    ----------
    person, seen
        Whom, and in which version they were shown.
    **values
        Attributes of `Person`.

    Raises
    ------
    ChangedMeanwhile
        If somebody changed the person since.
    """
    if "told" in values or "age" in values:
        values["age"] = age_of(
            {"told": values.get("told", person.told)}, values.get("age", person.age), of=person.pk
        )
    changed = editing.change(person, seen=seen, **values)
    _index(changed)
    record("persons.changed", person=person.pk, subject=("casework.person", person.pk))
    return changed


def age_of(values: dict[str, Any], said: str, of: uuid.UUID | None = None) -> str:
    """Say as what a person is taken: disputed, else what an authority decided, else by the date of birth.

    Parameters
    ----------
    values
        With ``told``.
    said
        What whoever records it says.
    of
        The person, where there is one already.
    """
    decided = last_decisions([of]).get(of) if of else None
    born = ages.born_at_latest(values.get("told") or {})
    return ages.taken_for(said=said, born=born, decided=decided, today=timezone.localdate())


def _index(person: Person) -> None:
    """Let the person be found by what is known now, and by nothing that is known no longer."""
    told = person.told or {}
    entries_put(person.pk, "name", all_names(person))
    entries_put(person.pk, "telephone", [told[name] for name in _TELEPHONES if told.get(name)])
    entries_put(person.pk, "identity-number", [told[name] for name in _NUMBERS if told.get(name)])
