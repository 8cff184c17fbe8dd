"""The template keeps every value, offers the right lists, and runs nothing."""

from __future__ import annotations

import re
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fanal.exchange.writing.excel import FIRST_ROW, write_excel
from fanal.presentation import Language, Refusal
from fanal.standard import Field, FieldType, Records, htcds
from fanal.standard.spelling import fold, matcher
from strategies import records

ATTACKS = ("=cmd|'/c calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "'=1", "#REF!", "=1\r\n+2")


def write(path: Path, of: Records | None, language: Language = "en", **more: Any) -> openpyxl.Workbook:
    write_excel(of, path, language=language, vocabulary=htcds(), **more)
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module", params=["en", "fr"])
def template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("template") / "template.xlsx"
    return request.param, write(path, None, request.param)


def names(sheet: Any) -> list[str]:
    return [cell.value for cell in sheet[1]]


def data_sheets(workbook: openpyxl.Workbook) -> list[Any]:
    return [sheet for sheet in workbook if sheet["A1"].value == "case"]


def field_of(name: str) -> Field | None:
    """Find the field of a column; the number of a choice apart."""
    by_name = htcds().by_name
    return by_name.get(name) or by_name.get(re.sub(r"_\d+$", "", name))


def test_every_field_in_force_has_its_column_and_no_deprecated_one(template: Any) -> None:
    _, workbook = template
    fields = {field_of(name) for sheet in data_sheets(workbook) for name in names(sheet) if name != "case"}
    assert fields == {field for field in htcds() if field.in_force}
    assert len(data_sheets(workbook)) == 1 + sum(table.repeats for table in htcds().tables)


def test_names_are_hidden_and_labels_of_the_language_stay_in_sight(template: Any) -> None:
    language, workbook = template
    for sheet in data_sheets(workbook):
        assert sheet.row_dimensions[1].hidden
        assert not sheet.row_dimensions[2].hidden
        assert sheet.freeze_panes == "B3"
        labels = [cell.value for cell in sheet[2]]
        assert len(set(labels)) == len(labels)
        for name, cell in zip(names(sheet)[1:], sheet[2][1:], strict=True):
            field = field_of(name)
            assert field is not None
            assert cell.value.startswith(field.label.in_(language))
            assert field.description.in_(language) in cell.comment.text


def offered(workbook: openpyxl.Workbook, formula: str) -> list[str]:
    ((sheet, area),) = workbook.defined_names[formula].destinations
    return [cell.value for row in workbook[sheet][area] for cell in row]


def test_each_picklist_offers_its_codes_by_label_from_the_hidden_sheet(template: Any) -> None:
    language, workbook = template
    assert workbook["_lists"].sheet_state == "hidden"
    seen = 0
    for sheet in data_sheets(workbook):
        rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
        for column, name in enumerate(names(sheet), start=1):
            field = field_of(name)
            if field is None or field.list is None:
                continue
            seen += 1
            first = sheet.cell(FIRST_ROW, column)
            rule = rules[first.coordinate]
            assert str(rule.sqref) == f"{first.coordinate}:{first.column_letter}2002"
            assert rule.type == "list" and rule.showErrorMessage
            codes = htcds().code_list(field)
            texts = offered(workbook, rule.formula1)
            assert {matcher(codes).find(text) for text in texts} == {one.code for one in codes.offered()}
            labels = [one.label.in_(language).strip() for one in codes.offered()]
            assert texts == (sorted(labels, key=fold) if len(labels) > 30 else labels)
    assert seen > 40


def test_boxes_offer_yes_and_no_and_dates_are_dates(template: Any) -> None:
    language, workbook = template
    for sheet in data_sheets(workbook):
        rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
        for column, name in enumerate(names(sheet), start=1):
            field, cell = field_of(name), sheet.cell(FIRST_ROW, column)
            if field is not None and field.type is FieldType.CHECKBOX:
                words = ["Yes", "No"] if language == "en" else ["Oui", "Non"]
                assert offered(workbook, rules[cell.coordinate].formula1) == words
            if field is not None and field.type is FieldType.DATE:
                assert rules[cell.coordinate].type == "date"
                assert sheet.column_dimensions[cell.column_letter].number_format == "yyyy-mm-dd"


def test_texts_of_a_rule_fit_what_excel_takes(template: Any) -> None:
    _, workbook = template
    for sheet in workbook:
        assert len(sheet.title) <= 31
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.formula1) <= 255
            assert all(len(text or "") <= 255 for text in (rule.error, rule.prompt))
            assert all(len(text or "") <= 32 for text in (rule.errorTitle, rule.promptTitle))


