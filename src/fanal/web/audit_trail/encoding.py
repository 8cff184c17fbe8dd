"""What is hashed of an entry: every column with its length before it, so that no two entries read alike."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import UTC, datetime

ENTRY, HEAD = "fanal-audit-entry/1", "fanal-audit-head/1"
"""The versions of the two encodings; a change makes a new version, and the old one stays readable."""
START = bytes(32)
"""What stands as the previous hash in the first entry of a chain."""

Part = str | bytes | int | uuid.UUID | datetime | None


@dataclass(frozen=True, slots=True)
class Content:
    """An entry as it is hashed, in this order. `chain` is the id of the organisation, or ``host``."""

    chain: str
    sequence: int
    id: uuid.UUID
    at: datetime
    event: str
    actor: uuid.UUID | None
    subject_model: str
    subject_id: uuid.UUID | None
    person: uuid.UUID | None
    sealed_with: str
    details: bytes
    previous: bytes

    @property
    def hash(self) -> bytes:
        """Give the hash of the entry."""
        return hashlib.sha256(encode(ENTRY, *astuple(self))).digest()


def encode(*parts: Part) -> bytes:
    """Write parts one after the other: whether there is one, its length in eight bytes, itself."""
    return b"".join(_pieces(parts))


def _pieces(parts: Iterable[Part]) -> Iterable[bytes]:
    for part in parts:
        if part is None:
            yield b"\x00"
            continue
        raw = _raw(part)
        yield b"\x01" + len(raw).to_bytes(8, "big") + raw


def _raw(part: Part) -> bytes:
    if isinstance(part, bytes):
        return part
    if isinstance(part, uuid.UUID):
        return part.bytes
    if isinstance(part, datetime):
        # To the microsecond, as PostgreSQL keeps it.
        return part.astimezone(UTC).isoformat(timespec="microseconds").encode()
    return str(part).encode()
