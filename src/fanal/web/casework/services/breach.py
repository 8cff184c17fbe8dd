"""What is written of data breaches."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.casework import editing
from fanal.web.casework.models import Breach


@transaction.atomic
def breach_report(*, happened_on: date, found_at: datetime, what: str, by: Actor, **more: Any) -> Breach:
    """Write down a breach as soon as somebody knows of it; the rest follows.

    Parameters
    ----------
    happened_on, found_at
        When it happened, and when it was found: from then on the hours run.
    what
        What happened.
    **more
        Other attributes of `Breach`.
    """
    insist(by, "breaches.report")
    row = editing.create(Breach, happened_on=happened_on, found_at=found_at, what=what, **more)
    record("breaches.reported", subject=("casework.breach", row.pk))
    return row


@transaction.atomic
def breach_change(row: Breach, *, seen: int, by: Actor, **values: Any) -> Breach:
    """Write down what is known meanwhile, what was done, and who was told."""
    insist(by, "governance.change")
    row = editing.change(row, seen=seen, **values)
    details = {
        "authority-told": bool(row.authority_told_at),
        "people-told": bool(row.people_told_at),
    }
    record("breaches.changed", subject=("casework.breach", row.pk), details=details)
    return row


@transaction.atomic
def breach_close(row: Breach, *, seen: int, by: Actor) -> Breach:
    """Close a breach: everybody who must be told was told, or it stands there why not."""
    insist(by, "governance.change")
    row = editing.change(row, seen=seen, closed_on=timezone.localdate())
    record("breaches.closed", subject=("casework.breach", row.pk))
    return row
