"""Which field each column of a foreign spreadsheet is: proposed with its reasons, never applied silently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from fanal.exchange.files import FileContent, Sheet, column_letter
from fanal.exchange.headings import layouts
from fanal.exchange.mapping.date_order import day_first
from fanal.exchange.mapping.evidence import ColumnValues
from fanal.exchange.mapping.heading_row import heading_row, may_be_heading
from fanal.exchange.mapping.value_words import ShownValues, shown_values
from fanal.exchange.mapping.weighing import LOW, MEDIUM, Candidate, Sureness, weigh
from fanal.exchange.mapping.words import HeadingIndex, Likeness, heading_index
from fanal.exchange.personal import Identities
from fanal.presentation import Finding, Place, Refusal, Severity
from fanal.standard import Field, FieldType, Vocabulary, htcds
from fanal.standard.spelling import fold

_KEPT = 4
"""Candidates kept for each column."""
_CLOSE, _NOT_FAR = 0.08, 0.2
"""Distances to a rival within which a proposal is less sure."""
_RIVAL = 0.45
"""From where another field is a rival."""
_CONTEXT = 0.8
"""What is left of a general heading's sureness for a table that no other column speaks of."""

_PERSONS = 0.8
"""Columns that the persons of a case file count for before any is looked at: most sheets are of them."""
_FIRST_NAME = "prs_FirstName"
_WHOLE = 0.9
"""Likeness from which a heading is all of a general phrase, and not a part of it."""
_BORNE_OUT = 0.68
"""Sureness of a general heading that its values and the columns beside it bear out."""


