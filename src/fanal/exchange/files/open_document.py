"""OpenDocument spreadsheets (.ods): measured by a pass over their XML, then read by calamine."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.parsers import expat

from fanal.exchange.files.content import FileContent
from fanal.exchange.files.limits import Limits
from fanal.exchange.files.repacking import repacked
from fanal.exchange.files.workbook import SheetNotes, open_workbook, sheets_of
from fanal.exchange.files.zipped import Inflation, NoScan, small_member
from fanal.presentation import Refusal


class ContentScan:
    """Watches ``content.xml`` (OpenDocument 1.3 part 3, 9.1): how far each table reaches, its merged cells.

    A cell and a row may say that they are repeated a billion times: a few bytes that would fill any memory.

    Parameters
    ----------
    path
        The file, for refusals.
    limits
        How large a sheet may be.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        self.tables: dict[str, SheetNotes] = {}
        self._path = path
        self._limits = limits
        self._notes = SheetNotes()
        self._row = self._column = 0
        self._row_repeated = self._cell_repeated = 1
        self._widest = 0
        self._is_error = False
        self._in_paragraph = 0
        self._in_annotation = 0
        self._lines: list[str] = []
        self._broken = False
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.buffer_text = True
        self._parser.EntityDeclHandler = self._refuse_entity

    def feed(self, chunk: bytes) -> None:
        """Parse the next bytes."""
        self._parse(chunk, False)

    def close(self) -> None:
        """Know that there are no more."""
        self._parse(b"", True)

    def _parse(self, chunk: bytes, last: bool) -> None:
        try:
            self._parser.Parse(chunk, last)
        except (expat.ExpatError, ValueError):
            raise Refusal("exchange.file-damaged", file=self._path.name) from None

    def _refuse_entity(self, *_: object) -> None:
        raise Refusal("exchange.file-damaged", file=self._path.name)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name in {"table:table-cell", "table:covered-table-cell"}:
            self._start_cell(attributes)
        elif name == "table:table-row":
            self._row_repeated = _count(attributes, "table:number-rows-repeated")
            self._column = 0
        elif name == "table:table":
            self._notes = self.tables.setdefault(attributes.get("table:name", ""), SheetNotes())
            self._row = 0
            self._widest = 0
        elif name == "office:annotation":
            self._in_annotation += 1
        elif name == "text:p" and not self._in_annotation:
            self._speak()
            self._in_paragraph += 1
            self._lines.append("")
        elif self._in_paragraph and not self._in_annotation:
            self._start_in_text(name, attributes)

    def _start_in_text(self, name: str, attributes: dict[str, str]) -> None:
        if name == "text:line-break":
            self._broken = True
            self._lines.append("")
        elif name == "text:s":
            self._lines[-1] += " " * min(_count(attributes, "text:c"), 1000)
        elif name == "text:tab":
            self._lines[-1] += "\t"

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._cell_repeated = _count(attributes, "table:number-columns-repeated")
        self._is_error = attributes.get("calcext:value-type") == "error"
        self._lines, self._broken = [], False
        if "office:value-type" in attributes:
            self._speak()
        elif "table:formula" in attributes:
            self._notes.without_result.append((self._row, self._column))
        down = _count(attributes, "table:number-rows-spanned")
        across = _count(attributes, "table:number-columns-spanned")
        if down > 1 or across > 1:
            last = (self._row + down - 1, self._column + across - 1)
            self._notes.merged.append(((self._row, self._column), last))

    def _characters(self, text: str) -> None:
        if self._in_paragraph and not self._in_annotation:
            self._lines[-1] += text

    def _end(self, name: str) -> None:
        if name in {"table:table-cell", "table:covered-table-cell"}:
            if self._is_error or self._broken:
                # Calamine gives nothing for an error, and forgets line breaks.
                self._notes.texts[self._row, self._column] = "\n".join(self._lines)
            self._column += self._cell_repeated
        elif name == "office:annotation":
            self._in_annotation -= 1
        elif name == "text:p" and not self._in_annotation:
            self._in_paragraph -= 1
        elif name == "table:table-row":
            self._row += self._row_repeated

    def _speak(self) -> None:
        """Measure the rectangle up to a cell that says something."""
        self._widest = max(self._widest, self._column + self._cell_repeated)
        height = self._row + self._row_repeated
        if self._widest > self._limits.columns or self._widest * height > self._limits.sheet_cells:
            raise Refusal(
                "exchange.file-sheet-too-large", file=self._path.name, rows=height, columns=self._widest
            )


def _count(attributes: dict[str, str], name: str) -> int:
    """Read how often something is repeated; the caller takes a ValueError for damage."""
    count = int(attributes.get(name, "1"))
    if count < 1:
        raise ValueError(name)
    return count


def read(raw: bytes, archive: zipfile.ZipFile, path: Path, limits: Limits) -> FileContent:
    """Read an OpenDocument spreadsheet.

    Parameters
    ----------
    raw, archive
        Its bytes, and the archive that they are.

    Raises
    ------
    Refusal
        If it is locked, inflates too far, is damaged, or has a sheet too large.
    """
    if b"encryption-data" in small_member(archive, "META-INF/manifest.xml", path):
        raise Refusal("exchange.file-encrypted", file=path.name)
    inflation = Inflation(path, limits)
    tables: dict[str, SheetNotes] = {}
    for info in archive.infolist():
        if info.filename == "content.xml":
            scan = ContentScan(path, limits)
            inflation.watch(archive, info, scan)
            tables = scan.tables
        else:
            inflation.watch(archive, info, NoScan())
    with open_workbook(repacked(raw, archive), path) as workbook:
        sheets, findings = sheets_of(workbook, path, tables)
    return FileContent(path, "ods", sheets, tuple(findings))
