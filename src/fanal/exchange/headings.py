"""Which field each column of a sheet is, from its heading; said, not guessed, where it is not clear."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from fanal.exchange.files import Sheet, column_letter
from fanal.exchange.heading_spellings import Found, Spellings
from fanal.exchange.personal import looks_personal
from fanal.presentation import LANGUAGES, Finding, Place, Severity, Value, text
from fanal.standard import CASE, Field, FieldType, Vocabulary
from fanal.standard.spelling import fold

_LOOK_AT = 15
"""Rows at the top of a sheet among which the headings are looked for."""

_FEWEST_KNOWN = 2
"""Where fewer than one heading in so many is known, the others are told by their letter."""


class Use(StrEnum):
    """What a column is for."""

    FIELD = "field"
    CASE = "case"
    METADATA = "metadata"
    NUMBERING = "numbering"
    UNKNOWN = "unknown"
    TWICE = "twice"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What one column of a sheet was understood as.

    Attributes
    ----------
    index, heading
        Its position from 0, and its heading as people see it (its letter where it has none).
    shown
        The heading as it may be printed: its letter, where it may be the name of somebody.
    field
        The field, for `Use.FIELD` and `Use.TWICE`.
    occurrence
        Which row of a repeating table, or which of several numbered choices, from 1.
    choice
        The code that a box of its own stands for.
    """

    index: int
    heading: str
    use: Use
    field: Field | None = None
    occurrence: int = 1
    choice: str | None = None
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Headings:
    """The headings of a sheet.

    Attributes
    ----------
    vocabulary
        The vocabulary that they are of.
    columns
        One per column.
    height, titles
        Rows of the sheet up to and with the headings; those above them.
    layout
        The form server whose export this is, if any.
    """

    vocabulary: Vocabulary
    columns: tuple[Column, ...]
    height: int
    titles: int = 0
    layout: str | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def understood(self) -> int:
        """Count the columns that are fields."""
        return sum(column.use is Use.FIELD for column in self.columns)


@cache
def layouts() -> Mapping[str, Any]:
    """Read what is known of form servers and templates."""
    source = files("fanal.exchange").joinpath("data", "layouts.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def recognise(
    sheet: Sheet, vocabularies: Sequence[Vocabulary], *, forced: Mapping[str, str] | None = None
) -> Headings | None:
    """Find the headings of a sheet and what each names.

    Parameters
    ----------
    sheet
        The sheet.
    vocabularies
        Those that it may be of; the first wins a tie.
    forced
        Headings, as they stand, to the fields that a mapping file says they are. With it, labels are
        not recognised: what the mapping leaves open is left open.

    Returns
    -------
    The headings, or None where no row near the top names a field.
    """
    best: Headings | None = None
    for vocabulary in vocabularies:
        found = _in_vocabulary(sheet, Spellings.of(vocabulary), forced or {})
        if found is not None and (best is None or found.understood > best.understood):
            best = found
    return best


def _in_vocabulary(sheet: Sheet, index: Spellings, forced: Mapping[str, str]) -> Headings | None:
    table = _table_of(sheet.name, index.vocabulary)
    forced = {heading: name for heading, name in forced.items() if name in index.vocabulary.by_name}
    top = [sheet.cells.row(row) for row in range(min(_LOOK_AT, sheet.cells.height))]
    named = [[index.find(cell, table, labels=False) if cell else None for cell in row] for row in top]
    either = [_found(row, index, table, forced) for row in top]
    counts = [sum(found is not None for found in row) for row in either]
    if not counts or max(counts) == 0:
        return None
    last = counts.index(max(counts))
    if _few(counts[last], top[last], index.vocabulary):
        return None
    above = last - 1 if last and sum(f is not None for f in named[last - 1]) >= 2 else None
    if (
        above is None
        and last + 1 < len(top)
        and (
            _is_label_row(either[last + 1], named[last + 1], top[last + 1])
            or _is_own_template(sheet, top[last], top[last + 1])
        )
    ):
        above, last = last, last + 1
    rows = _Rows(top[last], either[last], last)
    if above is not None:
        rows = replace(rows, names_row=top[above], named=named[above], first=above)
    return _columns(sheet, index, rows)


def _found(
    row: Sequence[str | None], index: Spellings, table: str | None, forced: Mapping[str, str]
) -> list[Found | None]:
    """Find what the cells of a row name, by name or label, or as a mapping file says."""
    groups = _layout(row) is not None
    return [
        None
        if cell is None
        else Found(forced[cell])
        if cell in forced
        else index.find(cell, table, labels=not forced, groups=groups)
        for cell in row
    ]


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a sheet's headings: labels, and over them names, if there are any."""

    labels: Sequence[str | None]
    found: Sequence[Found | None]
    last: int
    names_row: Sequence[str | None] = ()
    named: Sequence[Found | None] = ()
    first: int | None = None

    @property
    def titles(self) -> int:
        """The rows above them."""
        return self.last if self.first is None else self.first


def _few(count: int, row: Sequence[str | None], vocabulary: Vocabulary) -> bool:
    """Say whether too few headings are known for a vocabulary whose names are common words."""
    filled = sum(cell is not None for cell in row)
    return vocabulary.name == "CTDC" and (count < 3 or count < 0.6 * filled)


def _is_own_template(sheet: Sheet, names: Sequence[str | None], labels: Sequence[str | None]) -> bool:
    """Say whether a row stands under the names of our own template, where a sheet may hold one field."""
    own = {text("exchange.case-column", language) for language in LANGUAGES}
    return sheet.name is not None and CASE in names and labels[names.index(CASE)] in own


