"""Appending to a chain: one lock, one insert, whatever the number of entries."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields

from django.db import connection

from fanal.web.audit_trail.encoding import START, Content
from fanal.web.audit_trail.models import AuditEntry, AuditHead, Entry, Head, HostEntry, HostHead

HOST = "host"
_COLUMNS = tuple(one.name for one in fields(Content))[1:]
"""The columns of an entry that are hashed: all but which chain it is of."""


@dataclass(frozen=True)
class Chain:
    """A chain: of an organisation (inside its `tenant`), or of the host."""

    organisation: uuid.UUID | None = None

    @property
    def name(self) -> str:
        """What the chain is called in what is hashed and exported."""
        return HOST if self.organisation is None else str(self.organisation)

    @property
    def entries(self) -> type[Entry]:
        """The table of its entries."""
        return HostEntry if self.organisation is None else AuditEntry

    @property
    def heads(self) -> type[Head]:
        """The table of its head."""
        return HostHead if self.organisation is None else AuditHead

    @property
    def owner(self) -> dict[str, object]:
        """The column, and its value, by which the head of this chain is found."""
        return {"id": 1} if self.organisation is None else {"organisation_id": self.organisation}


def content(chain: Chain, entry: Entry) -> Content:
    """Give what is hashed of a stored entry."""
    values = {name: getattr(entry, name) for name in _COLUMNS}
    return Content(chain.name, **values | {name: bytes(values[name]) for name in ("details", "previous")})


def append(chain: Chain, entries: Sequence[Entry]) -> None:
    """Store entries at the end of a chain, in one statement after its lock is held.

    Parameters
    ----------
    chain
        Which one. The lock is held until the transaction ends: append last.
    entries
        Not yet stored; their numbers and hashes are filled in.
    """
    sequence, previous = _lock(chain)
    for number, entry in enumerate(entries, sequence + 1):
        entry.sequence, entry.previous = number, previous
        previous = entry.hash = content(chain, entry).hash
    own = ["organisation_id"] if chain.organisation is not None else []
    columns = [*_COLUMNS, "hash", *own]
    row = f"({', '.join(['%s'] * len(columns))})"
    (owner, whose), last = next(iter(chain.owner.items())), entries[-1]
    with connection.cursor() as cursor:
        cursor.execute(
            f'with moved as (update "{chain.heads._meta.db_table}" set sequence = %s, hash = %s'  # noqa: S608
            f' where "{owner}" = %s)'
            f' insert into "{chain.entries._meta.db_table}" ({", ".join(columns)})'
            f" values {', '.join([row] * len(entries))}",
            [last.sequence, last.hash, whose, *_values(chain, entries)],
        )


def _values(chain: Chain, entries: Sequence[Entry]) -> Iterator[object]:
    own = [chain.organisation] if chain.organisation is not None else []
    for entry in entries:
        yield from (*astuple(content(chain, entry))[1:], entry.hash, *own)


def _lock(chain: Chain) -> tuple[int, bytes]:
    """Wait for one's turn; where the chain ends now."""
    while (found := _head(chain)) is None:
        chain.heads._base_manager.bulk_create([chain.heads(hash=START, **chain.owner)], ignore_conflicts=True)
    return found


def _head(chain: Chain) -> tuple[int, bytes] | None:
    own = chain.heads._base_manager.filter(**chain.owner)
    found = own.select_for_update().values_list("sequence", "hash").first()
    return None if found is None else (found[0], bytes(found[1]))
