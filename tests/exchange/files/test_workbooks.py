# ruff: noqa: E501 - XML and JSON read better unbroken
import datetime
import io
import struct
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fanal.exchange.files import FileContent, Limits, open_file

from .office_files import ods, ods_table, ods_text, record, xls, xls_error, xls_number, xls_text, xlsx
from .opened import codes, opened, refused_apart, refused_bytes, rows_of


def saved(folder: Path, book: openpyxl.Workbook, name: str = "cases.xlsx") -> FileContent:
    book.save(folder / name)
    return open_file(folder / name)


def test_every_kind_of_value_becomes_text(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["x", " padded\u00a0", "two\nlines", "NA", "'=1", "0017", "1.0"])
    book.active.append([1, 1.5, 0.1, 1e21, 12345678901.0, -3, 1e-7])
    book.active.append([True, False, None, "  ", "\u00a0"])
    book.active.append(
        [
            datetime.date(2024, 2, 29),
            datetime.datetime(2024, 2, 29, 13, 5),
            datetime.time(13, 5),
            datetime.timedelta(hours=30, minutes=5),
            datetime.datetime(2024, 2, 29, 23, 59, 59, 999_900),
        ]
    )
    assert rows_of(saved(tmp_path, book)) == [
        ("x", "padded", "two\nlines", "NA", "'=1", "0017", "1.0"),
        ("1", "1.5", "0.1", "1000000000000000000000", "12345678901", "-3", "0.0000001"),
        ("TRUE", "FALSE", None, None, None, None, None),
        ("2024-02-29", "2024-02-29T13:05:00", "13:05:00", "30:05:00", "2024-03-01", None, None),
    ]


text_cell = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n=+'é "), max_size=10)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.lists(text_cell, min_size=3, max_size=3), min_size=1, max_size=5))
def test_any_text_in_a_workbook_comes_back(tmp_path: Path, table: list[list[str]]) -> None:
    from .test_delimited import BLANK

    book = openpyxl.Workbook()
    book.active.append(["h0", "h1", "h2"])
    for row, texts in enumerate(table, start=2):
        for column, text in enumerate(texts, start=1):
            # A string is a string here, even one that starts with "=".
            book.active.cell(row, column).value = text
            book.active.cell(row, column).data_type = "s"
    sheet = saved(tmp_path, book).sheets[0]
    read = dict(zip(sheet.rows.to_list(), sheet.cells.rows(), strict=True))
    for number, texts in enumerate(table, start=2):
        assert read.get(number, (None,) * 3) == tuple(text.strip(BLANK) or None for text in texts)


