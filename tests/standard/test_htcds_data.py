"""The data of HTCDS 2.0 and of Fanal's extension, against the files that IOM published."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from fanal.standard.spelling import fold, matcher, split_choices
from fanal.standard.vocabulary import (
    CodeList,
    Disclosure,
    Field,
    FieldType,
    Status,
    Vocabulary,
    build,
    load,
)

LISTS = ("htcds-2.0-lists.toml", "extension-lists.toml")
FIELD_LIST = "HTCDS Field Standards 2.0.ods"
PLAIN = "HTCDS Excel Spreadsheet v2.0.xlsx"
SINGLE = "HTCDS Excel Spreadsheet single select with validation v2.0.xlsx"
MULTI = "HTCDS Excel Spreadsheet multi select with validation v2.0.xlsm"
FORM = "htcds_xlsform.xlsx"
XFORM = "htcds_xlsform.xml"

CORRECTED = {"Unaquainted": "Unacquainted"}
"""Published labels that ours correct."""

SAME_IN_BOTH_LANGUAGES = {
    *("Facebook", "Instagram", "WhatsApp", "Telegram", "Facebook Messenger", "Viber", "Line", "4Sale"),
    *("WeChat", "QQ", "QZone", "TikTok", "Twitter", "Construction", "Servitude", "Prostitution"),
    *("Addiction", "Discrimination", "Migration", "Transit", "Exploitation"),
    *("Information and communication", "Organisation"),
}
"""Labels whose French is their English."""


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return build("htcds-2.0.toml", "extension.toml", lists=LISTS)


@pytest.fixture(scope="module")
def standard() -> Vocabulary:
    return build("htcds-2.0.toml", lists=LISTS[:1])


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


# ------------------------------------------------------------------ counts that the standard states


def test_has_84_rows_83_of_them_with_a_type(standard: Vocabulary) -> None:
    untyped = [field.name for field in standard if field.type is FieldType.UNTYPED]
    assert len(standard.fields) == len(standard.by_name) == 84
    assert untyped == ["per_Organisation"]


def test_has_40_core_fields_38_of_them_in_force(standard: Vocabulary) -> None:
    core = [field for field in standard if field.core]
    deprecated = {field.name for field in core if not field.in_force}
    assert len(core) == 40
    assert deprecated == {"vic_Vulnerabilities", "vic_DetailsOfVulnerabilities"}


def test_every_field_has_a_table_with_its_prefix(vocabulary: Vocabulary) -> None:
    for field in vocabulary:
        assert field.name.startswith(vocabulary.table_by_name[field.table].prefix), field.name
    repeats = {table.name for table in vocabulary.tables if table.repeats}
    assert repeats == {"perpetrator context", "case comment", "historic trafficking event", "support plan"}


# --------------------------------------------------------------------------- against the field list


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


# ----------------------------------------------------------------- against the templates and the form


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


# ------------------------------------------------------------------------------------ words and lists


def test_labels_and_descriptions_stand_in_both_languages(vocabulary: Vocabulary) -> None:
    for field in vocabulary:
        assert field.label.en and field.label.fr
        assert field.label.en != field.label.fr, field.name
        for text in (field.description.en, field.description.fr):
            assert re.fullmatch(r"[A-ZÀÂÉ].{20,}[.]", text), field.name
        assert field.description.en != field.description.fr
    for table in vocabulary.tables:
        assert table.label.en != table.label.fr or table.label.en in SAME_IN_BOTH_LANGUAGES


def test_codes_have_labels_in_both_languages(vocabulary: Vocabulary) -> None:
    same = set()
    for list_ in vocabulary.lists.values():
        for code in (*list_.codes, *list_.groups):
            assert code.label.en.strip() == code.label.en != ""
            assert code.label.fr.strip() == code.label.fr != ""
            if code.label.en.casefold() == code.label.fr.casefold():
                same.add(code.label.en)
    assert same <= SAME_IN_BOTH_LANGUAGES | {"SnapChat"}


def french(vocabulary: Vocabulary) -> list[str]:
    raw = [load("htcds-2.0.toml"), load("extension.toml")]
    texts = [vocabulary.title.fr, *(table.label.fr for table in vocabulary.tables)]
    texts += chain.from_iterable((field.label.fr, field.description.fr) for field in vocabulary)
    texts += [code.label.fr for list_ in vocabulary.lists.values() for code in (*list_.codes, *list_.groups)]
    texts += [one[part]["fr"] for one in raw[0]["disagreement"] for part in ("what", "decision")]
    return [*texts, raw[1]["vocabulary"]["title"]["fr"]]


def test_french_typography(vocabulary: Vocabulary) -> None:
    for text in french(vocabulary):
        assert not re.search(r"(?<!\xa0)[;:!?»]|«(?!\xa0)|'|veuillez", text), text


def test_french_labels_name_one_field_each(vocabulary: Vocabulary) -> None:
    assert max(Counter(fold(field.label.fr) for field in vocabulary).values()) == 1


def spellings_of(list_: CodeList) -> list[tuple[str, str]]:
    return [
        (fold(spelling), code.code)
        for code in list_.codes
        for spelling in (code.code, code.label.en, code.label.fr, *code.also)
    ]


def test_no_spelling_stands_for_two_codes_of_a_list(vocabulary: Vocabulary) -> None:
    for list_ in vocabulary.lists.values():
        meant: dict[str, str] = {}
        for spelling, code in spellings_of(list_):
            assert spelling
            assert meant.setdefault(spelling, code) == code, (list_.name, spelling)


def test_other_spellings_of_a_code_add_something(vocabulary: Vocabulary) -> None:
    for list_ in vocabulary.lists.values():
        for code in list_.codes:
            known = {fold(spelling) for spelling in (code.code, code.label.en, code.label.fr)}
            assert not known & {fold(spelling) for spelling in code.also}, (list_.name, code.code)


def test_codes_and_groups_are_whole(vocabulary: Vocabulary) -> None:
    for list_ in vocabulary.lists.values():
        codes = [code.code for code in list_.codes]
        groups = [group.code for group in list_.groups]
        assert len(set(codes)) == len(codes)
        assert len(set(groups)) == len(groups)
        used = {code.group for code in list_.codes}
        expected: set[str | None] = {*groups} or {None}
        assert used == expected, list_.name


def test_a_group_is_not_mistaken_for_a_code(vocabulary: Vocabulary) -> None:
    """A released value may be a group: read back, it is the group or a code told in the same words."""
    for list_ in vocabulary.lists.values():
        for group in list_.groups:
            found = matcher(list_).find(group.code)
            if found is not None:
                code = list_.by_code[found]
                assert (code.group, code.label) == (group.code, group.label), (list_.name, group.code)


def test_several_industries_in_a_cell_are_told_apart_in_both_languages(vocabulary: Vocabulary) -> None:
    known = matcher(vocabulary.lists["industry"])
    whole = [code for code in known.list.codes if ";" in code.label.en]
    assert len(whole) == 4
    for language in ("en", "fr"):
        cell = "; ".join(code.label.in_(language) for code in known.list.codes)
        assert split_choices(cell, known) == ([code.code for code in known.list.codes], [])


@pytest.mark.parametrize(
    ("list_", "text", "code"),
    [
        ("gender", "F", "Feminine"),
        ("gender", "Male", "Masculine"),
        ("gender", "homme", "Masculine"),
        ("gender", "Féminin", "Feminine"),
        ("gender", "Transgender/NonConforming", None),
        ("methods-of-control", "Threats", None),
        ("methods-of-control", "Withholds necessitie", "WithholdsNecessities"),
        ("methods-of-control", "Restricts movement", "RestrictsMovement"),
        ("type-of-exploitation", "Illicit activities", "ForcedCriminality"),
        ("type-of-exploitation", "Combined sexual and labour exploitation", None),
        ("industry", "Domestic work", "T_ActivitiesOfHouseholdsAsEmployers"),
        ("industry", "Begging", None),
        ("relationship-to-trafficker", "Unacquainted", "Unaquainted"),
        ("relationship-to-trafficker", "Intimate Partner", None),
        ("yes-no", "Oui", "yes"),
    ],
)
def test_reads_what_people_and_ctdc_write(
    vocabulary: Vocabulary, list_: str, text: str, code: str | None
) -> None:
    assert matcher(vocabulary.lists[list_]).find(text) == code


# ----------------------------------------------------------------------------------------- disclosure


NEVER_LEAVES = re.compile(
    "Street|PostalCode|City|Longitude|Latitude|Phone|Email|Case_?Owner|CaseWorker|IdentityNumber"
    "|Name$|Birthdate|Reference$|ReferringOrganisation|ReferredOrganisation|LocationOf"
)


def test_places_people_and_contacts_never_leave(vocabulary: Vocabulary) -> None:
    leaving = [field.name for field in vocabulary if NEVER_LEAVES.search(field.name) and field.leaves]
    assert leaving == []
    assert sum(bool(NEVER_LEAVES.search(field.name)) for field in vocabulary) == 33


def test_free_text_and_what_names_somebody_never_leave(vocabulary: Vocabulary) -> None:
    open_ended = {FieldType.TEXT, FieldType.LONG_TEXT, FieldType.LOOKUP, FieldType.UNTYPED}
    for field in vocabulary:
        if field.disclosure is Disclosure.IDENTIFYING or field.type in open_ended:
            assert not field.leaves, field.name
            assert field.secret, field.name


def test_what_points_at_people_together_can_be_coarsened_or_stays(vocabulary: Vocabulary) -> None:
    for field in vocabulary:
        if field.disclosure is Disclosure.QUASI_IDENTIFYING and field.leaves:
            assert field.generalise, field.name
        if field.type is FieldType.DATE and field.leaves:
            assert field.generalise == "year", field.name


def test_lists_that_a_field_is_coarsened_by_have_groups(vocabulary: Vocabulary) -> None:
    others = {"country", "language", "year", "age", "children"}
    for field in vocabulary:
        if field.generalise and field.generalise not in others:
            assert field.generalise == field.list
            assert vocabulary.code_list(field).groups, field.name


# ------------------------------------------------------------------------------------------ extension


def test_extension_is_marked_as_not_of_the_standard(vocabulary: Vocabulary, standard: Vocabulary) -> None:
    for field in vocabulary:
        of_standard = field.name in standard.by_name
        assert (field.status is Status.EXTENSION) != of_standard
        assert (field.standard == "HTCDS 2.0") == of_standard
    for name, list_ in vocabulary.lists.items():
        codes = standard.lists[name].by_code if name in standard.lists else {}
        for code in list_.codes:
            assert (code.status is Status.EXTENSION) == (code.code not in codes)


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


def test_ages_name_the_field_of_their_band(vocabulary: Vocabulary) -> None:
    bands = {one["name"]: one["band"] for one in load("htcds-2.0.toml")["field"] if "band" in one}
    assert bands == {"vic_AgeWhenTrafficked": "vic_AgeBandWhenTrafficked"}
    assert vocabulary["vic_AgeBandWhenTrafficked"].type is FieldType.BAND


def test_the_example_of_an_organisations_extension_is_one(vocabulary: Vocabulary) -> None:
    """The commented example in extension.toml must read with the code that reads extensions."""
    import tomllib
    from importlib.resources import files

    from fanal.standard.vocabulary import read_code_list, read_field

    text = files("fanal.standard").joinpath("data", "extension.toml").read_text(encoding="utf-8")
    example = "\n".join(re.findall(r"^#     ?(.*)$", text, re.MULTILINE))
    raw = tomllib.loads(example)
    field: Field = read_field(raw["field"][0], raw["vocabulary"]["name"])
    lists = [read_code_list(one) for one in raw["list"]]
    assert field.status is Status.EXTENSION
    assert field.name.startswith(vocabulary.table_by_name[field.table].prefix)
    assert field.list == lists[0].name
    added = lists[1].codes[0]
    groups = {group.code for group in vocabulary.lists[lists[1].name].groups}
    assert added.status is Status.EXTENSION
    assert added.group in groups


# -------------------------------------------------------------------------------------- disagreements


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
