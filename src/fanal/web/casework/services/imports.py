"""Bringing a file in: looked at, mended, brought in step by step, taken back as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fanal.exchange.files import open_bytes
from fanal.presentation import Refusal
from fanal.web.access.actor import Actor
from fanal.web.access.models import Assignment, kind_of
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.casework import editing
from fanal.web.casework.models import Case, Context, Import, Imported
from fanal.web.casework.selectors.imports import stays_because
from fanal.web.casework.services.erasure import forget_person
from fanal.web.casework.transfer.incoming import CARE, Brought, cases_write
from fanal.web.casework.transfer.kept_aside import aside_by_case
from fanal.web.casework.transfer.rows import rows_of
from fanal.web.casework.transfer.uploaded import content_of, proposed, read_uploaded, reading_of
from fanal.web.design.errors import Refused
from fanal.web.keys.files import SealedFiles
from fanal.web.organisations.models import Membership
from fanal.web.organisations.selectors import member

STEP = 200
UNDONE_AT_ONCE = 20
FORGOTTEN = timedelta(days=7)
"""After this long nobody comes back to a file that was only looked at."""
State = Import.State


@transaction.atomic
def import_look(*, name: str, raw: bytes, by: Actor, **settings: Any) -> Import:
    """Seal a file that is to be brought in, once it is known that there are cases in it.

    Raises
    ------
    Refusal
        If there are none.
    """
    insist(by, "cases.import")
    imports_forget()
    content = open_bytes(raw, name)
    fixes: dict[str, Any] = {}
    try:
        reading = read_uploaded(content, fixes)
    except Refusal:
        # No heading is one of the standard: they may still be guessed, and are shown before anything is done.
        fixes = {"fields": proposed(content)}
        reading = read_uploaded(content, fixes)
    file = SealedFiles().write(name, [raw])
    settings["fictional"] = reading.records.fictional
    made = editing.create(Import, file=file, of=len(reading.records), settings=settings, fixes=fixes)
    _tell("imports.looked-at", made)
    return made


@transaction.atomic
def import_mend(row: Import, *, by: Actor, fixes: Mapping[str, Any]) -> Import:
    """Say what columns and texts of a file mean, besides what was said before; for all cells alike."""
    insist(by, "cases.import")
    held = _held(row, State.LOOKED_AT)
    before = held.fixes
    held.fixes = {
        "day-first": fixes.get("day-first", before.get("day-first")),
        "fields": {**before.get("fields", {}), **fixes.get("fields", {})},
        "values": {
            field: {**before.get("values", {}).get(field, {}), **fixes.get("values", {}).get(field, {})}
            for field in {*before.get("values", {}), *fixes.get("values", {})}
        },
    }
    held.save()
    held.of = len(reading_of(held).records)
    held.save(update_fields=["of"])
    return held


@transaction.atomic
def import_begin(row: Import, *, by: Actor, purposes: Sequence[str]) -> Import:
    """Let the cases of a file be brought in, in the background.

    Parameters
    ----------
    purposes
        What consent in the file covers.
    """
    from fanal.web.casework.tasks import bring_in

    insist(by, "cases.import")
    held = _held(row, State.LOOKED_AT)
    held.state = State.RUNNING
    held.made_by_id = by.user_id
    held.settings = {**held.settings, "purposes": list(purposes)}
    held.settings["ticket"] = str(bring_in.defer(of=held.pk).pk)
    held.save()
    _tell("imports.begun", held)
    return held


@transaction.atomic
def import_drop(row: Import, *, by: Actor) -> None:
    """Throw a file away that was only looked at."""
    insist(by, "cases.import")
    held = _held(row, State.LOOKED_AT)
    _tell("imports.dropped", held)
    _forget(held)


@transaction.atomic
def import_take_back(row: Import, *, by: Actor) -> Import:
    """Let an import be taken back, in the background: all cases that nobody changed since."""
    from fanal.web.casework.tasks import take_back

    insist(by, "cases.undo-import")
    held = _held(row, State.DONE)
    held.state = State.RUNNING
    held.settings = {**held.settings, "undone": 0}
    held.settings["ticket"] = str(take_back.defer(of=held.pk).pk)
    held.save()
    _tell("imports.undo-begun", held)
    return held


def import_steps(of: UUID) -> Iterator[tuple[int, int]]:
    """Bring the cases of a file in, so many a step; how many are there, of how many.

    Each step is one transaction, with the count of those that are there: begun again, none comes twice.
    """
    row = Import.objects.get(pk=of)
    if row.state != State.RUNNING or row.file is None:
        return
    content = content_of(row)
    reading = read_uploaded(content, row.fixes)
    aside, _ = aside_by_case(reading, content)
    while True:
        row = Import.objects.select_for_update().get(pk=of)
        stop = min(row.done + STEP, len(reading.records))
        owner = member(row.made_by_id)
        if owner is None:
            raise Refusal("web.casework.import-by-nobody")
        cases = list(rows_of(reading.records, row.done, stop, aside))
        cases_write(cases, brought(row, owner))
        row.done, row.of = stop, len(reading.records)
        if row.done < row.of:
            row.save()
            yield row.done, row.of
            continue
        file, row.file, row.fixes, row.state = row.file, None, {}, State.DONE
        row.save()
        if file is not None:
            SealedFiles().delete(file)
        _tell("imports.done", row, cases=row.done)
        yield row.done, row.of
        return


def undo_steps(of: UUID) -> Iterator[tuple[int, int]]:
    """Take cases back that nobody changed since, so many a step; their people are erased for good."""
    total = Imported.objects.filter(of=of).count()
    done = 0
    while True:
        row = Import.objects.select_for_update().get(pk=of)
        left = list(Imported.objects.filter(of=row).select_related("case").order_by("case__number"))
        stay = stays_because(left)
        some = [one for one in left if one.case_id not in stay][:UNDONE_AT_ONCE]
        for one in some:
            _case_take_back(one.case)
        done += len(some)
        if some:
            yield done, total
            continue
        row.state = State.UNDONE if not left else State.DONE
        row.settings = {**row.settings, "undone": row.settings.get("undone", 0) + total - len(left)}
        row.save()
        _tell("imports.undone", row, cases=total - len(left), stay=len(left))
        return


def brought(row: Import, owner: Membership) -> Brought:
    """Say how the cases of an import come in."""
    return Brought(row, owner, tuple(row.settings.get("purposes", [CARE])))


def imports_forget() -> None:
    """Forget files that were looked at and never brought in."""
    old = Import.objects.filter(state=State.LOOKED_AT, changed_at__lt=timezone.now() - FORGOTTEN)
    for row in old:
        _forget(row)


def _case_take_back(case: Case) -> None:
    persons = {case.person_id, *Context.objects.filter(case=case).values_list("person", flat=True)}
    record("cases.taken-back", subject=("casework.case", case.pk))
    Assignment.objects.filter(kind=kind_of(Case), subject=case.pk).delete()
    case.delete()
    for person in persons:
        forget_person(person, reason="mistake")


def _held(row: Import, state: str) -> Import:
    """Hold an import until the end of the transaction.

    Raises
    ------
    Refused
        If it is no longer in the state in which it was shown.
    """
    held = Import.objects.select_for_update().get(pk=row.pk)
    if held.state != state:
        raise Refused("web.casework.import-not-now", status=409)
    return held


def _forget(row: Import) -> None:
    file = row.file
    row.delete()
    if file is not None:
        SealedFiles().delete(file)


def _tell(event: str, row: Import, **details: int) -> None:
    record(event, subject=("casework.import", row.pk), details=details or None)
