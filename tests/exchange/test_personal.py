"""Nothing that stands for a person is printed, wherever it was typed and however it was written."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanal.exchange import summary
from fanal.exchange.files import open_file
from fanal.exchange.mapping import suggest
from fanal.exchange.mapping import summary as map_summary
from fanal.exchange.reading import Reading, read
from fanal.presentation import LANGUAGES, as_html, as_text

NAMES = (
    ("Nadezhda", "Надежда"),
    ("Krasnova", "krasnov"),
    ("José", "jose"),
    ("Li", "LI "),
    ("Bo", "bo"),
    ("李伟", "Li Wei"),
    ("O’Shaughnessy", "oshaughnessy"),
    ("Jean-Marc", "Jean Marc"),
    ("Nguyễn Thị Hoa", "NGUYEN"),
    ("محمد", "mhmd"),
    ("Malik", "malik"),
    ("Jordana", "Jordanna"),
)
"""Names as they stand in the column of names, and as somebody typed them elsewhere."""

CODED = ("prs_Gender", "prs_Citizenship", "cas_Status", "con_Consent", "prs_NumberOfChildren", "hte_Date")


def everything_said(reading: Reading) -> str:
    said = [repr(reading), repr(reading.findings)]
    for language in LANGUAGES:
        report = summary.report(reading, language)
        said += [as_text(report, 300), as_html(report)]
        said.append(json.dumps(summary.as_json(reading, language), ensure_ascii=False))
    return "\n".join(said)


def values_said(reading: Reading) -> set[str]:
    return {str(one.values["value"]) for one in reading.findings if "value" in one.values}


def written(folder: Path, header: list[str], *rows: list[str]) -> Reading:
    path = folder / "cases.csv"
    lines = [",".join(f'"{cell}"' for cell in row) for row in (header, *rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read(path)


@pytest.mark.parametrize(("name", "typed"), NAMES)
@pytest.mark.parametrize("column", CODED)
def test_a_name_typed_in_another_column_is_sealed(name: str, typed: str, column: str, tmp_path: Path) -> None:
    reading = written(tmp_path, ["prs_FirstName", column], [name, typed], ["x", f"{typed} (sister)"])
    assert values_said(reading) <= {"▒▒▒▒▒"}
    if column != "prs_Citizenship":  # Li and Bo are countries there
        assert reading.aside.height == 2


@pytest.mark.parametrize("name", ["Fatou", "marie claire", "Zarqawi", "Diop Fatou", "Ф", "王芳"])
def test_a_word_that_is_not_of_the_standard_is_sealed_though_no_column_names_it(
    name: str, tmp_path: Path
) -> None:
    reading = written(tmp_path, ["prs_Gender", "con_Consent"], [name, "yes"])
    if len(name) > 1:
        assert name.casefold() not in everything_said(reading).casefold()


@pytest.mark.parametrize("text", ["Femal", "Feminin", "Masculine 2", "Debt bondage", "Not Stated"])
def test_a_code_mistyped_and_words_of_the_standard_are_shown(text: str, tmp_path: Path) -> None:
    reading = written(tmp_path, ["prs_FirstName", "prs_Gender", "cas_Status"], ["Amina", "", text])
    assert values_said(reading) in ({text}, {"▒▒▒▒▒"})
    reading = written(tmp_path, ["prs_FirstName", "cas_Status"], ["Amina", "Activ"])
    assert values_said(reading) == {"Activ"}


def test_a_name_of_an_unknown_column_is_sealed_too(tmp_path: Path) -> None:
    reading = written(tmp_path, ["Alias", "prs_Citizenship", "cas_Status"], ["Malik", "Malik", "Active"])
    assert "malik" not in everything_said(reading).casefold()


PERSONAL = (
    "079 123 45 67",
    "+41791234567",
    "23/11/1987",
    "23 nov 1987",
    "٢٣/١١/١٩٨٧",
    "a@b.example",
    "756123",
)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(PERSONAL), st.sampled_from(CODED))
def test_numbers_addresses_and_days_of_birth_are_sealed_in_any_column(text: str, column: str) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        reading = written(Path(folder), [column, "vic_TraffickingStatus"], [text, ""])
        assert text not in everything_said(reading)


def test_a_row_of_somebody_is_not_printed_as_headings(tmp_path: Path) -> None:
    row = ["Amina", "Krasnova", "Status", "Bern", "Police", "Noé", "7", "Lac"]
    reading = written(tmp_path, row, row)
    said = everything_said(reading)
    assert [cell for cell in ("Amina", "Krasnova", "Bern", "Noé") if cell in said] == []
    assert {row["column"] for row in reading.aside.to_dicts()} >= {"Amina", "Krasnova"}


def test_a_heading_that_is_a_name_of_the_file_or_a_number_is_its_letter(tmp_path: Path) -> None:
    reading = written(
        tmp_path,
        ["prs_FirstName", "prs_Gender", "Nadezhda: notes", "+41 79 123 45 67", "Room", "cas_Status"],
        ["Nadezhda", "Feminine", "a", "b", "c", "Active"],
    )
    said = everything_said(reading)
    assert "Nadezhda" not in said
    assert "123 45" not in said
    assert [one.place.column for one in reading.findings] == ["C", "D", "Room"]


def test_a_sheet_named_for_somebody_is_its_number(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name in ("Amina K.", "2021", "Dossier d’Amina"):
        sheet = book.create_sheet(name)
        sheet.append(["prs_FirstName", "prs_Gender", "Alias"] if name != "Dossier d’Amina" else ["Rent", "x"])
        sheet.append(["Amina", "Femal", "x"])
    path = tmp_path / "book.xlsx"
    book.save(path)
    reading = read(path)
    assert "Amina" not in everything_said(reading)
    assert {one.place.sheet for one in reading.findings} == {"#1", "2021", "#3"}
    assert set(reading.aside["sheet"]) == {"Amina K.", "2021"}


@pytest.mark.parametrize("row", [["Gender", "Zyganova", "王芳"], ["Status", "Okwu", "Diop", "Bern"]])
def test_a_name_beside_one_known_word_is_not_printed_as_a_heading(row: list[str], tmp_path: Path) -> None:
    said = everything_said(written(tmp_path, row, ["x"] * len(row)))
    assert [name for name in row[1:] if name in said] == []


def test_a_sheet_that_is_not_read_is_told_by_its_number_unless_its_words_are_ordinary(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Cases 2021"
    sheet.append(["prs_Gender", "cas_Status"])
    sheet.append(["Femal", "Active"])
    book.create_sheet("Zyganova").append(["Rent"])
    book.create_sheet("Sheet2").append(["Rent"])
    path = tmp_path / "book.xlsx"
    book.save(path)
    assert [one.place.sheet for one in read(path).findings] == ["#2", "Sheet2", "Cases 2021"]
    assert "Zyganova" not in json.dumps(map_summary.as_json(suggest(open_file(path)), "en"))
