"""What is written of care and work: one entry of a case is added, changed, or marked as a mistake."""

from __future__ import annotations

from typing import Any, TypeVar

from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.casework import editing
from fanal.web.casework.models import Case, Comment
from fanal.web.casework.models.care import Entered
from fanal.web.casework.policy import DUTIES

Entry = TypeVar("Entry", bound=Entered)


class Unsuitable(Exception):
    """What was typed does not go with what is there: the form says so.

    Parameters
    ----------
    field
        Of the form; none: the whole.
    key, **values
        The text.
    """

    def __init__(self, field: str | None, key: str, /, **values: Any) -> None:
        super().__init__(key)
        self.field, self.key, self.values = field, key, values


def entry_add(model: type[Entry], *, case: Case, actor: Actor, **values: Any) -> Entry:
    """Add an entry to a case, sealed with the key of its person."""
    insist(actor, DUTIES if model is Comment else "cases.change", case)
    if any(field.name == "case" for field in model._meta.fields):
        values["case"] = case
    row = editing.create(model, person_id=case.person_id, **values)
    tell("cases.entry-added", case, row)
    return row


def entry_change(row: Entry, *, case: Case, actor: Actor, seen: int, **values: Any) -> Entry:
    """Change an entry, if it still is in the version that was seen; only names of columns are told."""
    insist(actor, "cases.change", case)
    before = {name: getattr(row, name) for name in values}
    changed = editing.change(row, seen=seen, **values)
    tell("cases.entry-changed", case, row, fields=sorted(n for n in values if before[n] != values[n]))
    return changed


def entry_mark(row: Entry, *, case: Case, actor: Actor, seen: int, mistaken: bool) -> Entry:
    """Mark an entry as made by mistake, or put it back; nothing is deleted."""
    insist(actor, "cases.change", case)
    changed = editing.change(row, seen=seen, mistaken_at=timezone.now() if mistaken else None)
    tell("cases.entry-mistaken" if mistaken else "cases.entry-restored", case, row)
    return changed


def tell(event: str, case: Case, row: Entered, **details: Any) -> None:
    """Tell the audit trail what was done to an entry: ids and names of columns, never what they hold."""
    about = {"kind": type(row).__name__.lower(), "entry": str(row.pk), **details}
    record(event, person=case.person_id, subject=("casework.case", case.pk), details=about)
