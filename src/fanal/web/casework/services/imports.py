"""Bringing a file in: looked at, mended, begun, taken back as a whole; `bringing_in` does what is begun."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.access.models import Assignment, kind_of
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.casework import editing
from fanal.web.casework.models import Case, Context, Import, Imported
from fanal.web.casework.selectors.imports import stays_because
from fanal.web.casework.services.duplicates import compare
from fanal.web.casework.services.erasure import forget_person
from fanal.web.casework.services.procedure import procedures_insist
from fanal.web.casework.transfer.uploaded import content_of, opened, read_or_guess
from fanal.web.design.errors import Refused
from fanal.web.keys.files import SealedFiles

UNDONE_AT_ONCE = 20
FORGOTTEN = timedelta(days=30)
"""So long after anything was said of it a file that was only looked at is deleted; its page says so."""
State = Import.State


@transaction.atomic
def import_look(*, name: str, raw: bytes, by: Actor, separator: str = "", **settings: Any) -> Import:
    """Seal a file that is to be brought in, once it is known that there are cases in it.

    Parameters
    ----------
    separator
        What stands between the cells of a text file; nothing: it is found out.

    Raises
    ------
    Refusal
        If there are none.
    ProceduresFirst
        If the organisation may have none yet.
    """
    insist(by, "cases.import")
    procedures_insist()
    reading, fixes = read_or_guess(opened(raw, name, separator), {"separator": separator})
    file = SealedFiles().write(name, [raw])
    settings["fictional"] = reading.records.fictional
    made = editing.create(Import, file=file, of=len(reading.records), settings=settings, fixes=fixes)
    compare(made, reading.records, by=by)
    made.save()
    _tell("imports.looked-at", made)
    return made


@transaction.atomic
def import_mend(row: Import, *, by: Actor, fixes: Mapping[str, Any]) -> Import:
    """Say what columns and texts of a file mean, besides what was said before; for all cells alike.

    Parameters
    ----------
    fixes
        ``day-first``, ``sheet`` and ``separator``: how it is read. ``fields``: fields by headings;
        ``columns``: by place, as ``0:3``. ``values``: for a field, what its texts mean. None takes back what
        was said.

    Raises
    ------
    Refusal
        If there is no case in the file, read so.
    """
    insist(by, "cases.import")
    held = _held(row, State.LOOKED_AT)
    before = held.fixes
    said = {**before, **{name: fixes[name] for name in ("day-first", "sheet", "separator") if name in fixes}}
    for name in ("fields", "columns"):
        said[name] = _over(before.get(name, {}), fixes.get(name, {}))
    texts, now = before.get("values", {}), fixes.get("values", {})
    said["values"] = {
        field: means for field in {*texts, *now} if (means := _over(texts.get(field, {}), now.get(field, {})))
    }
    reading, held.fixes = read_or_guess(content_of(held, said), said)
    held.of = len(reading.records)
    compare(held, reading.records, by=by)
    held.save()
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
    procedures_insist()
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
    held.settings = {**held.settings, "undone": held.settings.get("undone", 0)}
    held.settings["ticket"] = str(take_back.defer(of=held.pk).pk)
    held.save()
    _tell("imports.undo-begun", held)
    return held


def undo_steps(of: UUID) -> Iterator[tuple[int, int]]:
    """Take cases back that nobody changed since, so many a step; their people are erased for good.

    Each step is one transaction, with the count of those that are gone.
    """
    last = ""
    while True:
        row = Import.objects.select_for_update().get(pk=of)
        if row.state != State.RUNNING:
            return
        left = Imported.objects.filter(of=row)
        some = list(
            left.filter(case__number__gt=last)
            .select_related("case")
            .order_by("case__number")[:UNDONE_AT_ONCE]
        )
        if not some:
            break
        last, stay = some[-1].case.number, stays_because(some)
        gone = [one for one in some if one.case_id not in stay]
        for one in gone:
            _case_take_back(one.case, known=one.known)
        undone = row.settings.get("undone", 0) + len(gone)
        row.settings = {**row.settings, "undone": undone}
        row.save()
        yield undone, undone + left.count()
    stays = left.count()
    row.state = State.DONE if stays else State.UNDONE
    row.save()
    _tell("imports.undone", row, cases=row.settings.get("undone", 0), stay=stays)


def forgotten_on(row: Import) -> date:
    """Say on which day a file that is only looked at is deleted, where nothing is done with it before."""
    # The whole of the last day is theirs: it is deleted in the night after.
    return timezone.localdate(row.changed_at) + FORGOTTEN + timedelta(days=1)


def imports_forget() -> None:
    """Delete files that were looked at and never brought in, with all that was found in them."""
    before = timezone.localdate() - FORGOTTEN
    old = Import.objects.filter(state=State.LOOKED_AT, changed_at__date__lt=before)
    # Not one that somebody begins at this moment.
    for row in old.select_for_update(skip_locked=True):
        _tell("imports.forgotten", row)
        _forget(row)


def _case_take_back(case: Case, *, known: bool) -> None:
    """Take a case back, and erase its people: save those who were here before, or are in another case."""
    persons = {case.person_id, *Context.objects.filter(case=case).values_list("person", flat=True)}
    if known:
        persons.discard(case.person_id)
    record("cases.taken-back", subject=("casework.case", case.pk))
    Assignment.objects.filter(kind=kind_of(Case), subject=case.pk).delete()
    case.delete()
    persons -= set(Context.objects.filter(person__in=persons).values_list("person", flat=True))
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


def _over(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """Say again what was said, with what is said now; None takes it back."""
    return {name: what for name, what in {**before, **now}.items() if what is not None}


def _forget(row: Import) -> None:
    file = row.file
    row.delete()
    if file is not None:
        SealedFiles().delete(file)


def _tell(event: str, row: Import, **details: int) -> None:
    record(event, subject=("casework.import", row.pk), details=details or None)
