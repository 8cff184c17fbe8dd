"""Which field each column of a sheet is, from its heading; said, not guessed, where it is not clear."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from fanal.exchange.files import Sheet, column_letter
from fanal.presentation import LANGUAGES, Finding, Place, Severity, Value, text
from fanal.standard import CASE, Field, FieldType, Vocabulary
from fanal.standard.spelling import Matcher, fold, matcher

_LOOK_AT = 15
"""Rows at the top of a sheet among which the headings are looked for."""

_LABEL_TABLES = frozenset({"person", "victim context", "case", "consent", "victim"})
"""Tables whose labels may stand alone; «Date» or «Phone» alone says too little."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Headings:
    """The headings of a sheet.

    Attributes
    ----------
    vocabulary
        The vocabulary that they are of.
    columns
        One per column.
    height
        Rows of the sheet up to and with the headings.
    layout
        The form server whose export this is, if any.
    """

    vocabulary: Vocabulary
    columns: tuple[Column, ...]
    height: int
    layout: str | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def understood(self) -> int:
        """Count the columns that are fields."""
        return sum(column.use is Use.FIELD for column in self.columns)


@dataclass(frozen=True)
class _Index:
    """The spellings of a vocabulary's names and labels, folded."""

    vocabulary: Vocabulary
    names: Mapping[str, str]
    labels: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> _Index:
        names = {fold(spelling): one.name for one in vocabulary for spelling in (*one.also, one.name)}
        labels: dict[str, set[str]] = {}
        for one in vocabulary:
            for label in (one.label.en, one.label.fr):
                labels.setdefault(fold(label), set()).add(one.name)
        return cls(vocabulary, names, {key: frozenset(found) for key, found in labels.items()})

    def by_label(self, text: str, table: str | None) -> str | None:
        """Find the one field that a label names; on the sheet of a table, among its fields."""
        found = self.labels.get(fold(text), frozenset())
        if table is not None:
            found = frozenset(name for name in found if self.vocabulary[name].table == table)
        if len(found) != 1:
            return None
        (name,) = found
        return name if table is not None or self.vocabulary[name].table in _LABEL_TABLES else None


_indexes: dict[int, _Index] = {}


def _index(vocabulary: Vocabulary) -> _Index:
    known = _indexes.get(id(vocabulary))
    if known is None or known.vocabulary is not vocabulary:
        known = _indexes[id(vocabulary)] = _Index.of(vocabulary)
    return known


@cache
def layouts() -> Mapping[str, Any]:
    """Read what is known of form servers and templates."""
    source = files("fanal.exchange").joinpath("data", "layouts.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class _Found:
    """What one heading names."""

    name: str
    occurrence: int = 1
    choice: str | None = None


_NUMBERED = re.compile(r"(.+?)[\s_.\u00a0]*[(\[]?(\d{1,3})[)\]]?")


def _find(text: str, index: _Index, table: str | None, *, labels: bool) -> _Found | None:
    """Find what a heading names: whole, without its group path, numbered, or as one box of a list."""

    def one(part: str) -> str | None:
        name = index.names.get(fold(part))
        return name if name is not None or not labels else index.by_label(part, table)

    if (name := one(text)) is not None:
        return _Found(name)
    for separator in ("/", "-", "."):
        head, _, tail = text.rpartition(separator)
        if not head:
            continue
        if (name := one(tail)) is not None:
            return _Found(name)
        owner = one(head) or one(re.split(r"[/\-.]", head)[-1])
        if owner is not None and (code := _choice(index.vocabulary, owner, tail)) is not None:
            return _Found(owner, choice=code)
    if (match := _NUMBERED.fullmatch(text)) and (name := one(match[1])) is not None:
        return _Found(name, occurrence=int(match[2]))
    return None


def _choice(vocabulary: Vocabulary, name: str, text: str) -> str | None:
    one = vocabulary[name]
    if one.type is not FieldType.MULTISELECT:
        return None
    known: Matcher = matcher(vocabulary.code_list(one))
    return known.find(text)


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
        found = _in_vocabulary(sheet, _index(vocabulary), forced or {})
        if found is not None and (best is None or found.understood > best.understood):
            best = found
    return best


def _in_vocabulary(sheet: Sheet, index: _Index, forced: Mapping[str, str]) -> Headings | None:
    table = _table_of(sheet.name, index.vocabulary)
    top = [sheet.cells.row(row) for row in range(min(_LOOK_AT, sheet.cells.height))]
    named = [[_find(cell, index, table, labels=False) if cell else None for cell in row] for row in top]
    either = [
        [
            _Found(forced[cell])
            if cell in forced
            else (_find(cell, index, table, labels=not forced) if cell else None)
            for cell in row
        ]
        for row in top
    ]
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
    names = named[above] if above is not None else [None] * len(top[last])
    return _columns(
        sheet, index, top[last], names, either[last], last + 1, top[above] if above is not None else None
    )


def _few(count: int, row: Sequence[str | None], vocabulary: Vocabulary) -> bool:
    """Say whether too few headings are known for a vocabulary whose names are common words."""
    filled = sum(cell is not None for cell in row)
    return vocabulary.name == "CTDC" and (count < 3 or count < 0.6 * filled)


def _is_own_template(sheet: Sheet, names: Sequence[str | None], labels: Sequence[str | None]) -> bool:
    """Say whether a row stands under the names of our own template, where a sheet may hold one field."""
    own = {text("exchange.case-column", language) for language in LANGUAGES}
    return sheet.name is not None and CASE in names and labels[names.index(CASE)] in own


def _is_label_row(
    found: Sequence[_Found | None], named: Sequence[_Found | None], row: Sequence[str | None]
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


def _columns(
    sheet: Sheet,
    index: _Index,
    labels: Sequence[str | None],
    names: Sequence[_Found | None],
    found: Sequence[_Found | None],
    height: int,
    names_row: Sequence[str | None] | None,
) -> Headings:
    layout = _layout(labels)
    columns: list[Column] = []
    clashes: list[str] = []
    for position, (label, by_name, by_label) in enumerate(zip(labels, names, found, strict=True)):
        heading = label or (names_row[position] if names_row else None) or column_letter(position)
        chosen = by_label or by_name
        if by_name and by_label and by_name.name != by_label.name:
            clashes.append(heading)
        column = Column(index=position, heading=heading, use=Use.UNKNOWN)
        if names_row and names_row[position] == CASE:
            label = CASE
        columns.append(_use(column, chosen, sheet, height, index.vocabulary, layout, label))
    marked = _mark_twice(columns)
    findings = [*_clash(clashes, sheet), *_unknown(marked, sheet, height)]
    return Headings(
        vocabulary=index.vocabulary,
        columns=tuple(marked),
        height=height,
        layout=layout["name"] if layout else None,
        findings=tuple(findings),
    )


def _use(
    column: Column,
    chosen: _Found | None,
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
    return bool(numbers.null_count() == 0 and (numbers.diff().drop_nulls() == 1).all())


def _mark_twice(columns: Iterable[Column]) -> list[Column]:
    """Mark a second column of the same field, unless its values are further choices."""
    seen: set[tuple[str, int]] = set()
    marked: list[Column] = []
    for column in columns:
        one = column.field
        if one is not None and one.type is not FieldType.MULTISELECT:
            key = (one.name, column.occurrence)
            if key in seen:
                column = replace(column, use=Use.TWICE)
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
            sheet=sheet.name, column=column.heading, field=column.field.name if column.field else None
        )
        findings.append(Finding(code=code, severity=Severity.REVIEW, place=place, values={"n": filled}))
    return findings
