"""What calamine reads of a workbook, as sheets of text."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import polars as pl

from fanal.exchange.files.content import Sheet, column_letter, noticed, sheet_of
from fanal.exchange.files.numbers import cell_text
from fanal.presentation import Finding, Refusal, Severity

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_CHUNK = 10_000
_WHOLE = 1e15
"""Whole numbers up to this, nearly all there are, take a short cut."""
_one_at_a_time = Lock()

Cell = tuple[int, int]
"""Row and column, both from 0."""


@dataclass(slots=True)
class SheetNotes:
    """What the file itself says of one sheet, where calamine says nothing.

    Attributes
    ----------
    texts
        What a cell shows where calamine says nothing or not all: error values such as "#REF!".
    without_result
        Cells with a formula that was never calculated.
    merged
        Areas shown as one cell, first and last cell of each.
    """

    texts: dict[Cell, str] = field(default_factory=dict)
    without_result: list[Cell] = field(default_factory=list)
    merged: list[tuple[Cell, Cell]] = field(default_factory=list)


def open_workbook(raw: bytes, path: Path) -> CalamineWorkbook:
    """Open a workbook from its bytes.

    Raises
    ------
    Refusal
        If it is locked by a password, or damaged.
    """
    import io

    from python_calamine import CalamineWorkbook

    with _refusing(path):
        return CalamineWorkbook.from_filelike(io.BytesIO(raw))


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    """Turn what calamine says of a broken workbook into a refusal.

    On some it panics: the exception is then no `Exception`, and what Rust prints of it is kept from the
    person, who gets one clear line.
    """
    from python_calamine import CalamineError, PasswordError

    try:
        with _silent_errors():
            yield
    except PasswordError:
        raise Refusal("exchange.file-encrypted", file=path.name) from None
    except (CalamineError, OSError, ValueError):
        raise Refusal("exchange.file-damaged", file=path.name) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise Refusal("exchange.file-damaged", file=path.name) from None


@contextmanager
def _silent_errors() -> Iterator[None]:
    """Send the error output of libraries nowhere for a moment."""
    with _one_at_a_time:
        try:
            kept = os.dup(2)
        except OSError:
            # There is no error output to silence.
            yield
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, 2)
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            os.close(nowhere)


def sheets_of(
    workbook: CalamineWorkbook, path: Path, notes: Mapping[str, SheetNotes]
) -> tuple[tuple[Sheet, ...], list[Finding]]:
    """Read every sheet that is a table and says something.

    Parameters
    ----------
    notes
        By the name of the sheet.
    """
    sheets: list[Sheet] = []
    findings: list[Finding] = []
    for index, about in enumerate(workbook.sheets_metadata):
        if str(about.typ) != "SheetTypeEnum.WorkSheet":
            continue
        raw = _raw_sheet(workbook, index, path)
        note = notes.get(about.name, SheetNotes())
        findings += _formulas_without_result(about.name, note, path)
        cells = _cells(raw)
        cells = _with_texts(cells, note)
        areas = note.merged or list(raw.merged_cell_ranges or [])
        cells, merged = _with_merged(cells, areas)
        if merged:
            findings.append(_merged_finding(about.name, merged, path))
        sheet = sheet_of(about.name, cells, hidden=str(about.visible) != "SheetVisibleEnum.Visible")
        if sheet is not None:
            sheets.append(sheet)
    return tuple(sheets), findings


def _raw_sheet(workbook: CalamineWorkbook, index: int, path: Path) -> CalamineSheet:
    with _refusing(path):
        return workbook.get_sheet_by_index(index)


def _cells(raw: CalamineSheet) -> pl.DataFrame:
    """Give the sheet from A1 on, as text; calamine starts at the first column that says something."""
    if raw.start is None:
        return pl.DataFrame()
    before = raw.start[1]
    frames = [
        pl.DataFrame(
            {
                str(before + index): pl.Series(_texts(column), dtype=pl.String)
                for index, column in enumerate(zip(*chunk, strict=True))
            }
        )
        for chunk in _chunks(raw.iter_rows())
    ]
    cells = pl.concat(frames) if frames else pl.DataFrame()
    blank = [pl.lit(None, dtype=pl.String).alias(str(index)) for index in range(before)]
    return cells.select(*blank, pl.all())


def _chunks(rows: Iterator[list[Any]]) -> Iterator[list[list[Any]]]:
    while chunk := list(islice(rows, _CHUNK)):
        yield chunk


def _texts(column: Iterable[Any]) -> list[str]:
    return [
        value
        if type(value) is str
        else str(int(value))
        if type(value) is float and -_WHOLE < value < _WHOLE and value.is_integer()
        else cell_text(value)
        for value in column
    ]


def _with_texts(cells: pl.DataFrame, note: SheetNotes) -> pl.DataFrame:
    """Put back what calamine leaves out of a cell."""
    by_column: dict[int, dict[int, str]] = {}
    for (row, column), shown in note.texts.items():
        if row < cells.height and column < cells.width:
            by_column.setdefault(column, {})[row] = shown
    return _scattered(cells, by_column)


def _scattered(cells: pl.DataFrame, by_column: Mapping[int, Mapping[int, str]]) -> pl.DataFrame:
    changed = []
    for column, values in by_column.items():
        name = str(column)
        rows = pl.Series(list(values), dtype=pl.UInt32)
        new = pl.Series(list(values.values()), dtype=pl.String)
        changed.append(cells[name].scatter(rows, new).alias(name))
    return cells.with_columns(changed) if changed else cells


def _with_merged(
    cells: pl.DataFrame, areas: Iterable[tuple[Cell, Cell]]
) -> tuple[pl.DataFrame, list[tuple[Cell, Cell]]]:
    """Repeat the value of each merged area over its rows and columns, as a person sees it.

    An area is followed only as far as the sheet has cells, and all of them together fill no more cells
    than the sheet has: a hostile file can name a thousand areas of a whole sheet.
    """
    room = cells.height * cells.width
    filled: list[tuple[Cell, Cell]] = []
    by_column: dict[int, dict[int, str]] = {}
    for (top, left), (bottom, right) in areas:
        if top >= cells.height or left >= cells.width:
            continue
        bottom, right = min(bottom, cells.height - 1), min(right, cells.width - 1)
        value = cells[top, left]
        room -= (bottom - top + 1) * (right - left + 1)
        if room < 0:
            break
        if not value or not value.strip() or (top, left) == (bottom, right):
            continue
        for column in range(left, right + 1):
            by_column.setdefault(column, {}).update(dict.fromkeys(range(top, bottom + 1), value))
        filled.append(((top, left), (bottom, right)))
    return _scattered(cells, by_column), filled


def _merged_finding(sheet: str, areas: list[tuple[Cell, Cell]], path: Path) -> Finding:
    named = [
        f"{column_letter(left)}{top + 1}:{column_letter(right)}{bottom + 1}"
        for (top, left), (bottom, right) in areas[:5]
    ]
    rows = sorted({row + 1 for (top, _), (bottom, _) in areas for row in range(top, bottom + 1)})
    shown = ", ".join(named) + (", …" if len(areas) > len(named) else "")
    return noticed(
        "file-merged-cells", Severity.NOTE, path, sheet=sheet, rows=rows, n=len(areas), areas=shown
    )


def _formulas_without_result(sheet: str, note: SheetNotes, path: Path) -> list[Finding]:
    by_column: dict[int, list[int]] = {}
    for row, column in note.without_result:
        by_column.setdefault(column, []).append(row + 1)
    return [
        noticed(
            "file-formula-without-result",
            Severity.REVIEW,
            path,
            sheet=sheet,
            column=column_letter(column),
            rows=rows,
            n=len(rows),
        )
        for column, rows in sorted(by_column.items())
    ]
