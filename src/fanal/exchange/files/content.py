"""What a file held: sheets of text cells, with the numbers of their rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from fanal.presentation import Finding, Place, Severity, Value

BLANK = (
    " \t\n\r\x0b\x0c\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b"
    "\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
"""What does not count at either end of a cell: white space, no-break spaces, spaces of no width."""

_BLANK_CLASS = "[" + "".join(f"\\x{{{ord(sign):x}}}" for sign in BLANK) + "]"
_UNTIDY = rf"^{_BLANK_CLASS}|{_BLANK_CLASS}$|\r"


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, one CSV file, or one list of a JSON file.

    Attributes
    ----------
    name
        The name on its tab; None for CSV.
    cells
        Text only, in columns "0", "1"…; null is an empty cell. Wholly empty rows are left out, and the
        empty rows and columns after the last that says anything.
    rows
        For each row of `cells` its number, as a spreadsheet counts: the first is 1.
    hidden
        True where the workbook hides the sheet.
    """

    name: str | None
    cells: pl.DataFrame
    rows: pl.Series
    hidden: bool = False


@dataclass(frozen=True)
class FileContent:
    """All that a file held, and what was noticed while it was opened.

    Attributes
    ----------
    path
        Where it was read.
    kind
        "csv", "xlsx", "xlsm", "xls", "ods" or "json": what it is, whatever its name says.
    sheets
        In the order of the file, without those that are empty.
    findings
        What was noticed.
    metadata
        What the file says of itself: the top of a JSON file, the properties of a workbook.
    """

    path: Path
    kind: str
    sheets: tuple[Sheet, ...]
    findings: tuple[Finding, ...]
    metadata: Mapping[str, Any] = field(default_factory=dict)


def column_letter(index: int) -> str:
    """Name a column as a spreadsheet does.

    Parameters
    ----------
    index
        0 for the first column, "A".
    """
    letters = ""
    number = index + 1
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def column_index(letters: str) -> int:
    """Turn "A" into 0, "AA" into 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def sheet_of(
    name: str | None, cells: pl.DataFrame, *, first_row: int = 1, hidden: bool = False, tidy: bool = True
) -> Sheet | None:
    """Make a sheet of raw text cells.

    Parameters
    ----------
    name, hidden
        As of `Sheet`.
    cells
        Text columns; they are renamed.
    first_row
        The number of its first row.
    tidy
        False where the caller knows that no cell has white space at its ends, a carriage return, or no
        character at all.

    Returns
    -------
    Sheet or None
        None where no cell says anything.
    """
    cells.columns = [str(index) for index in range(cells.width)]
    if tidy:
        cells = tidied(cells)
    empty = [count == cells.height for count in cells.null_count().row(0)] if cells.width else []
    width = max((index + 1 for index, blank in enumerate(empty) if not blank), default=0)
    if not width:
        return None
    cells = cells.select(cells.columns[:width])
    rows = pl.int_range(first_row, first_row + cells.height, dtype=pl.UInt32, eager=True).rename("row")
    if cells.height and all(cells.null_count().row(0)):
        spoken = cells.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
        if not spoken.all():
            cells, rows = cells.filter(spoken), rows.filter(spoken)
    return Sheet(name=name, cells=cells, rows=rows, hidden=hidden)


def tidied(cells: pl.DataFrame) -> pl.DataFrame:
    """Strip every cell, write its line ends as one line feed, and make an empty one null."""
    if not cells.width or not cells.height:
        return cells
    untidy = cells.select((pl.all().str.contains(_UNTIDY) | (pl.all() == "")).any()).row(0)
    lines = re.escape("\r\n") + "?"
    mended = [
        pl.col(name).str.replace_all(lines, "\n").str.strip_chars(BLANK)
        for name, is_untidy in zip(cells.columns, untidy, strict=True)
        if is_untidy
    ]
    if not mended:
        return cells
    cells = cells.with_columns(mended)
    return cells.with_columns(pl.when(pl.all() != "").then(pl.all()).name.keep())


def noticed(
    code: str,
    severity: Severity,
    path: Path,
    *,
    sheet: str | None = None,
    column: str | None = None,
    rows: Sequence[int] = (),
    **values: Value,
) -> Finding:
    """Make a finding about a file, with its place."""
    place = Place(file=path.name, sheet=sheet, column=column, rows=tuple(rows))
    return Finding(code=f"exchange.{code}", severity=severity, place=place, values=values)
