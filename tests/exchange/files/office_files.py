# ruff: noqa: E501 - XML and JSON read better unbroken
"""Workbooks made byte by byte, so that tests can make what no honest program writes."""

from __future__ import annotations

import io
import struct
import zipfile

_ODS_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
)


def ods(tables: str, styles: str = "", manifest: str = "") -> bytes:
    """Make an OpenDocument spreadsheet of the XML of its tables."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f"{manifest}</manifest:manifest>",
        )
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_ODS_NAMES} '
            'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
            f"<office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
            "</office:document-content>",
        )
    return made.getvalue()


def ods_table(name: str, *rows: str, style: str = "") -> str:
    """Make a table of the XML of its rows' cells."""
    inner = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    return f'<table:table table:name="{name}" table:style-name="{style}">{inner}</table:table>'


def ods_text(text: str, more: str = "") -> str:
    """Make a cell of text."""
    return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'


_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def xlsx(
    sheet: str | bytes, extra: dict[str, bytes] | None = None, kind: str = f"{_CONTENT}.sheet.main+xml"
) -> bytes:
    """Make an Excel workbook of one sheet, of the XML inside its ``worksheet``."""
    if isinstance(sheet, str):
        sheet = f'<?xml version="1.0"?><worksheet {_MAIN}>{sheet}</worksheet>'.encode()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook {_MAIN} xmlns:r="{_RELATIONS}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets>'
            "</workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return made.getvalue()


def xls(*records: bytes, workbook_records: bytes = b"", stream: str = "Workbook") -> bytes:
    """Make an Excel 97 workbook of one sheet "S", of the records inside it (MS-XLS, MS-CFB)."""
    name = b"S"
    sheet = (
        record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + b"".join(records) + record(0x0A)
    )
    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + workbook_records
    # Font, a plain format and one for dates.
    plain, a_date = bytes(20), struct.pack("<HH", 0, 14) + bytes(16)
    start += record(0xE0, plain) + record(0xE0, a_date)
    before = len(start) + 4 + 8 + len(name) + 4
    start += record(0x85, struct.pack("<IBBBB", before, 0, 0, len(name), 0) + name) + record(0x0A)
    return compound({stream: start + sheet})


def record(kind: int, content: bytes = b"") -> bytes:
    """Make one record of a workbook stream."""
    return struct.pack("<HH", kind, len(content)) + content


def xls_text(row: int, column: int, text: str) -> bytes:
    """Make a cell of text (LABEL)."""
    return record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))


def xls_number(row: int, column: int, number: float, style: int = 0) -> bytes:
    """Make a cell with a number (NUMBER); style 1 shows a date."""
    return record(0x0203, struct.pack("<HHHd", row, column, style, number))


def xls_error(row: int, column: int, code: int) -> bytes:
    """Make a cell with an error value (BOOLERR)."""
    return record(0x0205, struct.pack("<HHHBB", row, column, 0, code, 1))


def compound(streams: dict[str, bytes]) -> bytes:
    """Make a container of Office 97 (MS-CFB, version 3) of a few streams."""
    sectors: list[bytes] = []
    chain: list[int] = []
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)]
    for index, (name, content) in enumerate(streams.items(), start=1):
        content = content.ljust(4096, b"\0")
        first = len(sectors)
        count = -(-len(content) // 512)
        sectors += [content[at : at + 512].ljust(512, b"\0") for at in range(0, len(content), 512)]
        chain += [*range(first + 1, first + count), 0xFFFFFFFE]
        right = index + 1 if index < len(streams) else 0xFFFFFFFF
        entries.append(_entry(name, 2, first, len(content), right=right))
    while len(entries) % 4:
        entries.append(_entry("", 0, 0, 0))
    directory = len(sectors)
    listed = b"".join(entries)
    sectors += [listed[at : at + 512] for at in range(0, len(listed), 512)]
    chain += [*range(directory + 1, len(sectors)), 0xFFFFFFFE]
    table = len(sectors)
    chain.append(0xFFFFFFFD)
    sectors.append(b"".join(struct.pack("<I", link) for link in chain).ljust(512, b"\xff"))
    assert len(chain) <= 128, "one sector of links is enough for a test"
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    head += bytes(6) + struct.pack("<IIIIIIIII", 0, 1, directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<I", table) + b"\xff" * (108 * 4)
    return head + b"".join(sectors)


def _entry(
    name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF
) -> bytes:
    label = name.encode("utf-16-le") + b"\0\0" if name else b""
    return (
        label.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(label), kind, 1, 0xFFFFFFFF, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
