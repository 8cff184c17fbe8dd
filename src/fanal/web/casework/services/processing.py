"""What is written in the record of processing."""

from __future__ import annotations

from django.db import transaction

from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.casework import editing
from fanal.web.casework.governance import processing_lines
from fanal.web.casework.models import Processing


@transaction.atomic
def processing_begin(*, language: str, by: Actor) -> list[Processing]:
    """Take the lines that Fanal proposes, once; nothing where there are lines already."""
    insist(by, "governance.change")
    if Processing.objects.exists():
        return []
    made = [editing.create(Processing, **line) for line in processing_lines(language)]
    record("processing.begun", details={"language": language})
    return made


@transaction.atomic
def processing_add(*, by: Actor, **values: str) -> Processing:
    """Add a line."""
    insist(by, "governance.change")
    row = editing.create(Processing, **values)
    record("processing.added", subject=("casework.processing", row.pk))
    return row


@transaction.atomic
def processing_change(row: Processing, *, seen: int, by: Actor, **values: str) -> Processing:
    """Change a line."""
    insist(by, "governance.change")
    row = editing.change(row, seen=seen, **values)
    record("processing.changed", subject=("casework.processing", row.pk))
    return row


@transaction.atomic
def processing_remove(row: Processing, *, seen: int, by: Actor) -> None:
    """Take a line out, as it was seen: this is not done any more."""
    insist(by, "governance.change")
    row = editing.change(row, seen=seen)
    record("processing.removed", subject=("casework.processing", row.pk))
    row.delete()
