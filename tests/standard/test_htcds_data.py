"""The data of HTCDS 2.0 and of Fanal's extension: whole, in both languages, and careful of people."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain

import pytest

from fanal.standard.spelling import fold, matcher, split_choices
from fanal.standard.vocabulary import (
    CodeList,
    Disclosure,
    Field,
    FieldType,
    Status,
    Vocabulary,
    load,
)

SAME_IN_BOTH_LANGUAGES = {
    *("Facebook", "Instagram", "WhatsApp", "Telegram", "Facebook Messenger", "Viber", "Line", "4Sale"),
    *("WeChat", "QQ", "QZone", "TikTok", "Twitter", "Construction", "Servitude", "Prostitution"),
    *("Addiction", "Discrimination", "Migration", "Transit", "Exploitation"),
    *("Information and communication", "Organisation"),
}
"""Labels whose French is their English."""


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


def test_extension_is_marked_as_not_of_the_standard(vocabulary: Vocabulary, standard: Vocabulary) -> None:
    for field in vocabulary:
        of_standard = field.name in standard.by_name
        assert (field.status is Status.EXTENSION) != of_standard
        assert (field.standard == "HTCDS 2.0") == of_standard
    for name, list_ in vocabulary.lists.items():
        codes = standard.lists[name].by_code if name in standard.lists else {}
        for code in list_.codes:
            assert (code.status is Status.EXTENSION) == (code.code not in codes)


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