def stored(sheet: Any, field: Field, row: int) -> Any:
    """Read a value back by the plainest means; None, a text, a number, a date, or a set of codes."""
    columns = [number for number, name in enumerate(names(sheet), start=1) if field_of(name) is field]
    cells = [sheet.cell(row, column).value for column in columns]
    cells = [cell for cell in cells if cell is not None]
    if field.type is FieldType.MULTISELECT:
        return {matcher(htcds().code_list(field)).find(cell) for cell in cells} or None
    (cell,) = cells or [None]
    if cell is None:
        return None
    if field.type is FieldType.DATE:
        return cell.date() if isinstance(cell, datetime) else date.fromisoformat(cell)
    if field.type is FieldType.CHECKBOX:
        return {"Yes": True, "No": False, "Oui": True, "Non": False}[cell]
    if field.list is not None:
        return matcher(htcds().code_list(field)).find(cell)
    return cell.replace("_x005F_", "_") if isinstance(cell, str) else cell


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(records() | records(every_field=True), st.sampled_from(["en", "fr"]))
def test_every_value_is_kept(given_records: Records, language: Language) -> None:
    with tempfile.TemporaryDirectory() as folder:
        workbook = write(Path(folder) / "cases.xlsx", given_records, language)
    tables = {"": given_records.cases, **given_records.repeated}
    for table in tables.values():
        if table.width == 1:
            continue
        sheet = next(
            one
            for one in data_sheets(workbook)
            if {field_of(n).name for n in names(one)[1:]} >= set(table.columns[1:])
        )
        for number, row in enumerate(table.iter_rows(named=True), start=FIRST_ROW):
            assert sheet.cell(number, 1).value.replace("_x005F_", "_") == row.pop("case")
            for name, value in row.items():
                kept = stored(sheet, htcds()[name], number)
                assert kept == (set(value) if isinstance(value, list) else value)


def test_a_deprecated_field_is_written_where_it_holds_a_value(tmp_path: Path) -> None:
    cases = pl.DataFrame({"case": ["1"], "vic_Vulnerabilities": [["Poverty", "Migration"]]})
    workbook = write(tmp_path / "old.xlsx", Records(htcds(), cases))
    sheet = workbook["Cases"]
    assert stored(sheet, htcds()["vic_Vulnerabilities"], FIRST_ROW) == {"Poverty", "Migration"}


def test_there_are_as_many_choice_columns_as_the_largest_set_needs(tmp_path: Path) -> None:
    every = [code.code for code in htcds().lists["methods-of-control"].codes]
    cases = pl.DataFrame({"case": ["1", "2"], "vic_MethodsOfControl": [every, every[:1]]})
    workbook = write(tmp_path / "many.xlsx", Records(htcds(), cases), choices_columns=2)
    heads = names(workbook["Cases"])
    assert f"vic_MethodsOfControl_{len(every)}" in heads
    assert "prs_Citizenship_2" in heads and "prs_Citizenship_3" not in heads
    assert stored(workbook["Cases"], htcds()["vic_MethodsOfControl"], FIRST_ROW) == set(every)


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_in_any_text_field_runs_as_a_formula(tmp_path: Path, attack: str) -> None:
    vocabulary = htcds()
    kinds = (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.LOOKUP, FieldType.UNTYPED)
    columns = {"case": [attack]}
    repeated: dict[str, pl.DataFrame] = {}
    for table in vocabulary.tables:
        texts = {one.name: [attack] for one in vocabulary.of_table(table.name) if one.type in kinds}
        if table.repeats:
            repeated[table.name] = pl.DataFrame({"case": [attack], **texts})
        else:
            columns |= texts
    workbook = write(tmp_path / "attack.xlsx", Records(vocabulary, pl.DataFrame(columns), repeated))
    hits = 0
    for sheet in workbook:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type not in ("f", "e")
                if sheet in data_sheets(workbook) and cell.row >= FIRST_ROW and cell.value is not None:
                    hits += 1
                    assert cell.number_format == "@"
                    if re.match(r"'*[=+\-@]", attack):
                        assert cell.quotePrefix
    assert hits == sum(len(frame.columns) for frame in (pl.DataFrame(columns), *repeated.values()))


def test_control_characters_are_left_out_and_told_without_the_text(tmp_path: Path) -> None:
    cases = pl.DataFrame({"case": ["1", "2"], "prs_FirstName": ["A\x07na", "Bo"]})
    path = tmp_path / "control.xlsx"
    (finding,) = write_excel(Records(htcds(), cases), path, language="en", vocabulary=htcds())
    assert finding.code == "exchange.characters-left-out" and finding.place.rows == (FIRST_ROW,)
    assert "Ana" not in repr(finding) and "na" not in finding.text("en").split()
    assert stored(openpyxl.load_workbook(path)["Cases"], htcds()["prs_FirstName"], FIRST_ROW) == "Ana"


def test_a_text_that_no_cell_holds_is_refused_not_cut(tmp_path: Path) -> None:
    cases = pl.DataFrame({"case": ["1"], "cas_ReasonForCaseClosure": ["x" * 40_000]})
    with pytest.raises(Refusal, match=r"Reason for Case Closure.*32,767"):
        write(tmp_path / "long.xlsx", Records(htcds(), cases))
    assert list(tmp_path.iterdir()) == []


def test_the_same_records_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = Records(htcds(), pl.DataFrame({"case": ["1"], "prs_Gender": ["Feminine"]}), fictional=True)
    for name in ("one.xlsx", "two.xlsx"):
        workbook = write(tmp_path / name, cases)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    assert "Fictional" in workbook.properties.title
    assert [cell.value for cell in workbook["About"][1]] == ["fanal", "HTCDS 2.0", "fictional"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert write(tmp_path / "one.xlsx", cases).properties.modified == datetime(2023, 11, 14, 22, 13, 20)


def test_no_copy_of_a_name_is_left_in_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library that spills sheets to disk would fail here: the folder cannot be written."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    target = tmp_path / "cases.xlsx"
    one = Records(htcds(), pl.DataFrame({"case": ["1"], "prs_FirstName": ["Ana"]}))
    write_excel(one, target, language="fr", vocabulary=htcds())
    assert target.stat().st_size > 0
