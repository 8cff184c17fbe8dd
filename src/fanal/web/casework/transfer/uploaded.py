"""A file that is brought in: read in memory from where it lies sealed, with what somebody said it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from fanal.exchange.crosswalk.to_htcds import to_htcds
from fanal.exchange.description import described
from fanal.exchange.files import FileContent, Sheet, open_bytes
from fanal.exchange.headings import Headings, recognise
from fanal.exchange.reading import Reading, ReadSettings, read_content
from fanal.presentation import Refusal
from fanal.standard import Field, Vocabulary, ctdc, htcds
from fanal.web.casework.models import Import
from fanal.web.casework.transfer.extension import for_reading
from fanal.web.casework.vocabulary import Words, own_fields
from fanal.web.keys.files import SealedFiles

UNKNOWN = "exchange.column-unknown"
SHOWN = 25
"""So many texts that were not understood are shown at once: those that are mended make room for others."""
_LOOK_AT = 20
"""Headings stand in one of so many first rows."""
MOST = 100_000
"""So many cases are brought in at once."""


@dataclass(frozen=True)
class Puzzle:
    """A text of a field that was not understood, wherever it stands; or a column that nobody knows.

    Attributes
    ----------
    field
        Of which field; none: the column is not known.
    text
        What stands there; of a column, nothing.
    rows
        The first rows it stands in.
    count
        In how many cells.
    """

    column: str
    field: Field | None
    text: str
    rows: tuple[int, ...]
    count: int


def content_of(row: Import, fixes: Mapping[str, Any] | None = None) -> FileContent:
    """Open the file of an import; with what is said of it, or what is to be said of it now."""
    assert row.file is not None  # noqa: S101 - it is there until all cases are
    said = row.fixes if fixes is None else fixes
    return opened(b"".join(SealedFiles().read(row.file)), row.file.name, said.get("separator", ""))


def opened(raw: bytes, name: str, separator: str = "") -> FileContent:
    """Open a file that lies in memory, as text with a separator where somebody says so."""
    return open_bytes(raw, name, separator=separator or None)


def read_or_guess(content: FileContent, fixes: Mapping[str, Any]) -> tuple[Reading, dict[str, Any]]:
    """Read a file; where no heading is known, guess them: they are shown before anything is done.

    Returns
    -------
    tuple
        What was read, and what is said of the file by now.
    """
    try:
        return read_uploaded(content, fixes), dict(fixes)
    except Refusal as refused:
        guessed = proposed(content, fixes.get("sheet"))
        if refused.finding.code != "exchange.no-headings" or not guessed:
            raise
    said = {**fixes, "fields": {**guessed, **fixes.get("fields", {})}}
    return read_uploaded(content, said), said


def proposed(content: FileContent, sheet: int | None = None) -> dict[str, str]:
    """Propose a field for each column, by its heading and what stands in it; somebody has to say yes."""
    if sheet is not None:
        content = replace(content, sheets=content.sheets[sheet - 1 : sheet])
    from fanal.exchange.mapping import suggest

    try:
        found = suggest(content, Words().vocabulary)
    except Refusal:
        return {}
    return {one.heading: one.field.name for one in found.columns if one.field is not None and one.heading}


def reading_of(row: Import) -> Reading:
    """Read the file of an import, as HTCDS.

    Raises
    ------
    Refusal
        If there is nothing to read in it.
    KeyUnavailable
        If the organisation's keys are not open.
    """
    return read_uploaded(content_of(row), row.fixes)


def read_uploaded(content: FileContent, fixes: Mapping[str, Any]) -> Reading:
    """Read a file that is open, with what somebody said of it."""
    settings = settings_of(fixes, content)
    named = _named(content, fixes.get("fields", {}))
    placed, ignored = _placed(named, fixes.get("columns", {}), settings)
    reading = read_content(placed, replace(settings, ignored=ignored))
    if reading.records.vocabulary is ctdc():
        records, told = to_htcds(reading.records)
        reading = replace(reading, records=records, findings=(*reading.findings, *told))
    if len(reading.records) > MOST:
        raise Refusal("web.casework.import-too-many", limit=MOST)
    return reading


def settings_of(fixes: Mapping[str, Any], content: FileContent) -> ReadSettings:
    """Say how a file is read: with the fields and codes of the organisation too, and as it says of itself."""
    rows, _ = described(content)
    vocabularies: tuple[Vocabulary, ...] = (Words().vocabulary, ctdc()) if own_fields() else ()
    if rows:
        vocabularies = (for_reading(Words(), rows),)
    return ReadSettings(
        vocabularies=vocabularies,
        day_first=fixes.get("day-first"),
        sheet=fixes.get("sheet"),
        values=fixes.get("values", {}),
    )


def _named(content: FileContent, fields: Mapping[str, str]) -> FileContent:
    """Write the names of fields in the place of headings that somebody said are these fields.

    All other headings are recognised as before; a mapping file would have to name every one of them.
    """
    if not fields:
        return content
    return replace(content, sheets=tuple(_with_names(one, fields) for one in content.sheets))


def _with_names(sheet: Sheet, fields: Mapping[str, str]) -> Sheet:
    for row in range(min(_LOOK_AT, sheet.cells.height)):
        if any(cell in fields for cell in sheet.cells.row(row)):
            here = pl.int_range(pl.len()) == row
            named = [
                pl.when(here).then(pl.col(name).replace(dict(fields))).otherwise(pl.col(name)).alias(name)
                for name in sheet.cells.columns
            ]
            return replace(sheet, cells=sheet.cells.with_columns(named))
    return sheet


def _placed(
    content: FileContent, columns: Mapping[str, str], settings: ReadSettings
) -> tuple[FileContent, frozenset[str]]:
    """Write the field that somebody said a column is over it, by its place; and name those to leave aside."""
    sheets, ignored = list(content.sheets), set()
    for number, sheet in enumerate(sheets):
        here = {
            place.partition(":")[2]: said for place, said in columns.items() if place.startswith(f"{number}:")
        }
        found = recognise(sheet, settings.vocabularies or (htcds(), ctdc())) if here else None
        if found is not None:
            sheets[number] = _with_headings(sheet, found, here)
            ignored |= {one.heading for one in found.columns if here.get(str(one.index)) == ""}
    return replace(content, sheets=tuple(sheets)), frozenset(ignored)


def _with_headings(sheet: Sheet, found: Headings, said: Mapping[str, str]) -> Sheet:
    """Write names into the rows of headings: into each of them, for a name over a label may say otherwise.

    A column of the same field in which nothing stands, as templates have them, makes room.
    """
    row = pl.int_range(pl.len())
    names: dict[str, str | None] = {index: name for index, name in said.items() if name}
    for column in found.columns:
        index, empty = str(column.index), sheet.cells[str(column.index)].slice(found.height).is_null().all()
        if empty and index not in said and column.field and column.field.name in said.values():
            names[index] = None
    over = (row >= found.titles) & (row < found.height)
    named = [
        pl.when(over).then(pl.lit(name)).otherwise(pl.col(index)).alias(index)
        for index, name in names.items()
        if index in sheet.cells.columns
    ]
    return replace(sheet, cells=sheet.cells.with_columns(named))


def puzzles(reading: Reading) -> list[Puzzle]:
    """List what was not understood, all cells alike as one: first columns, then texts by how often."""
    found = (
        reading.aside.with_columns(
            pl.when(pl.col("field").is_null()).then(pl.lit("")).otherwise(pl.col("value")).alias("text")
        )
        .filter(pl.col("field").is_not_null() | (pl.col("why") == UNKNOWN))
        .group_by("column", "field", "text", maintain_order=True)
        .agg(pl.col("row").head(5), pl.len().alias("count"))
        .sort(pl.col("field").is_not_null(), -pl.col("count").cast(pl.Int64), maintain_order=True)
    )
    vocabulary = reading.records.vocabulary
    return [
        Puzzle(column, vocabulary.by_name.get(field) if field else None, text, tuple(rows), count)
        for column, field, text, rows, count in found.iter_rows()
    ]
