from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanal.presentation import Refusal
from fanal.release import publishable
from fanal.release.deriving import derive
from fanal.release.variables import Kind
from fanal.standard import CASE, Disclosure, FieldType, Records, Vocabulary, ctdc, htcds
from strategies import records

BANDS = {"0--8", "9--17", "18--20", "21--23", "24--26", "27--29", "30--38", "39--47", "48+"}


def one_case(**fields: object) -> Records:
    cases = pl.DataFrame({CASE: ["1"], **{name: [value] for name, value in fields.items()}})
    return Records(htcds(), cases)


def derived(name: str, records: Records) -> str | None:
    value = derive(records, publishable(records.vocabulary).named([name]))[name][0]
    assert value is None or isinstance(value, str)
    return value


@pytest.mark.parametrize("vocabulary", [htcds(), ctdc()], ids=["htcds", "ctdc"])
def test_no_path_leads_from_what_may_not_leave_to_a_release(vocabulary: Vocabulary) -> None:
    seen: set[str] = set()
    for variable in publishable(vocabulary).variables:
        if variable.birth is not None:
            assert variable.kind is Kind.AGE
            assert variable.hierarchy.name == "age"
        for name in (*variable.fields, *filter(None, (variable.band, variable.where))):
            field = vocabulary[name]
            seen.add(name)
            assert field.leaves
            assert field.disclosure is not Disclosure.IDENTIFYING
            assert field.type not in (
                FieldType.TEXT,
                FieldType.LONG_TEXT,
                FieldType.LOOKUP,
                FieldType.UNTYPED,
            )
            if field.type is FieldType.DATE:
                assert variable.kind in (Kind.YEAR, Kind.AGE)
    assert seen, "nothing would be published"


@pytest.mark.parametrize("vocabulary", [htcds(), ctdc()], ids=["htcds", "ctdc"])
def test_every_variable_is_explained_in_both_languages(vocabulary: Vocabulary) -> None:
    for variable in publishable(vocabulary).variables:
        assert variable.label.en and variable.label.fr
        assert variable.description.en and variable.description.fr
        assert variable.hxl.startswith("#") and variable.hxl_coarse.startswith("#")


@given(records())
@settings(max_examples=60, deadline=None)
def test_only_values_of_closed_sets_leave(drawn: Records) -> None:
    known = publishable(htcds())
    table = derive(drawn, known.variables)
    assert table.height == len(drawn)
    for variable in known.variables:
        for cell in table[variable.name].drop_nulls():
            parts = cell.split(";") if variable.several else [cell]
            if variable.codes is not None and variable.kind in (Kind.SAME, Kind.PLACES):
                assert set(parts) <= set(htcds().code_list(variable.codes).by_code)
            else:
                assert parts[0].replace("--", "").rstrip("+").isdigit()


@given(st.dates(date(1930, 1, 1), date(2024, 12, 31)), st.dates(date(2000, 1, 1), date(2024, 12, 31)))
def test_an_age_is_told_in_full_years_and_as_a_band_only(born: date, then: date) -> None:
    told = derived("ageBroad", one_case(prs_Birthdate=born, cas_RegistrationDate=then))
    if then < born:
        assert told is None
        return
    assert told in BANDS
    low = int(told.rstrip("+").split("--")[0])
    assert not _is_younger(born, then, low), "told older than they are"
    if not told.endswith("+"):
        assert _is_younger(born, then, int(told.split("--")[1]) + 1), "told younger than they are"


def _is_younger(born: date, then: date, years: int) -> bool:
    """Whether the birthday of that age is still to come: 29 February comes on 1 March in other years."""
    return (then.year, then.month, then.day) < (born.year + years, born.month, born.day)


@pytest.mark.parametrize(
    ("born", "then", "told"),
    [
        (date(2000, 6, 2), date(2018, 6, 1), "9--17"),
        (date(2000, 6, 2), date(2018, 6, 2), "18--20"),
        (date(2000, 2, 29), date(2018, 2, 28), "9--17"),
        (date(2000, 2, 29), date(2018, 3, 1), "18--20"),
        (date(1880, 1, 1), date(2018, 3, 1), None),
    ],
)
def test_a_birthday_makes_the_difference(born: date, then: date, told: str | None) -> None:
    assert derived("ageBroad", one_case(prs_Birthdate=born, cas_RegistrationDate=then)) == told


def test_what_is_recorded_less_well_takes_the_place_of_what_is_missing() -> None:
    missing = one_case(
        prs_Birthdate=date(2001, 1, 1), prs_AgeBand="16", cas_IncomingReferralDate=date(2015, 5, 5)
    )
    assert derived("yearOfRegistration", missing) == "2015"
    assert derived("ageBroad", missing) == "9--17"
    assert derived("ageBroad", one_case(prs_AgeBand="16")) == "9--17"
    assert derived("ageBroad", one_case(prs_AgeBand="15--25")) is None
    assert derived("ageBroad", one_case(prs_Gender="Feminine")) is None


def test_places_are_those_of_exploitation_alone() -> None:
    events = pl.DataFrame(
        {
            CASE: ["1", "1", "1", "1"],
            "hte_Country": ["FR", "NA", "FR", "DE"],
            "hte_Type": ["Exploitation", "Exploitation", "Exploitation", "Transit"],
        }
    )
    case = Records(htcds(), pl.DataFrame({CASE: ["1"]}), {"historic trafficking event": events})
    assert derived("CountryOfExploitation", case) == "FR;NA"


def test_a_text_that_is_no_code_does_not_leave() -> None:
    assert derived("gender", one_case(prs_Gender="Maria, the one with the scar")) is None
    assert derived("citizenship", one_case(prs_Citizenship=["FR", "Secretland"])) == "FR"


def test_an_unknown_variable_is_refused_with_those_that_exist() -> None:
    with pytest.raises(Refusal, match="yearOfRegistration"):
        publishable(htcds()).named(["prs_FirstName"])
    with pytest.raises(Refusal, match="twice"):
        publishable(htcds()).named(["gender", "prs_Gender"])
