from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanal.standard import FieldType, htcds
from fanal.standard.bands import parse_band
from fanal.standard.spelling import matcher, split_choices
from fanal.standard.values import Cell, reader


def read(name: str, text: str) -> Cell:
    return reader(htcds()[name], htcds()).read(text)


@pytest.mark.parametrize("name", sorted(htcds().lists))
def test_every_code_and_label_of_every_list_is_understood(name: str) -> None:
    list_ = htcds().lists[name]
    known = matcher(list_)
    for code in list_.codes:
        for spelling in (code.code, code.label.en, code.label.fr, *code.also):
            assert known.find(spelling) == code.code, spelling
        if len(code.label.en) > 3:
            assert known.find(code.label.en.upper().replace(" ", "  ")) == code.code


@given(st.data())
def test_any_choice_of_labels_between_any_signs_is_split_again(data: st.DataObject) -> None:
    list_ = htcds().lists["industry"]
    codes = data.draw(st.lists(st.sampled_from(list_.codes), min_size=1, unique=True))
    sign = data.draw(st.sampled_from(["; ", ";", "\n", " ;\n", "|"]))
    language = data.draw(st.sampled_from(["en", "fr"]))
    text = sign.join(code.label.in_(language) for code in codes)
    found, rest = split_choices(text, matcher(list_))
    assert set(found) == {code.code for code in codes}
    assert rest == []


def test_four_industry_labels_hold_the_sign_between_choices() -> None:
    holding = [code for code in htcds().lists["industry"].codes if ";" in code.label.en]
    assert len(holding) == 4


def test_form_servers_write_codes_with_spaces_between() -> None:
    cell = read("vic_MethodsOfControl", "FalsePromises DebtBondage")
    assert cell.value == ["DebtBondage", "FalsePromises"]
    assert cell.problem is None


def test_what_is_not_understood_of_several_choices_is_kept_aside_and_the_rest_is_read() -> None:
    cell = read("vic_MethodsOfControl", "Debt bondage; Detb bondage x; False promises")
    assert cell.value == ["DebtBondage", "FalsePromises"]
    assert cell.aside == "Detb bondage x"
    assert cell.problem is not None
    assert cell.problem.values["code"] == "DebtBondage"


def test_na_is_namibia_and_not_available_is_not() -> None:
    assert read("prs_Citizenship", "NA").value == ["NA"]
    for text in ("n/a", "N/A", "n.a.", "na", "-"):
        cell = read("prs_Citizenship", text)
        assert cell.value is None
        assert cell.aside == text


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("prs_Gender", "Femme", "Feminine"),
        ("prs_Gender", "Non-Conforming ", "NonConforming"),
        ("cas_Status", "Follow up", "FollowUp"),
        ("con_Consent", "oui", True),
        ("con_Consent", "FAUX", False),
        ("prs_MobilePhone", "+41 (22) 000-00.00", "+41220000000"),
        ("prs_MobilePhone", "0041 22 000 00 00", "+41220000000"),
        ("vic_AgeWhenTrafficked", "17.0", 17),
        ("hte_Latitude", "46,2", 46.2),
        ("hte_Longitude", "-123,021", -123.021),
        ("vic_AgeWhenTrafficked", "40 ans", 40),
        ("hte_Country", "Côte d'Ivoire", "CI"),
        ("hte_Country", "CIV", "CI"),
        ("prs_PrimaryLanguage", "fre", "fra"),
        ("prs_PrimaryLanguage", "français", "fra"),
        ("prs_AgeBand", "de 9 à 17 ans", "9--17"),
        ("hte_Date", "4 mars 2021", date(2021, 3, 4)),
        ("prs_FirstName", "=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
    ],
)
def test_read(name: str, text: str, value: object) -> None:
    assert read(name, text.strip()).value == value


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("prs_Gender", "Femminine", "standard.unknown-code-near"),
        ("prs_Gender", "xyzzy qwq", "standard.unknown-code"),
        ("prs_MaritalStatus", "Single; Married", "standard.one-choice"),
        ("con_Consent", "perhaps", "standard.checkbox"),
        ("vic_AgeWhenTrafficked", "17.5", "standard.whole-number"),
        ("hte_Latitude", "N 46°", "standard.number"),
        ("vic_AgeWhenTrafficked", "1,234", "standard.number-range"),
        ("hte_Latitude", "146", "standard.number-range"),
        ("vic_AgeWhenTrafficked", "-3", "standard.number-range"),
        ("prs_AgeBand", "30--20", "standard.band"),
    ],
)
def test_what_is_not_understood_is_kept_aside_with_the_reason(name: str, text: str, problem: str) -> None:
    cell = read(name, text)
    assert cell.value is None
    assert cell.aside == text
    assert cell.problem is not None
    assert cell.problem.code == problem


def test_a_band_in_place_of_an_age_is_kept_as_a_band() -> None:
    cell = read("vic_AgeWhenTrafficked", "15-17")
    assert (cell.value, cell.band, cell.aside) == (None, "15--17", None)


def test_a_telephone_that_is_no_number_is_kept_as_it_stands() -> None:
    cell = read("prs_HomePhone", "ask her sister")
    assert cell.value == "ask her sister"
    assert cell.problem is not None


@given(
    st.sampled_from([one for one in htcds() if one.type is not FieldType.UNTYPED]),
    st.text(min_size=1, max_size=30),
)
def test_no_text_is_lost_or_breaks_the_reader(one, text: str) -> None:  # type: ignore[no-untyped-def]
    text = text.strip() or "x"
    cell = reader(one, htcds()).read(text)
    assert cell.value is not None or cell.aside is not None or cell.band is not None
    assert cell.aside is None or cell.problem is not None


@given(st.integers(0, 120), st.integers(0, 120))
def test_bands(low: int, high: int) -> None:
    for sign in ("--", "-", "–", " to ", " à "):
        expected = f"{low}--{high}" if low < high else (str(low) if low == high else None)
        assert parse_band(f"{low:02}{sign}{high}") == expected
    assert parse_band(f"{low}+") == f"{low}+"
    assert parse_band(f"{low} ans et plus") == f"{low}+"
    assert parse_band(f"plus de {low} ans") == f"{low + 1}+"


@pytest.mark.parametrize("text", ["9" * 400, "1e999", "-1e999"])
@pytest.mark.parametrize("name", ["prs_NumberOfChildren", "prs_MailingLatitude", "vic_AgeWhenTrafficked"])
def test_a_number_beyond_all_numbers_is_kept_aside(name: str, text: str) -> None:
    assert read(name, text).aside == text


def test_a_cell_of_which_nothing_is_known_is_kept_aside_as_it_stands() -> None:
    assert read("vic_MethodsOfControl", "a;b,c").aside == "a;b,c"


def test_labels_with_spaces_between_are_split_and_none_is_made_up() -> None:
    known = matcher(htcds().lists["methods-of-control"])
    assert split_choices("Debt bondage False promises", known) == (["DebtBondage", "FalsePromises"], [])
    assert split_choices("Debt bondage and more", known) == ([], ["Debt bondage and more"])
