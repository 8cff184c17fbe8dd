"""The data of HTCDS 2.0 against the files that IOM published."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from fanal.standard.spelling import fold, matcher
from fanal.standard.vocabulary import (
    Disclosure,
    FieldType,
    Status,
    Vocabulary,
    load,
)

FIELD_LIST = "HTCDS Field Standards 2.0.ods"


PLAIN = "HTCDS Excel Spreadsheet v2.0.xlsx"


SINGLE = "HTCDS Excel Spreadsheet single select with validation v2.0.xlsx"


MULTI = "HTCDS Excel Spreadsheet multi select with validation v2.0.xlsm"


FORM = "htcds_xlsform.xlsx"


XFORM = "htcds_xlsform.xml"


CORRECTED = {"Unaquainted": "Unacquainted"}
"""Published labels that ours correct."""


def cells(path: Path, sheet: int = 0) -> list[list[str]]:
    """Read the cells of a sheet as texts, without spaces at their ends."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(sheet).to_python(skip_empty_area=False)
    return [[str(cell).replace("\xa0", " ").strip() for cell in row] for row in rows]


@cache
def published(folder: Path) -> dict[str, dict[str, str]]:
    """Read the rows of the field list that name a field, by the name with its prefix."""
    heading, *rows = cells(folder / FIELD_LIST)
    named = [dict(zip(heading, row, strict=True)) for row in rows if re.fullmatch(r"[a-z]{3}_", row[3])]
    return {row["Field Name Prefix"] + row["Field Name"]: row for row in named}


@pytest.fixture
def folder(real_data: Path) -> Path:
    return real_data / "htcds"


def lines(cell: str) -> list[str]:
    return [line.strip() for line in cell.splitlines() if line.strip()]


def test_names_and_order_are_the_published_ones(standard: Vocabulary, folder: Path) -> None:
    assert [field.name for field in standard] == list(published(folder))


def test_types_core_marks_status_and_labels_are_the_published_ones(
    standard: Vocabulary, folder: Path
) -> None:
    for name, row in published(folder).items():
        field = standard[name]
        assert field.published_type == row["Field Type"], name
        assert field.core == (row["Core"] == "Core"), name
        assert field.status == Status(row["Status"].lower()), name
        assert field.label.en == (row["Field Label"] or "Organisation"), name


OURS = {
    "Text": {FieldType.TEXT},
    "Long Text": {FieldType.LONG_TEXT},
    "Date": {FieldType.DATE},
    "Checkbox": {FieldType.CHECKBOX},
    "Picklist": {FieldType.PICKLIST},
    "Multiselect Picklist": {FieldType.MULTISELECT},
    "Picklist or Text": {FieldType.PICKLIST, FieldType.TEXT},
    "Geolocation": {FieldType.GEOLOCATION},
    "Number": {FieldType.INTEGER, FieldType.GEOLOCATION},
    "Lookup [to organisation]": {FieldType.LOOKUP},
    "Lookup [to person]": {FieldType.LOOKUP},
    "Lookup [to user]": {FieldType.LOOKUP},
    "": {FieldType.UNTYPED},
}


def test_our_types_follow_the_published_ones(standard: Vocabulary) -> None:
    of_countries = {"prs_MailingCountry", "hte_Country"}
    for field in standard:
        expected = {FieldType.PICKLIST} if field.name in of_countries else OURS[field.published_type]
        if field.name == "vic_ForcedLabourIndustry":
            # The form and the multi-select template collect several: see its disagreement.
            expected = {FieldType.MULTISELECT}
        assert field.type in expected, field.name


def test_codes_and_labels_are_the_published_ones(standard: Vocabulary, folder: Path) -> None:
    compared = 0
    for name, row in published(folder).items():
        codes, labels = (lines(row[f"Value {what} (if picklist)"]) for what in ("Names", "Labels"))
        if not codes or "ISO" in codes[0]:
            continue
        listed = standard.code_list(standard[name]).codes
        assert [code.code for code in listed] == codes, name
        assert [code.label.en for code in listed] == [CORRECTED.get(label, label) for label in labels], name
        compared += 1
    assert compared == 21


def test_fields_of_countries_and_languages_use_the_iso_lists(standard: Vocabulary, folder: Path) -> None:
    of_iso = {field.name: field.list for field in standard if (field.list or "").startswith("iso")}
    asked = {
        name: "iso-639-2" if "639-2" in text else "iso-3166"
        for name, row in published(folder).items()
        if "ISO" in (text := " ".join(row.values())) and "ISO" in row["Value Labels (if picklist)"]
    }
    assert of_iso == asked | {"hte_Country": "iso-3166"}