def _is_label_row(
    found: Sequence[Found | None], named: Sequence[Found | None], row: Sequence[str | None]
) -> bool:
    labels = sum(f is not None and n is None for f, n in zip(found, named, strict=True))
    return labels >= 2 and labels >= sum(cell is not None for cell in row) / 2


def _table_of(name: str | None, vocabulary: Vocabulary) -> str | None:
    """Give the repeating table that a sheet is named for."""
    if name is None:
        return None
    for table in vocabulary.tables:
        if table.repeats and fold(name) in {fold(table.name), fold(table.label.en), fold(table.label.fr)}:
            return table.name
        if table.repeats and len(name) >= 25 and fold(table.label.en).startswith(fold(name)):
            return table.name
    return None


def _columns(sheet: Sheet, index: Spellings, rows: _Rows) -> Headings:
    layout = _layout(rows.labels)
    height = rows.last + 1
    columns: list[Column] = []
    clashes: list[str] = []
    known = 0
    for position, (label, by_label) in enumerate(zip(rows.labels, rows.found, strict=True)):
        name = rows.names_row[position] if rows.names_row else None
        by_name = rows.named[position] if rows.named else None
        heading = label or name or column_letter(position)
        if by_name and by_label and by_name.name != by_label.name:
            clashes.append(heading)
        column = Column(index=position, heading=heading, shown=heading, use=Use.UNKNOWN)
        chosen = by_label or by_name
        known += chosen is not None
        label = CASE if name == CASE else label
        columns.append(_use(column, chosen, sheet, height, index.vocabulary, layout, label))
    # One known word in a row of many is more likely a value: the row may be somebody's.
    doubtful = known * _FEWEST_KNOWN < sum(label is not None for label in rows.labels)
    marked = [
        replace(column, shown=column_letter(column.index))
        if column.use is Use.UNKNOWN and (doubtful or looks_personal(column.heading))
        else column
        for column in _mark_twice(columns, index.vocabulary)
    ]
    return Headings(
        vocabulary=index.vocabulary,
        columns=tuple(marked),
        height=height,
        titles=rows.titles,
        layout=layout["name"] if layout else None,
        findings=(*_clash(clashes, sheet), *_unknown(marked, sheet, height)),
    )


def _use(
    column: Column,
    chosen: Found | None,
    sheet: Sheet,
    height: int,
    vocabulary: Vocabulary,
    layout: Mapping[str, Any] | None,
    label: str | None,
) -> Column:
    if layout and label in layout["case"]:
        return replace(column, use=Use.CASE)
    if layout and label in layout["metadata"]:
        return replace(column, use=Use.METADATA)
    if chosen is not None:
        one = vocabulary[chosen.name]
        return replace(column, use=Use.FIELD, field=one, occurrence=chosen.occurrence, choice=chosen.choice)
    if label is not None and label.casefold() == CASE:
        return replace(column, use=Use.CASE)
    if _numbers_rows(sheet.cells[str(column.index)].slice(height), label):
        return replace(column, use=Use.NUMBERING)
    return column


def _layout(labels: Sequence[str | None]) -> Mapping[str, Any] | None:
    present = {label for label in labels if label}
    for layout in layouts()["layout"]:
        if present.issuperset(layout["markers"]):
            known: Mapping[str, Any] = layout
            return known
    return None


def _numbers_rows(values: pl.Series, label: str | None) -> bool:
    """Say whether a column without a telling heading only counts 1, 2, 3…."""
    if label is not None and label.casefold() not in layouts()["template"]["numbering"]:
        return False
    numbers = values.drop_nulls().cast(pl.Int64, strict=False)
    if numbers.null_count() or (len(numbers) and numbers[0] not in (0, 1)):
        return False
    return bool((numbers.diff().drop_nulls() == 1).all())


def _mark_twice(columns: Iterable[Column], vocabulary: Vocabulary) -> list[Column]:
    """Mark a second column of the same field, or of the case, unless its values are further choices."""
    seen: set[tuple[str, int]] = set()
    marked: list[Column] = []
    for column in columns:
        one = column.field
        key = (CASE, 1) if column.use is Use.CASE else None
        if one is not None and one.type is not FieldType.MULTISELECT:
            repeats = vocabulary.table_by_name[one.table].repeats
            key = (one.name, column.occurrence if repeats else 1)
        if key in seen:
            column = replace(column, use=Use.TWICE)
        if key is not None:
            seen.add(key)
        marked.append(column)
    return marked


def _clash(headings: Sequence[str], sheet: Sheet) -> list[Finding]:
    if not headings:
        return []
    values: dict[str, Value] = {
        "n": len(headings),
        "columns": ", ".join(f"“{heading}”" for heading in headings),
    }
    return [
        Finding(
            code="exchange.label-wins",
            severity=Severity.NOTE,
            place=Place(sheet=sheet.name, column=headings[0]),
            values=values,
        )
    ]


def _unknown(columns: Sequence[Column], sheet: Sheet, height: int) -> list[Finding]:
    findings = []
    for column in columns:
        if column.use not in (Use.UNKNOWN, Use.TWICE):
            continue
        values = sheet.cells[str(column.index)].slice(height)
        filled = len(values) - values.null_count()
        if not filled and column.use is Use.UNKNOWN and column.heading == column_letter(column.index):
            continue
        code = "exchange.column-unknown" if column.use is Use.UNKNOWN else "exchange.column-twice"
        place = Place(
            sheet=sheet.name, column=column.shown, field=column.field.name if column.field else None
        )
        findings.append(Finding(code=code, severity=Severity.REVIEW, place=place, values={"n": filled}))
    return findings