def test_sheets_hidden_empty_and_of_charts(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Cases"
    book.active["C4"] = "x"
    book.create_sheet("Empty")
    for state in ("hidden", "veryHidden"):
        book.create_sheet(state)["A1"] = 1
        book[state].sheet_state = state
    book.create_chartsheet("Chart")
    book.properties.title = "Our cases"
    content = saved(tmp_path, book)
    assert [(sheet.name, sheet.hidden) for sheet in content.sheets] == [
        ("Cases", False), ("hidden", True), ("veryHidden", True),
    ]  # fmt: skip
    assert content.sheets[0].rows.to_list() == [4]
    assert rows_of(content) == [(None, None, "x")]
    assert content.metadata == {"title": "Our cases"}
    assert content.kind == "xlsx"


def test_merged_cells_say_the_same_in_every_row(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in range(1, 6):
        sheet.append(["", f"case {row}", ""])
    sheet["A1"] = "Organisation"
    sheet["A2"] = "Shelter"
    sheet.merge_cells("A2:A4")
    sheet.merge_cells("A5:B5")
    sheet["A5"] = "both"
    content = saved(tmp_path, book)
    assert [row[0] for row in rows_of(content)] == ["Organisation", "Shelter", "Shelter", "Shelter", "both"]
    assert rows_of(content)[4] == ("both", "both")
    assert codes(content) == ["file-merged-cells"]
    assert content.findings[0].place.rows == (2, 3, 4, 5)
    assert content.findings[0].values["areas"] == "A2:A4, A5:B5"


def test_merged_cells_of_the_other_kinds(tmp_path: Path) -> None:
    spanned = ods_text("Shelter", 'table:number-rows-spanned="2" table:number-columns-spanned="1"')
    table = ods_table("A", spanned + ods_text("1"), "<table:covered-table-cell/>" + ods_text("2"))
    merged = record(0xE5, struct.pack("<HHHHH", 1, 0, 1, 0, 0))
    for raw in (ods(table), xls(xls_text(0, 0, "Shelter"), xls_text(0, 1, "1"), xls_text(1, 1, "2"), merged)):
        content = opened(tmp_path, raw)
        assert rows_of(content) == [("Shelter", "1"), ("Shelter", "2")]
        assert "file-merged-cells" in codes(content)


def test_a_merged_area_of_a_whole_sheet_costs_nothing(tmp_path: Path) -> None:
    cells = '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="C3"><v>2</v></c></row></sheetData>'
    areas = "".join(f'<mergeCell ref="A1:XFD{1_048_576 - n}"/>' for n in range(2000))
    started = time.monotonic()
    opened(tmp_path, xlsx(f'{cells}<mergeCells count="2000">{areas}</mergeCells>'))
    assert time.monotonic() - started < 2


def test_formulas_never_calculated_are_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.append(["=1+1", 1])
    book.active.append(['=A2&"<x>"', 2])
    content = saved(tmp_path, book)
    assert codes(content) == ["file-formula-without-result"]
    place = content.findings[0].place
    assert (place.sheet, place.column, place.rows) == ("Sheet", "A", (2, 3))
    calculated = (
        '<sheetData><row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>""</f><v></v></c>'
        '<c r="C1" t="str"><f>"x"</f><v>x</v></c><c r="D1"><f t="shared" si="0"/><v>0</v></c></row></sheetData>'
    )
    content = opened(tmp_path, xlsx(calculated))
    assert rows_of(content) == [("2", None, "x", "0")]
    assert codes(content) == ["file-kind-differs"]


def test_formulas_of_an_open_document(tmp_path: Path) -> None:
    row = '<table:table-cell table:formula="of:=1+1"/>' + ods_text("x")
    content = opened(tmp_path, ods(ods_table("A", row, row)), "x.ods")
    assert codes(content) == ["file-formula-without-result"]
    assert content.findings[0].place.rows == (1, 2)


def test_error_values_stay_as_text(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["#REF!", "x", "#N/A", "#DIV/0!"])
    assert rows_of(saved(tmp_path, book)) == [("#REF!", "x", "#N/A", "#DIV/0!")]
    formula = '<c r="A1" t="e"><f>A9</f><v>#REF!</v></c><c r="B1"><v>1</v></c>'
    assert rows_of(opened(tmp_path, xlsx(f'<sheetData><row r="1">{formula}</row></sheetData>'))) == [
        ("#REF!", "1")
    ]
    assert rows_of(opened(tmp_path, xls(xls_error(0, 0, 0x17), xls_number(0, 1, 1)))) == [("#REF!", "1")]
    error = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    )
    assert rows_of(opened(tmp_path, ods(ods_table("A", error + ods_text("1"))))) == [("#DIV/0!", "1")]


def test_old_excel(tmp_path: Path) -> None:
    content = opened(
        tmp_path, xls(xls_text(0, 0, "Âge"), xls_number(2, 0, 17), xls_number(3, 1, 45_351, style=1)), "x.xls"
    )
    assert content.kind == "xls" and codes(content) == []
    assert rows_of(content) == [("Âge", None), ("17", None), (None, "2024-02-29")]
    assert content.sheets[0].rows.to_list() == [1, 3, 4]
    for way in (0, 1):
        locked = xls(
            xls_text(0, 0, "x"), workbook_records=record(0x2F, struct.pack("<HHH", way, 1, 1) + bytes(48))
        )
        assert refused_bytes(tmp_path, locked) == "file-encrypted"


def test_a_ring_of_sectors_in_old_excel(tmp_path: Path) -> None:
    raw = bytearray(xls(xls_text(0, 0, "x")))
    links = struct.unpack("<128I", raw[-512:])
    for sector in range(9):
        ring = list(links)
        ring[sector] = sector
        assert refused_bytes(tmp_path, bytes(raw[:-512]) + struct.pack("<128I", *ring)) == "file-damaged"
    raw[68:76] = struct.pack("<II", 10, 1)
    assert refused_bytes(tmp_path, bytes(raw) + struct.pack("<128I", *[0] * 127, 10)) == "file-damaged"


def test_an_open_document(tmp_path: Path) -> None:
    cells = (
        '<table:table-cell office:value-type="date" office:date-value="2024-02-29"><text:p>x</text:p></table:table-cell>'
        '<table:table-cell office:value-type="float" office:value="17"><text:p>17</text:p></table:table-cell>'
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>VRAI</text:p></table:table-cell>'
        + ods_text("a<text:line-break/>b<text:s text:c='2'/>c</text:p><text:p>d")
        + '<table:table-cell table:number-columns-repeated="16380"/>'
    )
    end = '<table:table-row table:number-rows-repeated="1048575"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    hidden = '<style:style style:name="h" style:family="table"><style:table-properties table:display="false"/></style:style>'
    first = ods_table("A", cells).replace("</table:table>", f"{end}</table:table>")
    content = opened(tmp_path, ods(first + ods_table("B", ods_text("1"), style="h"), hidden), "x.ods")
    assert rows_of(content) == [("2024-02-29", "17", "TRUE", "a\nb  c\nd")]
    assert [(sheet.name, sheet.hidden) for sheet in content.sheets] == [("A", False), ("B", True)]
    assert content.kind == "ods" and codes(content) == []


def test_locked_workbooks(tmp_path: Path) -> None:
    locked = ods(ods_table("A", ods_text("x")), manifest="<manifest:encryption-data/>")
    assert refused_bytes(tmp_path, locked) == "file-encrypted"
    raw = bytearray(xlsx("<sheetData/>"))
    for start in (b"PK\x03\x04", b"PK\x01\x02"):
        at = raw.find(start) + (6 if start.endswith(b"\x04") else 8)
        raw[at] |= 1
    assert refused_bytes(tmp_path, bytes(raw)) == "file-encrypted"


def archive(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (archive({"a.txt": b"x"}), "file-is-archive"),
        (archive({}), "file-is-archive"),
        (archive({"Index/Document.iwa": b"x"}), "file-is-numbers"),
        (archive({"mimetype": b"application/vnd.oasis.opendocument.text"}), "file-is-document"),
        (archive({"[Content_Types].xml": b"wordprocessingml.document.main+xml"}), "file-is-document"),
        (
            archive({"[Content_Types].xml": b"application/vnd.ms-excel.sheet.binary.macroEnabled"}),
            "file-is-xlsb",
        ),
        (archive({"[Content_Types].xml": b"spreadsheetml.sheet.main+xml"}), "file-damaged"),
        (archive({"[Content_Types].xml": b"spreadsheetml.sheet.main+xml"}, zipfile.ZIP_LZMA), "file-damaged"),
        (xlsx('<sheetData><row r="1"><c r="A1"><v>1</v></c>'), "file-damaged"),
        (xlsx("<sheetData/>")[:-30], "file-damaged"),
    ],
)
def test_other_archives(tmp_path: Path, raw: bytes, code: str) -> None:
    assert refused_bytes(tmp_path, raw) == code


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name(tmp_path: Path) -> None:
    raw = xlsx("<sheetData/>", extra={"xl/workbook.xml": b"<twice/>"})
    assert refused_bytes(tmp_path, raw) == "file-damaged"


