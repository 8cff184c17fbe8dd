"""Excel from 2007 on (.xlsx, .xlsm): what its XML says that calamine does not tell, then its cells."""

from __future__ import annotations

import posixpath
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as Xml

from fanal.exchange.files.content import FileContent, column_index
from fanal.exchange.files.limits import Limits
from fanal.exchange.files.repacking import repacked
from fanal.exchange.files.workbook import Cell, SheetNotes, open_workbook, sheets_of
from fanal.exchange.files.zipped import Inflation, small_member
from fanal.presentation import Refusal

_NAME = rb"(?:[^\s<>/:]{1,64}:)?"
_CELLS = re.compile(rb"<" + _NAME + rb"c(?=[\s>/])")
_IS = rb"\s{0,300}=\s{0,300}[\"']"
_PLACE = rb"(?<=[\s\"'])r" + _IS + rb"([A-Za-z]{1,10})([0-9]{1,12})[\"']"
_REFERENCE = re.compile(_PLACE)
_CELL = re.compile(rb"<" + _NAME + rb"c\s[^>]{0,300}?" + _PLACE + rb"[^>]{0,300}?(/?)>")
_ROW_NUMBER = re.compile(rb"(?<=[\s\"'])r" + _IS + rb"([0-9]{1,12})[\"']")
_HIDING = re.compile(rb"<" + _NAME + rb"(?:c|row)\s[^>]{300}|<[^\s<>/:]{65}")
"""A tag longer than the patterns here see; no program writes any."""
_PLAIN_COLUMN = re.compile(rb'<c r="([A-Z]{1,3})[0-9]')
_PLAIN_ROW = re.compile(rb'<c r="[A-Z]{1,3}([0-9]{1,7})"')
_ERROR = re.compile(
    rb"<" + _NAME + rb"c\s([^>]{0,300}?\bt\s?=\s?[\"']e[\"'][^>]{0,300}?)>"
    rb"(?:<" + _NAME + rb"f\b[^>]{0,300}?(?:/>|>[^<]{0,20000}</" + _NAME + rb"f>))?\s?"
    rb"<" + _NAME + rb"v>(#[^<]{1,20})</"
)
_UNCALCULATED = re.compile(
    rb"<" + _NAME + rb"c\s([^>]{0,300})>\s?"
    rb"<" + _NAME + rb"f\b[^>]{0,300}?(?:/>|>[^<]{0,20000}</" + _NAME + rb"f>)\s?"
    rb"(<" + _NAME + rb"v\s?/>|<" + _NAME + rb"v></" + _NAME + rb"v>)?\s?</" + _NAME + rb"c>"
)
_TEXT_RESULT = re.compile(rb"\bt\s?=\s?[\"']str[\"']")

_LONGEST_ROW = 4 * 1024 * 1024


