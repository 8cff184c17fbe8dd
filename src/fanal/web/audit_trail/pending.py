"""Entries that wait for the end of their `tenant`, and are then stored in the same transaction.

The chain of an organisation is locked from its append to the end of the transaction. Were an entry stored
when it is told, everybody of an organisation would wait for the slowest page, and two who lock a case and the
chain in different orders would wait for each other. So entries are sealed and kept when told, and stored at
the end.

They are kept in Django's list of what to do on commit, for one reason: Django takes out of it what was told
in a savepoint that is undone.
"""

from __future__ import annotations

import uuid

from django.db import connection, transaction

from fanal.web.audit_trail.chain import Chain, append
from fanal.web.audit_trail.models import AuditEntry


class EntryLost(RuntimeError):
    """A transaction ended without storing an entry that was told in it: a defect, told loudly."""


class Pending:
    """An entry that waits."""

    def __init__(self, organisation: uuid.UUID, entry: AuditEntry, told: object) -> None:
        self.organisation, self.entry, self.told, self.stored = organisation, entry, told, False

    def __call__(self) -> None:
        """Run after the commit."""
        if not self.stored:
            raise EntryLost(self.entry.event)


def keep(organisation: uuid.UUID, entry: AuditEntry, told: object = None) -> None:
    """Let an entry wait for the end of its `tenant`; `told` is what `waits` knows it by."""
    transaction.on_commit(Pending(organisation, entry, told))


def waits(organisation: uuid.UUID, told: object) -> bool:
    """Whether the same waits already."""
    return any(one.told == told for one in waiting(organisation))


def waiting(organisation: uuid.UUID) -> list[Pending]:
    """List what waits in the innermost `tenant`, in the order told."""
    # What was told in an outer one waits for that: were the inner one undone, it would be lost.
    around = set(connection.savepoint_ids)
    return [
        one
        for savepoints, one, *_ in connection.run_on_commit
        if isinstance(one, Pending)
        and one.organisation == organisation
        and not one.stored
        and around <= set(savepoints)
    ]


def store(organisation: uuid.UUID) -> None:
    """Store what waits; called when a `tenant` ends."""
    found = waiting(organisation)
    if not found:
        return
    append(Chain(organisation), [one.entry for one in found])
    for one in found:
        one.stored = True