def test_macros_are_only_a_kind(tmp_path: Path) -> None:
    kind = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    content = opened(
        tmp_path, xlsx('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>', kind=kind)
    )
    assert content.kind == "xlsm"


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><c s="1"   r = "A1"><v>1</v></c><c t="n" r=\'XFD1048576\' s="1"><v>1</v></c></row>',
        '<row r="1"><c\nr="A1"><v>1</v></c><c\tr="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><x:c r="A1"><v>1</v></x:c><a-b.c:c r="XFD1048576"><v>1</v></a-b.c:c></row>',
        '<row r="1"><c>' + "<v>1</v></c><c>" * 9000 + '</c></row><row r="1048576"><c><v>1</v></c></row>',
    ],
)
def test_far_cells_that_no_memory_holds(tmp_path: Path, cells: str) -> None:
    assert refused_bytes(tmp_path, xlsx(f"<sheetData>{cells}</sheetData>")) == "file-sheet-too-large"


@pytest.mark.parametrize(
    "cell",
    [
        f'<c {" " * 1000}r="XFD1048576">',
        '<c t=\' r="A1"\' r="XFD1048576">',
        '<c a-r="A1" r="XFD1048576">',
        '<c r  =  "xfd1048576">',
        '<c r="ZZZZZ1">',
        f'<{"p" * 100}:c r="XFD1048576">',
        '<c r="A99999999">',
    ],
)
def test_far_cells_in_hiding(tmp_path: Path, cell: str) -> None:
    cells = f'<row r="1"><c r="A1"><v>1</v></c>{cell}<v>1</v></c></row>'
    assert refused_bytes(tmp_path, xlsx(f"<sheetData>{cells}</sheetData>")) in {
        "file-damaged", "file-sheet-too-large",
    }  # fmt: skip