class SheetScan:
    """Watches the XML of one member for cells: how far they reach, errors, formulas never calculated.

    Parameters
    ----------
    path
        The file, for refusals.
    limits
        How large a sheet may be.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        self.notes = SheetNotes()
        self._path = path
        self._limits = limits
        self._rest = b""
        self._columns: set[bytes] = set()
        self._first_row = 0
        self._last_row = 0
        self._widest = 0

    def feed(self, chunk: bytes) -> None:
        """Look at all whole rows so far."""
        seen = self._rest + chunk
        end = seen.rfind(b"row>") + 4
        if end < 4:
            # Not a sheet, or one endless row.
            if len(seen) > _LONGEST_ROW:
                self._look(seen)
                seen = seen[-1024:]
            self._rest = seen
            return
        self._rest = seen[end:]
        self._look(seen[:end])

    def close(self) -> None:
        """Look at the rest."""
        self._look(self._rest)
        self._rest = b""

    def _look(self, rows: bytes) -> None:
        if not _CELLS.search(rows):
            return
        self._measure(rows)
        if b'"e"' in rows or b"'e'" in rows:
            for match in _ERROR.finditer(rows):
                if (cell := _cell(match[1])) is not None:
                    self.notes.texts[cell] = match[2].decode("ascii", "replace")
        if b"<f" in rows or b":f" in rows:
            for match in _UNCALCULATED.finditer(rows):
                computed = match[2] is not None and _TEXT_RESULT.search(match[1])
                if not computed and (cell := _cell(match[1])) is not None:
                    self.notes.without_result.append(cell)

    def _measure(self, rows: bytes) -> None:
        """Refuse a sheet whose far-off cells would make a rectangle that no memory holds."""
        if not self._measure_plain(rows):
            self._measure_odd(rows)
        width = max((column_index(letters.decode().upper()) + 1 for letters in self._columns), default=0)
        width = max(width, self._widest)
        height = self._last_row - self._first_row + 1
        if width > self._limits.columns or width * height > self._limits.sheet_cells:
            raise Refusal("exchange.file-sheet-too-large", file=self._path.name, rows=height, columns=width)

    def _measure_plain(self, rows: bytes) -> bool:
        """Measure cells as most programs write them, none of them empty, in a third of the time."""
        if any(sign in rows for sign in (b"/>", b":c", b"<c>", b"<c\n", b"<c\t", b"<c\r")):
            return False
        columns, numbers = _PLAIN_COLUMN.findall(rows), _PLAIN_ROW.findall(rows)
        if not len(columns) == len(numbers) == rows.count(b"<c "):
            return False
        self._columns.update(columns)
        self._reach({int(number) for number in set(numbers)})
        return True

    def _measure_odd(self, rows: bytes) -> None:
        if _HIDING.search(rows):
            raise Refusal("exchange.file-damaged", file=self._path.name)
        found = _CELL.findall(rows)
        if len(_REFERENCE.findall(rows)) > len(found):
            # One place in the tag of another, or hidden in a text: which one counts nobody knows.
            raise Refusal("exchange.file-damaged", file=self._path.name)
        if found:
            letters, numbers, empty = zip(*found, strict=True)
            if b"/" in empty:
                # An empty cell with a format costs nothing.
                said = [cell for cell in found if not cell[2]]
                letters, numbers, empty = zip(*said, strict=True) if said else ((), (), ())
            self._columns.update(letters)
            self._reach({int(number) for number in set(numbers)})
        if len(_CELLS.findall(rows)) > len(found):
            # Cells that do not say where they stand come one after the other in rows that may.
            self._reach({int(number) for number in _ROW_NUMBER.findall(rows)})
            self._widest = max(self._widest, *(len(_CELLS.findall(row)) for row in rows.split(b"row>")))

    def _reach(self, numbers: set[int]) -> None:
        if numbers:
            self._first_row = min(self._first_row or min(numbers), *numbers)
            self._last_row = max(self._last_row, *numbers)


def _cell(attributes: bytes) -> Cell | None:
    match = _REFERENCE.search(b" " + attributes)
    return None if match is None else (int(match[2]) - 1, column_index(match[1].decode().upper()))


def read(raw: bytes, archive: zipfile.ZipFile, kind: str, path: Path, limits: Limits) -> FileContent:
    """Read a workbook of Excel.

    Parameters
    ----------
    raw, archive
        Its bytes, and the archive that they are.
    kind
        "xlsx" or "xlsm".

    Raises
    ------
    Refusal
        If it inflates too far, is damaged, or has a sheet too large.
    """
    inflation = Inflation(path, limits)
    notes: dict[str, SheetNotes] = {}
    for info in archive.infolist():
        scan = SheetScan(path, limits)
        inflation.watch(archive, info, scan)
        notes[info.filename] = scan.notes
    by_sheet = {
        sheet: notes[member] for sheet, member in _sheet_members(archive, path).items() if member in notes
    }
    with open_workbook(repacked(raw, archive), path) as workbook:
        sheets, findings = sheets_of(workbook, path, by_sheet)
    return FileContent(path, kind, sheets, tuple(findings), _properties(archive, path))


_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_RELATION_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def _sheet_members(archive: zipfile.ZipFile, path: Path) -> dict[str, str]:
    """Find the member that holds each sheet (ECMA-376 part 1, 12.3.23)."""
    main = next(
        (name for name in archive.namelist() if posixpath.basename(name) == "workbook.xml"), "xl/workbook.xml"
    )
    folder = posixpath.dirname(main)
    relations = _parsed(archive, f"{folder}/_rels/workbook.xml.rels", path)
    targets = {
        relation.get("Id"): posixpath.normpath(
            posixpath.join("/", folder, relation.get("Target", ""))
        ).lstrip("/")
        for relation in relations.iter()
    }
    members: dict[str, str] = {}
    for element in _parsed(archive, main, path).iter():
        if element.tag.rsplit("}", 1)[-1] == "sheet":
            relation = element.get(_RELATION) or element.get(_RELATION_STRICT)
            members[element.get("name", "")] = targets.get(relation, "")
    return members


def _properties(archive: zipfile.ZipFile, path: Path) -> dict[str, str]:
    """Read the title and the custom properties of the workbook."""
    properties: dict[str, str] = {}
    for element in _parsed(archive, "docProps/core.xml", path).iter():
        if element.tag == "{http://purl.org/dc/elements/1.1/}title" and element.text:
            properties["title"] = element.text.strip()
    for element in _parsed(archive, "docProps/custom.xml", path):
        name = element.get("name")
        if name and len(element):
            properties[name] = (element[0].text or "").strip()
    return properties


def _parsed(archive: zipfile.ZipFile, name: str, path: Path) -> Xml.Element:
    """Parse a small member; the scan has refused document types before, so no entity can grow."""
    source = small_member(archive, name, path)
    if not source:
        return Xml.Element("none")
    try:
        return Xml.fromstring(source)  # noqa: S314
    except Xml.ParseError:
        raise Refusal("exchange.file-damaged", file=path.name) from None
