"""Sealing: AES-256-GCM, with what is sealed bound to the place where it stands.

A sealed value is::

    format (1 byte) | key version (4) | key id (16) | nonce (12) | ciphertext | tag (16)

The header and the place (organisation, model, row, field) are associated data: a value that is moved, cut
or altered by one bit does not open. The key id says whose key it is: a person's id, or zeros for the key
that the organisation (or the host) holds for all else. Nonces are random; one key seals far fewer than 2^32
values.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fanal.web.keys.errors import SealBroken

FORMAT = 1
KEY_BYTES = 32
NOBODY = UUID(int=0)
"""The key id of what belongs to no person."""
_HEADER = struct.Struct(">BI16s")
_NONCE, _TAG = 12, 16
OVERHEAD = _HEADER.size + _NONCE + _TAG
_BLOCK = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a sealed value stands."""

    organisation: str
    model: str
    row: str
    field: str


def encoded(*parts: bytes) -> bytes:
    """Join parts so that no two lists of parts give the same bytes: each after its length."""
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)


def seal(key: bytes, version: int, plain: bytes, place: Place, owner: UUID = NOBODY) -> bytes:
    """Seal bytes for one place.

    Parameters
    ----------
    key, version
        The key of 32 bytes, and which version of it this is.
    plain
        What is sealed.
    place
        Where it will stand, and the only place where it opens.
    owner
        The person whose key it is.
    """
    header, nonce = _HEADER.pack(FORMAT, version, owner.bytes), os.urandom(_NONCE)
    return header + nonce + AESGCM(key).encrypt(nonce, plain, _bound(header, place))


def header_of(sealed: bytes, place: Place) -> tuple[int, UUID]:
    """Read which key opens a value: version and owner. Not proven before it opens.

    Raises
    ------
    SealBroken
        If it is no sealed value.
    """
    if len(sealed) < OVERHEAD or sealed[0] != FORMAT:
        raise SealBroken(place.model, place.field)
    _, version, owner = _HEADER.unpack_from(sealed)
    return version, UUID(bytes=owner)


def open_sealed(key: bytes, sealed: bytes, place: Place) -> bytes:
    """Open what was sealed for a place.

    Raises
    ------
    SealBroken
        If it was sealed for another place or with another key, or was altered.
    """
    header_of(sealed, place)
    header, nonce = sealed[: _HEADER.size], sealed[_HEADER.size : _HEADER.size + _NONCE]
    try:
        return AESGCM(key).decrypt(nonce, sealed[_HEADER.size + _NONCE :], _bound(header, place))
    except InvalidTag:
        raise SealBroken(place.model, place.field) from None


def padded(plain: bytes) -> bytes:
    """Fill up to a multiple of 32 bytes (ISO/IEC 7816-4), so that lengths of names say less."""
    return plain + b"\x80" + b"\0" * (-(len(plain) + 1) % _BLOCK)


def unpadded(plain: bytes) -> bytes:
    """Take the filling off again."""
    return plain.rstrip(b"\0")[:-1]


def _bound(header: bytes, place: Place) -> bytes:
    return encoded(
        header, *(part.encode() for part in (place.organisation, place.model, place.row, place.field))
    )