def test_formats_down_to_the_last_row_cost_nothing(tmp_path: Path) -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"/></row>'
    assert rows_of(opened(tmp_path, xlsx(f"<sheetData>{cells}</sheetData>"))) == [("1",)]


@pytest.mark.parametrize(
    "row",
    [
        ods_text("x", 'table:number-columns-repeated="16385"'),
        '<table:table-cell table:number-columns-repeated="4000000000"/>' + ods_text("x"),
        ods_text("x", 'table:number-columns-repeated="16384"') + "</table:table-row>"
        '<table:table-row table:number-rows-repeated="1048576">' + ods_text("x"),
        ods_text("x", 'table:number-columns-repeated="-5"'),
        ods_text("x", f'table:number-columns-repeated="{"9" * 5000}"'),
    ],
)
def test_repeats_that_no_memory_holds(tmp_path: Path, row: str) -> None:
    assert refused_bytes(tmp_path, ods(ods_table("A", row))) in {"file-sheet-too-large", "file-damaged"}


def bomb(folder: Path, megabytes: int, compressed: int = 9) -> Path:
    """Stream zeros into a sheet, as 1 GB of zip bomb does."""
    path = folder / "bomb.xlsx"
    path.write_bytes(xlsx("<sheetData/>"))
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=compressed) as file,
        file.open("xl/sharedStrings.xml", "w", force_zip64=True) as member,
    ):
        block = bytes(1024 * 1024)
        for _ in range(megabytes):
            member.write(block)
    return path


def test_a_bomb_is_refused_in_seconds_with_little_memory(tmp_path: Path) -> None:
    path = bomb(tmp_path, 150, compressed=1)
    code, memory = refused_apart(path)
    assert code == "file-inflates"
    assert memory < 60


