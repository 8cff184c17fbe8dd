"""Beds, and who sleeps in them: no bed twice at once."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.casework import editing
from fanal.web.casework.models import Bed, Case, Stay
from fanal.web.casework.services.entry import Unsuitable, entry_add, entry_change, entry_mark


def bed_add(*, actor: Actor, **values: Any) -> Bed:
    """Add a bed, by a name that tells no place."""
    insist(actor, "cases.change")
    bed = editing.create(Bed, **values)
    record("cases.bed-added", subject=("casework.bed", bed.pk))
    return bed


def bed_change(bed: Bed, *, actor: Actor, seen: int, **values: Any) -> Bed:
    """Rename a bed, or take it out of use; who slept in it stays known."""
    insist(actor, "cases.change")
    changed = editing.change(bed, seen=seen, **values)
    record("cases.bed-changed", subject=("casework.bed", bed.pk), details={"fields": sorted(values)})
    return changed


def stay_add(model: type[Stay], *, case: Case, actor: Actor, **values: Any) -> Stay:
    """Give a bed from a day to a day, if it is free on every night between.

    Raises
    ------
    Unsuitable
        Somebody sleeps there.
    """
    insist(actor, "cases.change", case)
    _hold_free(values["bed"].pk, values["begins_on"], values["ends_on"])
    return entry_add(model, case=case, actor=actor, **values)


def stay_change(row: Stay, *, case: Case, actor: Actor, seen: int, **values: Any) -> Stay:
    """Change a stay, as `stay_add`."""
    insist(actor, "cases.change", case)
    # A bed that is out of use is left in peace by whoever sleeps there already.
    moved = values["bed"].pk != row.bed_id
    _hold_free(values["bed"].pk, values["begins_on"], values["ends_on"], but=row, used=moved)
    return entry_change(row, case=case, actor=actor, seen=seen, **values)


def stay_mark(row: Stay, *, case: Case, actor: Actor, seen: int, mistaken: bool) -> Stay:
    """Mark a stay as a mistake; put back only if the bed is still free."""
    insist(actor, "cases.change", case)
    if not mistaken:
        _hold_free(row.bed_id, row.begins_on, row.ends_on, but=row)
    return entry_mark(row, case=case, actor=actor, seen=seen, mistaken=mistaken)


def _hold_free(
    bed: Any, begins: date, ends: date | None, *, but: Stay | None = None, used: bool = True
) -> None:
    """Hold a bed until the transaction ends, so that two at the same time wait for each other; then look."""
    held = Bed.objects.select_for_update().get(pk=bed)
    if held.out_of_use and used:
        raise Unsuitable("bed", "web.casework.bed-out-of-use")
    meanwhile = Q(ends_on=None) | Q(ends_on__gt=begins)
    if ends is not None:
        meanwhile &= Q(begins_on__lt=ends)
    taken = Stay.objects.filter(meanwhile, bed=held, mistaken_at=None)
    if but is not None:
        taken = taken.exclude(pk=but.pk)
    if taken.exists():
        # Not who, and not in which case.
        raise Unsuitable("bed", "web.casework.bed-taken")
