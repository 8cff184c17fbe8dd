"""What is written of persons."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction

from fanal.web.audit_trail.services import record
from fanal.web.casework import editing
from fanal.web.casework.models import Person
from fanal.web.casework.selectors.age import stored
from fanal.web.casework.selectors.person import all_names
from fanal.web.keys.blind_indexes.entries import entries_put
from fanal.web.keys.services import person_key_create

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
    values |= stored(said=values.get("age", Person.Age.UNKNOWN), told=values.get("told") or {})
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
        told = values.get("told", person.told) or {}
        values |= stored(said=values.get("age", person.age), told=told, of=person.pk)
    changed = editing.change(person, seen=seen, **values)
    _index(changed)
    record("persons.changed", person=person.pk, subject=("casework.person", person.pk))
    return changed


def _index(person: Person) -> None:
    """Let the person be found by what is known now, and by nothing that is known no longer."""
    told = person.told or {}
    entries_put(person.pk, "name", all_names(person))
    entries_put(person.pk, "telephone", [told[name] for name in _TELEPHONES if told.get(name)])
    entries_put(person.pk, "identity-number", [told[name] for name in _NUMBERS if told.get(name)])
