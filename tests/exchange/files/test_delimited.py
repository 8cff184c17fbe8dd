import csv
import io
import random
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fanal.exchange.files import Limits, open_file
from fanal.exchange.formulas import harmless

from .opened import codes, opened, refused_bytes, rows_of

BLANK = "".join(map(chr, [9, 10, 11, 12, 13, 32, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200C)]))
BLANK += "\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"

cell = st.text(
    st.sampled_from(" ,;\t|\"'\n=+-@NAé\u00a0\u202fж\u200eش字😀")
    | st.characters(exclude_categories=("Cs", "Cc")),
    max_size=8,
)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """Make a table with a heading without separators, as headings are, and any text below."""
    width = draw(st.integers(2, 5))
    body = draw(st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=6))
    return [[f"h{index}" for index in range(width)], *body]


def expected(table: list[list[str]]) -> dict[int, tuple[str | None, ...]]:
    tidy = [[text.strip(BLANK) or None for text in row] for row in table]
    while len(tidy[0]) > 1 and all(row[-1] is None for row in tidy):
        tidy = [row[:-1] for row in tidy]
    return {number: tuple(row) for number, row in enumerate(tidy, start=1) if any(row)}


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    table=tables(),
    separator=st.sampled_from(",;\t|"),
    ends=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be-mark", "utf-32"]),
)
def test_any_text_comes_back(
    tmp_path: Path, table: list[list[str]], separator: str, ends: str, quoting: int, encoding: str
) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=separator, lineterminator=ends, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows([harmless(text.strip(BLANK)) for text in row] for row in table)
    said = written.getvalue()
    # With "sep=" the property is about cells; how the separator is recognised has its own tests.
    said = f"sep={separator}{ends}{said}"
    raw = b"\xfe\xff" + said.encode("utf-16-be") if encoding == "utf-16-be-mark" else said.encode(encoding)
    content = opened(tmp_path, raw)
    sheet = content.sheets[0]
    assert dict(zip(sheet.rows.to_list(), sheet.cells.rows(), strict=True)) == expected(table)
    assert sheet.name is None and codes(content) == []
    assert sheet.cells.columns == [str(index) for index in range(sheet.cells.width)]
    assert set(sheet.cells.dtypes) == {pl.String}


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=60) | st.text(st.sampled_from('a,;"\n\r\t\x00{[é'), max_size=30).map(str.encode))
def test_any_bytes_are_read_or_refused_in_one_line(tmp_path: Path, raw: bytes) -> None:
    from fanal.presentation import Refusal

    try:
        assert opened(tmp_path, raw).sheets
    except Refusal as refusal:
        assert "\n" not in str(refusal)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_recognised(tmp_path: Path, separator: str) -> None:
    for rows in (
        [["id", "industry", "amount"], ["1", "a; b, c", "1,5"], ["2", "d;e;f", "2,75"], ["3", "", "3,1"]],
        [["id", "text"], ["1", "x | y | z"], ["2", "a,b,c,d"], ["3", "a;b;c;d;e"], ["4", "one, two"]],
        [["Cases 2024"], [], ["id", "age", "sex"], ["1", "17", "F"], ["2", "18", "M"]],
        [["a", "b"]],
        [["a", "b"], ["1", "two\nlines; and, more"], ["2", 'said "no", twice']],
    ):
        written = io.StringIO(newline="")
        csv.writer(written, delimiter=separator).writerows(rows)
        read = rows_of(opened(tmp_path, written.getvalue().encode()))
        width = max(map(len, rows))
        assert read == [
            tuple((row[i] if i < len(row) else "") or None for i in range(width)) for row in rows if row
        ]


def test_semicolons_and_decimal_commas_in_every_row(tmp_path: Path) -> None:
    rows = "age;height;weight\n" + "17;1,65;54,5\n" * 30
    assert rows_of(opened(tmp_path, rows.encode()))[1] == ("17", "1,65", "54,5")


def test_one_column_keeps_its_separators(tmp_path: Path) -> None:
    content = opened(tmp_path, b"industry\nfarming; fishing\nmining\nfarming; mining; other\n")
    assert rows_of(content)[1:] == [("farming; fishing",), ("mining",), ("farming; mining; other",)]


def test_the_line_that_names_the_separator_is_no_row(tmp_path: Path) -> None:
    for first in (b"sep=;\r\n", b'"sep=;"\n', b"\xef\xbb\xbfSEP=;\n"):
        content = opened(tmp_path, first + b"a,x;b\r\n1,5;2\r\n")
        assert rows_of(content) == [("a,x", "b"), ("1,5", "2")]
        assert content.sheets[0].rows.to_list() == [1, 2]


def test_missing_is_null_and_namibia_stays(tmp_path: Path) -> None:
    content = opened(tmp_path, b'country,x\nNA,""\nnull,None\nNaN,#N/A\n, \n\xc2\xa0,1\n')
    assert rows_of(content) == [
        ("country", "x"), ("NA", None), ("null", "None"), ("NaN", "#N/A"), (None, "1"),
    ]  # fmt: skip
    assert content.sheets[0].rows.to_list() == [1, 2, 3, 4, 6]


def test_empty_rows_and_columns_go_but_numbers_stay(tmp_path: Path) -> None:
    raw = b"\n,a,,b,,\n,,,,,\n\n,1,,2,,\n" + b",,,,,\n" * 1000
    content = opened(tmp_path, raw)
    assert rows_of(content) == [(None, "a", None, "b"), (None, "1", None, "2")]
    assert content.sheets[0].rows.to_list() == [2, 5]
    assert codes(content) == []