@dataclass(frozen=True, slots=True)
class ColumnSuggestion:
    """What one column may be.

    Attributes
    ----------
    index
        Its position from 0.
    heading
        As it stands in the file; None where there is none, or where it may be a value.
    candidates
        The fields that it may be, likeliest first.
    taken_by
        The heading of the column that already takes the first candidate.
    filled
        Rows that hold a value.
    values
        Its values that a mapping file may show; none for what may hold identities.
    """

    index: int
    heading: str | None
    candidates: tuple[Candidate, ...]
    filled: int
    taken_by: str | None = None
    values: ShownValues | None = None

    @property
    def shown_heading(self) -> str:
        """The heading, or the letter of the column."""
        return self.heading if self.heading is not None else column_letter(self.index)

    @property
    def best(self) -> Candidate | None:
        """The likeliest candidate, if any."""
        return self.candidates[0] if self.candidates else None

    @property
    def sureness(self) -> Sureness:
        """How sure the proposal is; never more than low where another column takes the field."""
        if self.best is None:
            return Sureness.NONE
        if self.taken_by is not None or self.heading is None:
            return Sureness.LOW
        return self.best.sureness

    @property
    def settled(self) -> bool:
        """Whether the proposal is highly sure and every value that is shown or counted has a code."""
        return self.sureness is Sureness.HIGH and not (self.values and self.values.open)

    @property
    def field(self) -> Field | None:
        """The field that the mapping file applies: only at high or medium sureness."""
        applied = self.best is not None and self.sureness in (Sureness.HIGH, Sureness.MEDIUM)
        return self.best.field if applied and self.best else None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the columns of a file may be.

    Attributes
    ----------
    path
        The file.
    sheet
        The sheet that was looked at.
    sheet_number
        Which of several sheets it is, from 1; None where the file has one.
    headings_row
        The number of its row of headings, the first row of a spreadsheet being 1.
    rows
        How many rows stand under it.
    vocabulary
        The vocabulary that the fields are of.
    columns
        One per column.
    day_first
        How dates such as 03/04/2021 are meant, where others of the same file show it.
    dates_two_ways
        How many dates could be read two ways.
    findings
        What to tell.
    """

    path: Path
    sheet: str | None
    sheet_number: int | None
    headings_row: int
    rows: int
    vocabulary: Vocabulary
    columns: tuple[ColumnSuggestion, ...]
    day_first: bool | None
    dates_two_ways: int
    findings: tuple[Finding, ...]

    @property
    def settled(self) -> bool:
        """Whether every column is settled, and nothing else needs a person."""
        return all(column.settled for column in self.columns) and not self.findings

    def __repr__(self) -> str:
        counts = {one: sum(column.sureness is one for column in self.columns) for one in Sureness}
        lines = "\n".join(f"  {one.value:<10} {count:>6,} columns" for one, count in counts.items())
        return f"Suggestion for {self.path.name}\n{lines}"


def suggest(content: FileContent, vocabulary: Vocabulary | None = None) -> Suggestion:
    """Propose a field for each column of the largest sheet of a file.

    Parameters
    ----------
    content
        The open file.
    vocabulary
        The vocabulary of the fields; HTCDS 2.0 with Fanal's extension where it is not given.

    Raises
    ------
    Refusal
        If no row near the top looks like headings.
    """
    vocabulary = vocabulary or htcds()
    index = heading_index(vocabulary)
    sheet, position = _sheet_with_headings(content, index)
    headings = sheet.cells.row(position)
    body = sheet.cells.slice(position + 1)
    columns, values = _columns(headings, body, index, vocabulary)
    columns = _assigned(columns)
    columns = [
        replace(
            column,
            values=shown_values(column.field, values[column.index], _secret(columns, values), vocabulary),
        )
        if column.field is not None
        else column
        for column in columns
    ]
    order, two_ways = day_first(
        values[column.index] for column in columns if column.field and column.field.type is FieldType.DATE
    )
    several = len(content.sheets) > 1
    return Suggestion(
        path=content.path,
        sheet=_sheet_name(content, sheet, vocabulary),
        sheet_number=next(n for n, one in enumerate(content.sheets, 1) if one is sheet) if several else None,
        headings_row=int(sheet.rows[position]),
        rows=body.height,
        vocabulary=vocabulary,
        columns=tuple(columns),
        day_first=order,
        dates_two_ways=two_ways,
        findings=tuple(_findings(content, sheet, columns, vocabulary)),
    )


def _sheet_with_headings(content: FileContent, index: HeadingIndex) -> tuple[Sheet, int]:
    own = {fold(name) for name in layouts()["template"]["sheets"]}
    sheets = [sheet for sheet in content.sheets if not sheet.hidden and fold(sheet.name or "") not in own]
    for sheet in sorted(sheets, key=lambda one: -one.cells.height * one.cells.width):
        position = heading_row(sheet, index)
        if position is not None:
            return sheet, position
    raise Refusal("exchange.map-no-headings", file=content.path.name)


def _columns(
    headings: Sequence[str | None], body: pl.DataFrame, index: HeadingIndex, vocabulary: Vocabulary
) -> tuple[list[ColumnSuggestion], list[ColumnValues]]:
    values = [ColumnValues.of(body[str(position)]) for position in range(len(headings))]
    likenesses = [index.likeness(heading) if heading else {} for heading in headings]
    weighed = [
        _candidates(likeness, value, vocabulary) for likeness, value in zip(likenesses, values, strict=True)
    ]
    tables = _tables(weighed)
    columns = [
        ColumnSuggestion(
            index=position,
            heading=heading if heading and may_be_heading(heading) else None,
            candidates=_ranked(candidates, tables),
            filled=values[position].filled,
        )
        for position, (heading, candidates) in enumerate(zip(headings, weighed, strict=True))
        if heading is not None or (values[position].filled and not values[position].numbers_rows)
    ]
    return columns, values


def _candidates(
    likenesses: Mapping[str, Likeness], values: ColumnValues, vocabulary: Vocabulary
) -> list[Candidate]:
    found = []
    for one in vocabulary:
        likeness = likenesses.get(one.name)
        fit = values.fit(one, vocabulary)
        sure = weigh(one, likeness, fit, values)
        if sure >= LOW:
            found.append(Candidate(one, sure, likeness, fit))
    return found


def _tables(weighed: Sequence[Sequence[Candidate]]) -> dict[str, float]:
    """Count, for each table, the columns that are plainly of it: a city beside persons is theirs."""
    counted: dict[str, float] = {"person": _PERSONS}
    for candidates in weighed:
        plain = [one for one in candidates if one.likeness and not one.likeness.phrase.generic]
        best = max(plain, key=lambda one: one.sure, default=None)
        if best is not None and best.sure >= MEDIUM:
            counted[best.field.table] = counted.get(best.field.table, 0) + 1
            if best.field.name == _FIRST_NAME:
                counted[_FIRST_NAME] = 1
    return counted


def _ranked(candidates: Sequence[Candidate], tables: Mapping[str, float]) -> tuple[Candidate, ...]:
    """Order the candidates, each less sure the nearer its rivals are."""
    rivals = {
        one.field.table: tables.get(one.field.table, 0.0)
        for one in candidates
        if one.likeness and one.likeness.value >= _WHOLE
    }
    in_context = [_in_context(one, rivals, with_first_name=_FIRST_NAME in tables) for one in candidates]
    order = sorted(in_context, key=lambda one: (-one.sure, not one.field.core))
    if len(order) > 1 and order[1].sure >= _RIVAL:
        distance = order[0].sure - order[1].sure
        less = 0.7 if distance < _CLOSE else (0.9 if distance < _NOT_FAR else 1.0)
        order[0] = replace(order[0], sure=max(order[0].sure * less, min(order[1].sure, MEDIUM - 0.01)))
    kept = [replace(one, sure=round(one.sure, 2)) for one in order[:_KEPT] if one.sure >= LOW]
    return tuple(sorted(kept, key=lambda one: -one.sure))


def _in_context(one: Candidate, tables: Mapping[str, float], *, with_first_name: bool) -> Candidate:
    """Believe a general heading more where the other columns speak of the same table, less where not."""
    if one.likeness is None or not one.likeness.phrase.generic:
        return one
    most = max(tables.values(), default=0.0)
    here = tables.get(one.field.table, 0.0) / most if most else float(len(tables) == 1)
    sure = one.sure * (_CONTEXT + (1 - _CONTEXT) * here)
    borne_out = one.likeness.value >= _WHOLE and one.fit is not None and one.fit.share >= 0.75
    if one.field.name == "prs_SecondName" and not with_first_name:
        # «Nom» alone may be the whole name, or anybody's; beside «Prénom» it is the surname.
        sure = min(sure, MEDIUM - 0.01)
    elif here == 1 and borne_out:
        sure = max(sure, _BORNE_OUT)
    return replace(one, sure=sure)


def _assigned(columns: Sequence[ColumnSuggestion]) -> list[ColumnSuggestion]:
    """Give each field of one value to one column only, the surest first; say so to the others."""
    taken: dict[str, str] = {}
    settled: dict[int, ColumnSuggestion] = {}
    for column in sorted(columns, key=lambda one: (-(one.best.sure if one.best else 0.0), one.index)):
        best = column.best
        if best is not None and column.sureness is not Sureness.LOW:
            first = taken.get(best.field.name)
            if first is not None and (
                best.field.type is not FieldType.MULTISELECT or first == column.heading
            ):
                column = replace(column, taken_by=first)
            elif column.heading is not None:
                taken.setdefault(best.field.name, column.heading)
        settled[column.index] = column
    return [settled[column.index] for column in columns]


def _secret(columns: Sequence[ColumnSuggestion], values: Sequence[ColumnValues]) -> list[ColumnValues]:
    """Give the columns whose words must appear nowhere: whatever may hold an identity, also hardly sure."""
    named = []
    for column in columns:
        may_be = [one.field for one in column.candidates]
        kept = column.field is not None and column.field.list is not None
        if not kept and (not may_be or any(one.secret for one in may_be)):
            named.append(values[column.index])
    return named


def _sheet_name(content: FileContent, sheet: Sheet, vocabulary: Vocabulary) -> str | None:
    """Name a sheet as it may be printed."""
    return Identities(vocabulary, ()).sheet(
        sheet.name, [one is sheet for one in content.sheets].index(True) + 1
    )


def _findings(
    content: FileContent, sheet: Sheet, columns: Sequence[ColumnSuggestion], vocabulary: Vocabulary
) -> list[Finding]:
    names = {one.name: _sheet_name(content, one, vocabulary) for one in content.sheets}
    found = [
        replace(one, place=replace(one.place, sheet=names.get(one.place.sheet, one.place.sheet)))
        for one in content.findings
    ]
    shown = names[sheet.name]
    others = [one.name for one in content.sheets if one is not sheet and not one.hidden and one.name]
    if others:
        found.append(
            Finding(
                code="exchange.map-other-sheets",
                severity=Severity.NOTE,
                place=Place(file=content.path.name, sheet=shown),
                values={"n": len(others)},
            )
        )
    headings = [column.heading for column in columns if column.heading is not None]
    for heading in sorted({one for one in headings if headings.count(one) > 1}):
        found.append(
            Finding(
                code="exchange.map-heading-twice",
                severity=Severity.REVIEW,
                place=Place(file=content.path.name, sheet=shown, column=heading),
            )
        )
    return found
