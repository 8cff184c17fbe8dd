"""Keys of persons, and legal holds."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fanal.web.keys.errors import KeyDestroyed, NoKeys
from fanal.web.keys.hierarchy import data_key
from fanal.web.keys.models import PersonKey
from fanal.web.keys.sealing import KEY_BYTES
from fanal.web.keys.signals import hold_changed


def person_key_create(person: UUID) -> PersonKey:
    """Make the key of a person.

    Raises
    ------
    KeyUnavailable
        If the organisation's keys are not open, or the person was erased.
    """
    return person_keys_create([person])[0]


@transaction.atomic
def person_keys_create(persons: Iterable[UUID]) -> list[PersonKey]:
    """Make the keys of many persons.

    Raises
    ------
    KeyUnavailable
        If the organisation's keys are not open, or one of them was erased.
    """
    data_key()
    wanted = list(persons)
    erased = PersonKey.objects.filter(pk__in=wanted).exclude(destroyed_at=None).first()
    if erased is not None:
        raise KeyDestroyed(erased.pk)
    return PersonKey.objects.bulk_create(
        [PersonKey(id=person, wrapped=os.urandom(KEY_BYTES)) for person in wanted], batch_size=1000
    )


@transaction.atomic
def hold_set(person: UUID, *, reason: str, until: date | None = None) -> None:
    """Block the erasure of a person.

    Parameters
    ----------
    person
        Whose.
    reason
        Why; kept sealed, since it may tell of the case.
    until
        The last day; none: until it is lifted.
    """
    row = living_person(person)
    row.held_since, row.hold_reason, row.hold_until = timezone.now(), reason, until
    row.save(update_fields=["held_since", "hold_reason", "hold_until"])
    hold_changed.send(sender="keys", person=person, held=True)


@transaction.atomic
def hold_lift(person: UUID) -> None:
    """Let a person be erased again."""
    row = living_person(person)
    row.held_since = row.hold_reason = row.hold_until = None
    row.save(update_fields=["held_since", "hold_reason", "hold_until"])
    hold_changed.send(sender="keys", person=person, held=False)


def living_person(person: UUID) -> PersonKey:
    """Give the row of a person, locked until the end of the transaction.

    Raises
    ------
    NoKeys, KeyDestroyed
        If there never was a key, or it was destroyed.
    """
    row = PersonKey.objects.select_for_update().filter(pk=person).first()
    if row is None:
        raise NoKeys
    if row.destroyed_at is not None:
        raise KeyDestroyed(person)
    return row
