"""Excel 97 to 2003 (.xls): its records walked for what calamine does not tell, then its cells."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path

from fanal.exchange.files.compound_file import DamagedContainerError, container, stream
from fanal.exchange.files.content import FileContent
from fanal.exchange.files.workbook import SheetNotes, open_workbook, sheets_of
from fanal.presentation import Refusal

_MOST_SHEETS = 1024
_MOST_COLUMNS = 256
_END, _PASSWORD, _SHEET = 0x0A, 0x2F, 0x85
_FORMULA, _BOOL_ERROR, _MANY_NUMBERS = 0x06, 0x205, 0xBD
_CELLS = frozenset({0x06, 0x7E, 0xBD, 0xD6, 0xFD, 0x203, 0x204, 0x205, 0x207})
"""Records that are cells (MS-XLS, 2.3.2): formula, numbers, texts, truth values and errors."""

_ERRORS: Mapping[int, str] = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
"""Error values (MS-XLS, 2.5.10)."""


def read(raw: bytes, path: Path) -> FileContent:
    """Read a workbook of Excel 97 to 2003.

    Its own limits (65,536 rows, 256 columns) keep it small.

    Raises
    ------
    Refusal
        If it is locked or damaged.
    """
    try:
        records = stream(raw, "Workbook", "Book")
        notes = _noted(records, path)
    except (DamagedContainerError, struct.error):
        raise Refusal("exchange.file-damaged", file=path.name) from None
    with open_workbook(container("Workbook", records), path) as workbook:
        names = [about.name for about in workbook.sheets_metadata]
        by_name = dict(zip(names, notes, strict=False))
        sheets, findings = sheets_of(workbook, path, by_name)
    return FileContent(path, "xls", sheets, tuple(findings))


def _noted(records: bytes, path: Path) -> list[SheetNotes]:
    """Look at every sheet, in the order that the workbook lists them."""
    starts: list[int] = []
    for kind, content in _walk(records, 0):
        if kind == _PASSWORD:
            raise Refusal("exchange.file-encrypted", file=path.name)
        if kind == _SHEET:
            starts.append(struct.unpack_from("<I", content)[0])
    if len(starts) > _MOST_SHEETS or len(set(starts)) < len(starts):
        raise DamagedContainerError
    return [_sheet_notes(records, start) for start in starts]


def _walk(records: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Give the kind and content of every record up to the end of a part."""
    while at + 4 <= len(records):
        kind, length = struct.unpack_from("<HH", records, at)
        if kind == _END:
            return
        yield kind, records[at + 4 : at + 4 + length]
        at += 4 + length


def _sheet_notes(records: bytes, start: int) -> SheetNotes:
    notes = SheetNotes()
    for kind, content in _walk(records, start):
        if kind not in _CELLS:
            continue
        row, column = struct.unpack_from("<HH", content)
        last = struct.unpack_from("<H", content, len(content) - 2)[0] if kind == _MANY_NUMBERS else column
        if max(column, last) >= _MOST_COLUMNS:
            # A hostile file may name 65,536 columns, which with as many rows no memory holds.
            raise DamagedContainerError
        code = None
        if kind == _BOOL_ERROR and content[7:8] == b"\x01":
            code = content[6]
        elif kind == _FORMULA and content[12:14] == b"\xff\xff" and content[6:7] == b"\x02":
            code = content[8]
        if code is not None:
            notes.texts[row, column] = _ERRORS.get(code, "#N/A")
    return notes
