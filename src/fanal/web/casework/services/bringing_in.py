"""The cases of a file come in, so many a step; those that nobody decided on wait in a file of their own."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any

import polars as pl
from django.db import connection

from fanal.exchange.description import Rows, described
from fanal.exchange.writing import write_json
from fanal.presentation import Refusal
from fanal.standard import CASE, Records
from fanal.standard.records import empty
from fanal.web.access.actor import Actor, current_actor
from fanal.web.audit_trail.services import record
from fanal.web.casework import editing
from fanal.web.casework.models import Import, Imported, Person
from fanal.web.casework.services import duplicates
from fanal.web.casework.services.search import not_erased, within_rights
from fanal.web.casework.transfer.incoming import CARE, Brought, cases_write
from fanal.web.casework.transfer.kept_aside import aside_by_case
from fanal.web.casework.transfer.persons import Somebody, alike_within, persons_in
from fanal.web.casework.transfer.rows import COMMENT, CaseRow, rows_of
from fanal.web.casework.transfer.uploaded import content_of, read_uploaded
from fanal.web.design.language import say
from fanal.web.keys.files import SealedFiles
from fanal.web.organisations.selectors import member
from fanal.web.organisations.tenancy import current_organisation

STEP = 200
State = Import.State
Aside = Mapping[str, tuple[str, ...]]


def import_steps(of: uuid.UUID) -> Iterator[tuple[int, int]]:
    """Bring the cases of a file in, so many a step; how many were seen to, of how many.

    Each step is one transaction, with the count of those that are there: begun again, none comes twice.
    Whoever came since the file was looked at is found then: two who bring in the same file double nobody.
    """
    row = Import.objects.get(pk=of)
    if row.state != State.RUNNING or row.file is None:
        return
    content = content_of(row)
    reading = read_uploaded(content, row.fixes)
    aside, _ = aside_by_case(reading, content)
    persons = list(persons_in(reading.records))
    within = alike_within(persons)
    while True:
        alone()
        row = Import.objects.select_for_update().get(pk=of)
        if row.state != State.RUNNING:
            return
        owner = member(row.made_by_id)
        if owner is None:
            raise Refusal("web.casework.import-by-nobody")
        stop = min(row.done + STEP, len(persons))
        how = Brought(row, owner, tuple(row.settings.get("purposes", [CARE])))
        rows = list(rows_of(reading.records, row.done, stop, aside))
        _Bringing(row, how, current_actor()).step(rows, persons[row.done : stop], within)
        row.done, row.of = stop, len(persons)
        if row.done == row.of:
            _finish(row, reading.records, aside, described(content)[0])
        row.save()
        yield row.done, row.of
        if row.done == row.of:
            return


class _Bringing:
    """One step: who comes in as new, who is known, who waits."""

    def __init__(self, row: Import, how: Brought, by: Actor) -> None:
        self.row, self.how, self.by = row, how, by
        self.decided: dict[str, str] = row.fixes.get("decided", {})
        self.persons: dict[str, str] = dict(row.fixes.get("persons", {}))
        """Who the persons of rows are that others are the same as, by mark."""
        self.wanted = {said.removeprefix(duplicates.ROW) for said in self.decided.values()}
        self.waits: list[str] = list(row.fixes.get("waits", []))

    def step(self, rows: list[CaseRow], persons: list[Somebody], within: Mapping[str, Any]) -> None:
        """Bring in some rows; what comes of it is in the import, which is saved by whoever calls."""
        undecided = [one for one in persons if one.mark not in self.decided]
        besides = duplicates.brought_by(self.row)
        here, told = duplicates.look_for(
            undecided, by=self.by, told=self.row.fixes.get("told", ()), besides=besides
        )
        found = {one.mark for one, some in zip(undecided, here, strict=True) if some or one.mark in within}
        said = {one.mark: self.decided.get(one.mark, duplicates.ANOTHER) for one in persons}
        said |= dict.fromkeys(found, duplicates.LATER)
        pairs = list(zip(rows, persons, strict=True))
        # Those who are the same as a row of this step come after it.
        self._write([pair for pair in pairs if not said[pair[1].mark].startswith(duplicates.ROW)], said)
        for pair in pairs:
            if said[pair[1].mark].startswith(duplicates.ROW):
                self._write([pair], said)
        # Who came with another row of the file was not here before it.
        ours = duplicates.brought_by(self.row)
        Imported.objects.filter(of=self.row, known=True, case__person__in=ours).update(known=False)
        self.row.fixes = {**self.row.fixes, "told": told, "persons": self.persons, "waits": self.waits}

    def _write(self, pairs: list[tuple[CaseRow, Somebody]], said: Mapping[str, str]) -> None:
        meant = {one.key: self._known(said[one.mark]) for _, one in pairs}
        allowed = within_rights(self.by, [pk for pk in meant.values() if pk])
        ours = {uuid.UUID(pk) for pk in self.persons.values()}
        there = Person.objects.in_bulk(not_erased({*allowed, *(ours & {*meant.values()})}))
        coming: list[tuple[CaseRow, Somebody]] = []
        for row, one in pairs:
            is_known = said[one.mark] not in (duplicates.ANOTHER, duplicates.LATER)
            if said[one.mark] == duplicates.LATER or (is_known and meant[one.key] not in there):
                self.waits.append(row.key)
            else:
                coming.append((row, one))
        if not coming:
            return
        known = {one.key: there[pk] for _, one in coming if (pk := meant[one.key])}
        made = cases_write([row for row, _ in coming], self.how, known)
        for (_, one), case in zip(coming, made, strict=True):
            if one.mark in self.wanted:
                self.persons[one.mark] = str(case.person_id)

    def _known(self, said: str) -> uuid.UUID | None:
        if said.startswith(duplicates.PERSON):
            return uuid.UUID(said.removeprefix(duplicates.PERSON))
        if said.startswith(duplicates.ROW) and (pk := self.persons.get(said.removeprefix(duplicates.ROW))):
            return uuid.UUID(pk)
        return None


def _finish(row: Import, records: Records, aside: Aside, own: Rows) -> None:
    waits: list[str] = row.fixes.get("waits", [])
    file, row.file, row.state = row.file, None, State.DONE
    if waits:
        name = file.name if file is not None else ""
        rest = _rest(row, name, _with_aside(_some(records, waits), aside), own)
        row.settings = {**row.settings, "rest": str(rest.pk), "waiting": len(waits)}
    row.fixes = {}
    row.save()
    if file is not None:
        SealedFiles().delete(file)
    details = {"cases": row.done - len(waits), "waiting": len(waits)}
    record("imports.done", subject=("casework.import", row.pk), details=details)


def _rest(row: Import, name: str, records: Records, own: Rows) -> Import:
    """Keep the cases that wait as a file of their own: nothing of those who came in stays in a file."""
    written = BytesIO()
    write_json(records, written, extension=own)
    file = SealedFiles().write(f"{name.rpartition('.')[0] or name}.json", [written.getvalue()])
    settings = {"rest-of": str(row.pk), "fictional": records.fictional}
    fixes = {"told": row.fixes.get("told", [])}
    rest = editing.create(Import, file=file, of=len(records), settings=settings, fixes=fixes)
    duplicates.compare(rest, read_uploaded(content_of(rest), {}).records, by=current_actor())
    rest.save()
    return rest


def _some(records: Records, keys: list[str]) -> Records:
    these = pl.Series(keys).implode()
    return replace(
        records,
        cases=records.cases.filter(pl.col(CASE).is_in(these)),
        repeated={name: rows.filter(pl.col(CASE).is_in(these)) for name, rows in records.repeated.items()},
    )


def _with_aside(records: Records, aside: Aside) -> Records:
    """Give what was not understood of cases as a comment of each."""
    told = {key: aside[key] for key in records.cases[CASE] if key in aside}
    if not told:
        return records
    heading = say("web.casework.import-aside-comment")
    comments = pl.DataFrame(
        {CASE: list(told), "cco_CaseComment": ["\n".join([heading, *lines]) for lines in told.values()]}
    )
    before = records.repeated.get(COMMENT, empty(records.vocabulary, COMMENT))
    return replace(
        records, repeated={**records.repeated, COMMENT: pl.concat([before, comments], how="diagonal")}
    )


def alone() -> None:
    """Let two who bring cases in wait for each other at each step: either sees whom the other brought."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"import/{current_organisation()}"])
