"""Sealing bytes that stand in no sealed field: such as the details of an entry of the audit trail.

Sealed without a person, they stay readable through rotations, which cannot seal them anew.
"""

from __future__ import annotations

from uuid import UUID

from fanal.web.keys.hierarchy import Key, lasting_key, person_key
from fanal.web.keys.sealing import NOBODY, Place, header_of, open_sealed, seal
from fanal.web.organisations.tenancy import current_organisation

_VERSION = 1


def seal_payload(plain: bytes, *, model: str, row: UUID, field: str, person: UUID | None = None) -> bytes:
    """Seal bytes for a row of the organisation whose turn it is.

    Parameters
    ----------
    plain
        What is sealed.
    model, row, field
        Where it will stand.
    person
        Whose key seals it; none: the organisation's lasting secret.

    Raises
    ------
    KeyUnavailable
        If that key is not to be had.
    """
    key = person_key(person) if person else _lasting()
    return seal(key.secret, key.version, plain, _place(model, row, field), key.owner)


def open_payload(sealed: bytes, *, model: str, row: UUID, field: str) -> bytes:
    """Open what `seal_payload` sealed for the same place.

    Raises
    ------
    KeyUnavailable
        If its key is not to be had; `KeyDestroyed` where the person was erased.
    SealBroken
        If it was not sealed for this place, or was altered.
    """
    place = _place(model, row, field)
    _, owner = header_of(sealed, place)
    key = _lasting() if owner == NOBODY else person_key(owner, opens=True)
    return open_sealed(key.secret, sealed, place)


def _lasting() -> Key:
    return Key(lasting_key("payload"), _VERSION)


def _place(model: str, row: UUID, field: str) -> Place:
    return Place(organisation=str(current_organisation()), model=model, row=str(row), field=field)