def test_descriptions_are_in_our_own_words(standard: Vocabulary, folder: Path) -> None:
    for name, row in published(folder).items():
        for text in filter(None, (row["Description"], row["Notes"])):
            assert fold(text) not in fold(standard[name].description.en), name
            assert fold(standard[name].description.en) not in fold(text), name


@pytest.mark.parametrize("template", [PLAIN, SINGLE, MULTI])
def test_knows_every_column_of_the_templates(standard: Vocabulary, folder: Path, template: str) -> None:
    names, labels = cells(folder / template)[:2]
    spellings = {spelling: field.name for field in standard for spelling in (field.name, *field.also)}
    assert set(filter(None, names)) <= set(spellings)
    assert {fold(label) for label in filter(None, labels)} <= {fold(field.label.en) for field in standard}
    nameless = [label for name, label in zip(names, labels, strict=True) if label and not name]
    assert nameless == ["Reason for Outgoing Referral"]
    columns = {spellings[name] for name in filter(None, names)} | {"cas_ReasonForOutgoingReferral"}
    assert columns == {field.name for field in standard if field.core and field.in_force}


@pytest.mark.parametrize("template", [SINGLE, MULTI])
def test_reads_every_choice_of_the_templates(standard: Vocabulary, folder: Path, template: str) -> None:
    heading, *rows = cells(folder / template, sheet=2)[2:]
    by_label = {field.label.en: field for field in standard if field.core and field.list}
    read = Counter[str]()
    for label, *choices in zip(heading, *rows, strict=True):
        field = by_label.get(label)
        if field is None or field.list not in standard.lists:
            continue
        known = matcher(standard.code_list(field))
        found = [known.find(choice) for choice in choices if choice]
        assert found == [code.code for code in known.list.codes], label
        read[label] += 1
    assert len(read) == 12


def test_reads_every_question_and_choice_of_the_form(standard: Vocabulary, folder: Path) -> None:
    survey, choices = (cells(folder / FORM, sheet) for sheet in (0, 1))
    spellings = {spelling: field for field in standard for spelling in (field.name, *field.also)}
    questions = [row[:2] for row in survey[1:] if re.match("[a-z]{3}_", row[1])]
    assert len(questions) == 31
    of_list = {kind.split()[1]: spellings[name] for kind, name in questions if kind.startswith("select")}
    for name, code, label in (row[:3] for row in choices[1:] if row[0] in of_list):
        field = of_list[name]
        if field.list in standard.lists:
            known = matcher(standard.code_list(field))
            assert known.find(code) == known.find(label) == code, (name, code)


def test_knows_every_name_of_the_xform(standard: Vocabulary, folder: Path) -> None:
    names = set(re.findall(r'nodeset="/data/(\w+)"', (folder / XFORM).read_text(encoding="utf-8")))
    spellings = {spelling for field in standard for spelling in (field.name, *field.also)}
    assert names - spellings == {"start", "end", "__version__"}


def test_every_other_spelling_of_a_name_is_in_a_published_file(standard: Vocabulary, folder: Path) -> None:
    seen = set(chain.from_iterable(cells(folder / PLAIN))) | {row[1] for row in cells(folder / FORM)}
    assert {spelling for field in standard for spelling in field.also} <= seen


def test_the_seven_duties_stand_in_the_order_of_the_guidance(vocabulary: Vocabulary, folder: Path) -> None:
    duties = [field for field in vocabulary if field.list == "yes-no"]
    guidance = [line for line in lines(published(folder)["con_Consent"]["Description"]) if line.endswith("?")]
    words = ("interview", "purpose", "use of the data", "research", "request personal data", "stored")
    assert len(duties) == len(guidance) == 7
    assert all(word in question for word, question in zip((*words, "withdrawing"), guidance, strict=True))
    assert [field.name.removeprefix("con_") for field in duties] == [
        "ConsentsToInterview",
        "InformedOfPurpose",
        "InformedOfUseOfData",
        "InformedOfResearchUse",
        "InformedOfAccessRight",
        "InformedOfStorageTime",
        "InformedOfWithdrawal",
    ]
    assert not vocabulary["con_Consent"].leaves or vocabulary["con_Consent"].disclosure is Disclosure.PROCESS


def test_disagreements_name_fields_and_published_files(standard: Vocabulary, folder: Path) -> None:
    for one in load("htcds-2.0.toml")["disagreement"]:
        assert set(one["field"]) <= set(standard.by_name)
        assert one["files"]
        for name in one["files"]:
            assert (folder / name).is_file(), name
        assert all(one[part][language] for part in ("what", "decision") for language in ("en", "fr"))


def test_every_other_name_is_listed_as_a_disagreement(standard: Vocabulary) -> None:
    listed = " ".join(one["what"]["en"] for one in load("htcds-2.0.toml")["disagreement"])
    for field in standard:
        for spelling in field.also:
            assert spelling in listed, spelling
