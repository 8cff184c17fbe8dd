"""The XLSForm converts without a warning and asks what it should, in both languages."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from pyxform.xls2xform import convert

from fanal.exchange.writing.xlsform import write_xlsform
from fanal.standard import htcds
from fanal.standard.consent import BOX, DUTIES

Row = dict[str, Any]


def rows(path: Path, sheet: str) -> list[Row]:
    head, *body = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return [{name: cell for name, cell in zip(head, row, strict=True) if cell is not None} for row in body]


def xml(source: str) -> ElementTree.Element:
    return ElementTree.fromstring(source)  # noqa: S314 - our own


@pytest.fixture(scope="module", params=[False, True], ids=["core", "every-field"])
def form(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[bool, Path]:
    path = tmp_path_factory.mktemp("xlsform") / "form.xlsx"
    write_xlsform(path, vocabulary=htcds(), every_field=request.param)
    return request.param, path


def test_pyxform_converts_it_without_a_warning(form: tuple[bool, Path]) -> None:
    _, path = form
    result = convert(str(path), validate=False)
    assert result.warnings == []
    assert xml(result.xform).tag.endswith("}html")


def test_it_asks_the_fields_in_force(form: tuple[bool, Path]) -> None:
    every_field, path = form
    asked = {row["name"] for row in rows(path, "survey") if row.get("name") in htcds().by_name}
    core = {field.name for field in htcds() if field.core and field.in_force}
    assert len(core) == 38
    expected = core | {*DUTIES, "cas_Reference"}
    assert asked == ({field.name for field in htcds() if field.in_force} if every_field else expected)


def test_every_question_and_choice_speaks_both_languages(form: tuple[bool, Path]) -> None:
    _, path = form
    for row in rows(path, "survey"):
        field = htcds().by_name.get(row.get("name", ""))
        if field is not None:
            assert row["label::English (en)"] == field.label.en
            assert row["label::Français (fr)"] == field.label.fr
            assert ("constraint" in row) == ("constraint_message::Français (fr)" in row)
    for row in rows(path, "choices"):
        assert row["label::English (en)"] and row["label::Français (fr)"]
        assert re.fullmatch(r"\S+", row["name"])


def test_the_choices_are_the_codes_on_offer(form: tuple[bool, Path]) -> None:
    _, path = form
    listed: dict[str, set[str]] = {}
    for row in rows(path, "choices"):
        assert row["name"] not in listed.setdefault(row["list_name"], set())
        listed[row["list_name"]].add(row["name"])
    for row in rows(path, "survey"):
        field = htcds().by_name.get(row.get("name", ""))
        if field is not None and field.list is not None:
            kind, name = row["type"].split(" ")
            assert kind == ("select_multiple" if field.type == "multiselect" else "select_one")
            assert listed[name] == {code.code for code in htcds().code_list(field).offered()}


def test_consent_comes_first_and_nothing_else_is_asked_without_it(form: tuple[bool, Path]) -> None:
    _, path = form
    survey = rows(path, "survey")
    questions = [row["name"] for row in survey if row.get("name") in htcds().by_name]
    assert questions[:8] == [*DUTIES, BOX]
    gated, depth = [], []
    for row in survey:
        if row["type"].startswith("begin"):
            depth.append("relevant" in row)
        elif row["type"].startswith("end"):
            depth.pop()
        elif row["name"] in htcds().by_name and (any(depth) or "relevant" in row):
            gated.append(row["name"])
    assert gated == questions[1:]
    relevant = {row["relevant"] for row in survey if "relevant" in row and row["name"] != "stop"}
    assert relevant == {"${con_ConsentsToInterview} != 'no'"}


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("prs_MobilePhone", ["+33612345678", "33612345678"], ["06 12", "+0123", "+33 6 12 34 56 78"]),
        ("prs_Email", ["a@example.org"], ["a@example", "a example.org"]),
    ],
)
def test_a_constraint_takes_what_the_standard_takes(
    tmp_path: Path, name: str, good: list[str], bad: list[str]
) -> None:
    write_xlsform(tmp_path / "form.xlsx", vocabulary=htcds())
    (row,) = [row for row in rows(tmp_path / "form.xlsx", "survey") if row.get("name") == name]
    pattern = re.fullmatch(r'regex\(\., "(.+)"\)', row["constraint"])
    assert pattern is not None
    assert all(re.search(pattern[1], answer) for answer in good)
    assert not any(re.search(pattern[1], answer) for answer in bad)


def test_it_opens_in_the_language_asked_for(tmp_path: Path) -> None:
    write_xlsform(tmp_path / "form.xlsx", vocabulary=htcds(), language="fr")
    (settings,) = rows(tmp_path / "form.xlsx", "settings")
    assert settings["default_language"] == "Français (fr)"
    assert settings["form_title"].startswith("Dossier")
    assert settings["form_id"] and settings["version"]


def test_a_submission_is_read_back(tmp_path: Path) -> None:
    """Columns as ODK Central names them: the path of each question, joined by a hyphen."""
    from fanal.exchange.reading import read

    write_xlsform(tmp_path / "form.xlsx", vocabulary=htcds())
    tree = xml(convert(str(tmp_path / "form.xlsx"), validate=False).xform)
    leaves = [bind for bind in tree.iter() if bind.tag.endswith("}bind") and "type" in bind.attrib]
    paths = [bind.attrib["nodeset"].split("/")[2:] for bind in leaves]
    answers = {
        "prs_Gender": "Feminine", "prs_Citizenship": "LI MA", "con_Consent": "yes", "cas_Status": "Active",
        "vic_MethodsOfControl": "DebtBondage FalsePromises", "con_InformedOfPurpose": "yes",
        "prs_Birthdate": "2001-02-03", "prs_MobilePhone": "+33612345678", "cas_Reference": "24-0173",
    }  # fmt: skip
    line = {"-".join(path): answers.get(path[-1], "") for path in paths if path[0] != "meta"}
    line |= {"SubmissionDate": "2026-01-02T03:04:05Z", "KEY": "uuid:1"}
    with (tmp_path / "form.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(line))
        writer.writeheader()
        writer.writerow(line)
    reading = read(tmp_path / "form.csv")
    assert reading.findings == ()
    (case,) = reading.records.cases.to_dicts()
    kept = {name: value for name, value in case.items() if value is not None}
    assert kept.pop("case") == "uuid:1"
    assert kept.pop("prs_Birthdate").isoformat() == "2001-02-03"
    expected: Row = {name: answer for name, answer in answers.items() if name != "prs_Birthdate"}
    expected |= {"prs_Citizenship": ["LI", "MA"], "con_Consent": True}
    assert kept == expected | {"vic_MethodsOfControl": ["DebtBondage", "FalsePromises"]}