def test_sizes_that_lie_are_not_believed(tmp_path: Path) -> None:
    path = bomb(tmp_path, 8)
    raw = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as file:
        info = file.getinfo("xl/sharedStrings.xml")
    # The directory says 10 bytes, and the checksum of the first 10.
    at = raw.rfind(b"PK\x01\x02")
    assert raw[at + 46 : at + 46 + len(info.filename)] == info.filename.encode()
    import zlib

    raw[at + 16 : at + 20] = struct.pack("<I", zlib.crc32(bytes(10)))
    raw[at + 24 : at + 28] = struct.pack("<I", 10)
    assert refused_bytes(tmp_path, bytes(raw), limits=Limits(member_bytes=2**20)) == "file-inflates"
    assert refused_bytes(tmp_path, bytes(raw)) == "file-damaged"


def test_many_small_members_count_together(tmp_path: Path) -> None:
    raw = xlsx("<sheetData/>", extra={f"xl/media/{number}.png": bytes(2**20) for number in range(30)})
    assert refused_bytes(tmp_path, raw, limits=Limits(archive_bytes=20 * 2**20)) == "file-inflates"
    raw = xlsx("<sheetData/>", extra={f"{number}": b"" for number in range(200)})
    assert refused_bytes(tmp_path, raw, limits=Limits(members=100)) == "file-inflates"


def test_entities_are_refused(tmp_path: Path) -> None:
    laughs = '<!ENTITY a "ha">' + "".join(f'<!ENTITY a{n} "{"&a;" * 10}">' for n in range(9))
    sheet = f'<?xml version="1.0"?><!DOCTYPE x [{laughs}]><worksheet><sheetData/></worksheet>'.encode()
    assert refused_bytes(tmp_path, xlsx(sheet)) == "file-damaged"
    padded = b"<?xml version='1.0'?>" + b" " * (2**20 - 25) + sheet[21:]
    assert refused_bytes(tmp_path, xlsx(padded)) == "file-damaged"
    assert refused_bytes(tmp_path, xlsx("<sheetData/>".encode("utf-16"))) == "file-damaged"
    raw = ods("").replace(b"x", b"x")
    assert refused_bytes(tmp_path, raw) == "file-empty"


def test_the_real_templates(real_data: Path) -> None:
    for name, kind, sheets in (
        ("HTCDS Excel Spreadsheet v2.0.xlsx", "xlsx", [("Sheet1", 1002, 39)]),
        (
            "HTCDS Excel Spreadsheet single select with validation v2.0.xlsx",
            "xlsx",
            [("Case Sheet", 1002, 39), ("about", 2, 1), ("validation", 251, 16)],
        ),
        (
            "HTCDS Excel Spreadsheet multi select with validation v2.0.xlsm",
            "xlsm",
            [("Case Sheet", 1002, 39), ("about", 2, 1), ("validation", 251, 16)],
        ),
        ("HTCDS Field Standards 2.0.ods", "ods", [("Field_Standards", 107, 13)]),
        ("htcds_xlsform.xlsx", "xlsx", [("survey", 35, 5), ("choices", 332, 3), ("settings", 2, 1)]),
    ):
        content = open_file(real_data / "htcds" / name)
        assert content.kind == kind
        assert [(sheet.name, *sheet.cells.shape) for sheet in content.sheets] == sheets
        assert codes(content) == []


def test_every_cell_of_a_real_workbook_is_there(real_data: Path) -> None:
    path = real_data / "data" / "ctdc" / "CTDC_kanon_dict_20210825.xlsx"
    book = openpyxl.load_workbook(path, data_only=True)
    for sheet in open_file(path).sheets:
        told = {
            (number, column): text
            for number, row in zip(sheet.rows.to_list(), sheet.cells.rows(), strict=True)
            for column, text in enumerate(row, start=1)
            if text is not None
        }
        meant = {
            (cell.row, cell.column): str(cell.value).strip()
            for row in book[sheet.name or ""].iter_rows()
            for cell in row
            if cell.value is not None and str(cell.value).strip()
        }
        assert told == meant
