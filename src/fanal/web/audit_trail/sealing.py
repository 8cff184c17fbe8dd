"""The details of an entry, sealed before they are hashed: a chain verifies when nobody can read them.

With whose key:

- of a person, where the entry is about one: erased with the person;
- the organisation's lasting secret otherwise: the same through rotations;
- a key of the host, where the organisation's keys are locked or not yet made and the entry is about no
  person, such as an unlock that failed: whoever holds the host's root key can read these.

Where a person's key is not to be had, the details are left out. An entry is always written.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from fanal.web.audit_trail.models import Entry, Sealed
from fanal.web.keys.errors import KeyDestroyed, KeyUnavailable, SealBroken
from fanal.web.keys.host import host_open, host_seal
from fanal.web.keys.payloads import open_payload, seal_payload
from fanal.web.keys.sealing import padded, unpadded

_MODEL, _FIELD, _PURPOSE = "audit_trail.auditentry", "details", "audit-trail"


class State(StrEnum):
    """Why details are shown, or not."""

    OPEN = "open"
    NONE = "none"
    LOCKED = "locked"
    ERASED = "erased"
    BROKEN = "broken"


@dataclass(frozen=True)
class Details:
    """Details as far as they can be read."""

    state: State
    values: Mapping[str, Any] = field(default_factory=dict)


def seal(row: uuid.UUID, person: uuid.UUID | None, details: Mapping[str, Any] | None) -> tuple[str, bytes]:
    """Seal the details of an entry of the current organisation; with whose key, and the ciphertext."""
    if not details:
        return Sealed.NOTHING, b""
    try:
        sealed = seal_payload(_written(details), model=_MODEL, row=row, field=_FIELD, person=person)
    except KeyUnavailable:
        return (Sealed.NOTHING, b"") if person else seal_for_host(row, details)
    return (Sealed.PERSON if person else Sealed.ORGANISATION), sealed


def seal_for_host(row: uuid.UUID, details: Mapping[str, Any] | None) -> tuple[str, bytes]:
    """Seal details with the key of the host."""
    if not details:
        return Sealed.NOTHING, b""
    return Sealed.HOST, host_seal(_PURPOSE, _written(details), str(row))


def open_details(entry: Entry) -> Details:
    """Open the details of an entry, where its key is to be had."""
    if not entry.sealed_with:
        return Details(State.NONE)
    try:
        return Details(State.OPEN, json.loads(unpadded(_open(entry))))
    except KeyDestroyed:
        return Details(State.ERASED)
    except KeyUnavailable:
        return Details(State.LOCKED)
    except SealBroken:
        return Details(State.BROKEN)


def _open(entry: Entry) -> bytes:
    sealed = bytes(entry.details)
    if entry.sealed_with == Sealed.HOST:
        return host_open(_PURPOSE, sealed, str(entry.pk))
    return open_payload(sealed, model=_MODEL, row=entry.pk, field=_FIELD)


def _written(details: Mapping[str, Any]) -> bytes:
    return padded(json.dumps(details, ensure_ascii=False, default=str, sort_keys=True).encode())