def test_cells_are_stripped_and_lines_kept(tmp_path: Path) -> None:
    content = opened(tmp_path, ' a ,\u00a0b\u202f,"c\r\nd "\r\n\te, "f" ,g\r\n'.encode())
    assert rows_of(content) == [("a", "b", "c\nd"), ("e", '"f"', "g")]


def test_line_ends_of_every_age(tmp_path: Path) -> None:
    for ends in ("\n", "\r\n", "\r"):
        assert rows_of(opened(tmp_path, ends.join(["a,b", "1,2", "3,4"]).encode())) == [
            ("a", "b"), ("1", "2"), ("3", "4"),
        ]  # fmt: skip
    assert rows_of(opened(tmp_path, b"a,b\r\n1,2\x1a")) == [("a", "b"), ("1", "2")]


def test_made_harmless_is_undone_once(tmp_path: Path) -> None:
    content = opened(tmp_path, b"a,b\n'=1+1,''=1\n'-5,'quoted'\n\"'+33 1\",'@\n")
    assert rows_of(content) == [("a", "b"), ("=1+1", "'=1"), ("-5", "'quoted'"), ("+33 1", "@")]


def test_too_many_cells_are_kept_and_told(tmp_path: Path) -> None:
    for many in (1, 300):
        raw = b"a,b\n" + b"1,2\n" * many + b"3,4,5,6\n7,8,\n9\n"
        content = opened(tmp_path, raw)
        assert rows_of(content)[-3:] == [
            ("3", "4", "5", "6"),
            ("7", "8", None, None),
            ("9", None, None, None),
        ]
        assert codes(content) == ["file-extra-cells"]
        assert content.findings[0].place.rows == (many + 2,)


def test_a_stray_quotation_mark_is_text(tmp_path: Path) -> None:
    content = opened(tmp_path, b'a,b\n5" pipe,6" pipe\nx,"y ""z"" w"\n')
    assert rows_of(content) == [("a", "b"), ('5" pipe', '6" pipe'), ("x", 'y "z" w')]


def test_cut_off_in_a_quoted_cell(tmp_path: Path) -> None:
    from fanal.presentation import Refusal

    assert refused_bytes(tmp_path, b'a,b\n1,2\n3,"x\n4,5\n6,7') == "file-quote-open"
    with pytest.raises(Refusal) as refusal:
        opened(tmp_path, b'a,b\n1,"2\n3"\n4,"x\n4,5\n6,7')
    assert refusal.value.finding.values["row"] == 3


def test_cut_off_between_cells(tmp_path: Path) -> None:
    content = opened(tmp_path, b"a,b,c\n" + b"1,2,3\n" * 5 + b"1,2")
    assert codes(content) == ["file-last-row-short"]
    assert content.findings[0].place.rows == (7,)
    assert codes(opened(tmp_path, b"a,b,c\n" + b"1,2,3\n" * 5 + b"1,2,3")) == []


def test_quick_and_careful_reading_agree(tmp_path: Path) -> None:
    chance = random.Random(5)  # noqa: S311
    rows = [["a", "b", "c"]]
    rows += [
        [chance.choice(["x", "", " y", 'q"r', "l1\nl2", "NA", "é;é"]) for _ in range(3)] for _ in range(3000)
    ]
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    quick = opened(tmp_path, written.getvalue().encode())
    # One row that is too long makes the whole file irregular.
    careful = opened(tmp_path, written.getvalue().encode() + b"1,2,3,4\r\n")
    assert codes(quick) == [] and codes(careful) == ["file-extra-cells"]
    assert quick.sheets[0].cells.equals(careful.sheets[0].cells[:-1].select("0", "1", "2"))
    assert quick.sheets[0].rows.equals(careful.sheets[0].rows[:-1])


def test_too_wide_and_too_long(tmp_path: Path) -> None:
    assert refused_bytes(tmp_path, b"a" + b",a" * 16_384 + b"\n") == "file-too-many-columns"
    assert refused_bytes(tmp_path, b"a,b\n1,2\n" + b"," * 16_500) == "file-too-many-columns"
    assert refused_bytes(tmp_path, b"a,b\n" * 50, limits=Limits(rows=49)) == "file-too-many-rows"
    assert opened(tmp_path, b"a" + b",a" * 16_383 + b"\n").sheets[0].cells.width == 16_384


def test_the_real_file_is_read_whole(real_data: Path) -> None:
    content = open_file(real_data / "data" / "ctdc" / "ctdc_global_kanon_20210715.csv.gz")
    sheet = content.sheets[0]
    assert sheet.cells.shape == (97_751, 63)
    assert sheet.rows.to_list() == list(range(1, 97_752))
    assert codes(content) == []
    citizenship = sheet.cells.row(0).index("citizenship")
    assert (sheet.cells[str(citizenship)] == "NA").sum() == 0
    blank = sum(sheet.cells[1:].null_count().row(0)) / (97_750 * 63)
    assert round(blank, 2) == 0.57


def test_the_other_real_files(real_data: Path) -> None:
    for name, shape in {
        "ctdc/ctdc_region_lookup.csv": (253, 7),
        "glotip/unodc_data_glotip_20230530.csv.gz": (46_557, 13),
        "hxl/global-iom-dtm-from-api-admin-0-to-2.hxl.csv.gz": (13_369, 21),
        "linkage/febrl_dataset4a.csv.gz": (5_001, 11),
        "population/population_worldbank_1960_2024.csv": (17_196, 4),
    }.items():
        content = open_file(real_data / "data" / name)
        assert content.sheets[0].cells.shape == shape, name
        assert codes(content) == [], name
