"""Workbooks that say no more than they should: no clock, no formula, no copy left elsewhere."""

from __future__ import annotations

import os
import re
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from fanal.exchange.formulas import harmless
from fanal.exchange.writing.cells import number_text
from fanal.presentation import Refusal

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell

LONGEST_TEXT = 32_767
"""Characters that a cell of Excel holds."""
ROWS, COLUMNS = 1_048_576, 16_384
"""The size of a sheet of Excel."""

# XML 1.0 has no place for these characters (section 2.2), and polars holds no surrogates.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff]")
# Read by Excel as an escaped character (ECMA-376 part 1, 22.9.2.19).
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# Before it Excel counts a 29 February 1900 that never was: dates are written as text.
_FIRST_SAFE_DATE = date(1900, 3, 1)
_LARGEST_EXACT = 2**53


def moment() -> datetime:
    """Give the moment that files say they were made: ``SOURCE_DATE_EPOCH``, else a fixed one."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None or not epoch.isdecimal():
        return datetime(2024, 1, 1, tzinfo=UTC)
    return max(datetime.fromtimestamp(int(epoch), UTC), datetime(1980, 1, 1, tzinfo=UTC))


def new_workbook(title: str) -> Workbook:
    """Start a workbook without sheets, with fixed properties."""
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    when = moment().replace(tzinfo=None)
    workbook.properties.title = title
    workbook.properties.creator = "Fanal"
    workbook.properties.created = when
    workbook.properties.modified = when
    return workbook


def mark_fictional(workbook: Workbook) -> None:
    """Say in the properties of a workbook that its cases are generated, for people and for Fanal."""
    from openpyxl.packaging.custom import StringProperty

    workbook.properties.keywords = "fictional"
    workbook.custom_doc_props.append(StringProperty(name="fictional", value="true"))


def put(cell: Cell, value: object, heading: str = "") -> bool:
    """Put a value into a cell so that it is kept exactly and never run.

    Text is text whatever it starts with: a workbook says of each cell what it is, so nothing needs to be
    put in front as in CSV.

    Parameters
    ----------
    cell
        An empty cell.
    value
        A text, date, number or None.
    heading
        What stands over its column, to say which text is too long.

    Returns
    -------
    bool
        Whether characters that a workbook cannot hold were left out.

    Raises
    ------
    Refusal
        If a text is too long for a cell.
    """
    if value is None:
        return False
    if isinstance(value, date) and value >= _FIRST_SAFE_DATE:
        cell.value = value
        cell.number_format = "yyyy-mm-dd"
        return False
    if isinstance(value, int | float) and abs(value) < _LARGEST_EXACT:
        # As text of type "n": openpyxl would round to 16 digits.
        cell._value, cell.data_type = number_text(float(value)), "n"
        return False
    if isinstance(value, int | float):
        value = number_text(value)
    return _put_text(cell, value.isoformat() if isinstance(value, date) else str(value), heading)


def _put_text(cell: Cell, text: str, heading: str) -> bool:
    clean = _NO_XML.sub("", text)
    written = _ESCAPE.sub("_x005F_", clean)
    if len(written) > LONGEST_TEXT:
        raise Refusal("exchange.too-long-for-excel", field=heading)
    # Not through `cell.value`, which would make a formula of "=…" and an error of "#N/A".
    cell._value, cell.data_type = written, "s"
    cell.number_format = "@"
    if harmless(clean) != clean:
        # Stays text even when a person edits the cell.
        cell.quotePrefix = True
    return clean != text


def save(workbook: Workbook, file: BinaryIO) -> None:
    """Write a workbook: the same content gives the same bytes.

    Parameters
    ----------
    workbook
        What to write.
    file
        Where to; nothing of it is written anywhere else, not even for a moment.
    """
    with _Archive(file, moment()) as archive:
        _writer()(workbook, archive).save()


class _Archive(ZipFile):
    """A ZIP file whose members all bear one moment."""

    def __init__(self, file: BinaryIO, when: datetime) -> None:
        super().__init__(file, "w", ZIP_DEFLATED)
        self._when = (when.year, when.month, when.day, when.hour, when.minute, when.second)

    def writestr(self, name: Any, data: Any, *_: Any, **__: Any) -> None:  # type: ignore[override]
        """Add a member at the one moment."""
        member = ZipInfo(str(name), self._when)
        member.compress_type = ZIP_DEFLATED
        super().writestr(member, data)


@cache
def _writer() -> Any:
    from openpyxl.worksheet._writer import WorksheetWriter
    from openpyxl.writer.excel import ExcelWriter

    class Writer(ExcelWriter):  # type: ignore[misc]
        """A writer that keeps sheets in memory: openpyxl's own leaves them in the temporary folder."""

        def write_worksheet(self, sheet: Any) -> None:
            """Write one sheet into the archive."""
            from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing

            sheet._drawing = SpreadsheetDrawing()
            sheet._drawing.charts = []
            sheet._drawing.images = []
            out = BytesIO()
            writer = WorksheetWriter(sheet, out)
            writer.write()
            sheet._rels = writer._rels
            self._archive.writestr(sheet.path[1:], out.getvalue())
            self.manifest.append(sheet)

    return Writer
