"""What HTCDS and CTDC both say survives the way there and back; what does not is counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fanal.exchange.crosswalk import to_ctdc, to_htcds
from fanal.presentation import Finding
from fanal.standard import Records, ctdc, htcds
from fanal.standard.records import dtype
from strategies import records

LOOSE = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))


def cases(*rows: Mapping[str, Any], events: list[Mapping[str, Any]] | None = None) -> Records:
    """Make cases 1, 2, … of HTCDS from what is recorded of each."""
    names = [field.name for field in htcds() if any(field.name in row for row in rows)]
    columns: dict[str, Any] = {"case": [str(number) for number in range(1, len(rows) + 1)]}
    for name in names:
        columns[name] = pl.Series(name, [row.get(name) for row in rows], dtype=dtype(htcds()[name]))
    schema = {"case": pl.String(), "hte_Type": pl.String(), "hte_Country": pl.String(), "hte_Date": pl.Date()}
    repeated = {} if events is None else {"historic trafficking event": pl.DataFrame(events, schema=schema)}
    return Records(htcds(), pl.DataFrame(columns), repeated)


def said(of: Records) -> list[dict[str, Any]]:
    """Give what CTDC records of each case, without what only repeats or says “not recorded”."""
    rows = to_ctdc(of)[0].cases.to_dicts()
    again = ("NotSpecified", "Concatenated", "RecruiterRelationship", "recruiterRelationUnknown", "case")
    return [
        {name: value for name, value in row.items() if value is not None and not name.endswith(again)}
        for row in rows
    ]


def codes(findings: tuple[Finding, ...]) -> dict[str, int]:
    return {finding.code.removeprefix("exchange."): int(str(finding.values["n"])) for finding in findings}


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        ({"prs_Gender": "Feminine"}, {"gender": "Female"}),
        ({"prs_Gender": "TransgenderMasculine"}, {"gender": "Transgender/NonConforming"}),
        ({"prs_Citizenship": ["NA"]}, {"citizenship": "NA"}),
        ({"prs_Citizenship": ["XK"]}, {"citizenship": "RS"}),
        ({"prs_Citizenship": ["FR", "ML"]}, {}),
        ({"vic_MethodsOfControl": ["PhysicalThreats", "DebtBondage"]},
         {"meansOfControlThreats": True, "meansOfControlDebtBondage": True}),
        ({"vic_TypeOfExploitation": ["ForcedLabour", "SexualExploitation"]},
         {"isForcedLabour": True, "isSexualExploit": True, "isSexAndLabour": True}),
        ({"vic_TypeOfExploitation": ["ForcedCriminality"]},
         {"isForcedLabour": True, "typeOfLabourIllicitActivities": True}),
        ({"vic_TypeOfExploitation": ["ChildLabour"]}, {}),
        ({"cas_RegistrationDate": date(2020, 5, 1)}, {"yearOfRegistration": 2020}),
        ({"cas_IncomingReferralDate": date(2019, 5, 1)}, {"yearOfRegistration": 2019}),
        ({"prs_Birthdate": date(2002, 5, 2), "cas_RegistrationDate": date(2020, 5, 1)},
         {"yearOfRegistration": 2020, "ageBroad": "9--17", "majorityStatus": "Minor"}),
        ({"prs_Birthdate": date(2002, 5, 1), "cas_RegistrationDate": date(2020, 5, 1)},
         {"yearOfRegistration": 2020, "ageBroad": "18--20", "majorityStatus": "Adult"}),
        ({"prs_AgeBand": "50+"}, {"ageBroad": "48+", "majorityStatus": "Adult"}),
        ({"prs_AgeBand": "16"}, {"ageBroad": "9--17", "majorityStatus": "Minor"}),
        ({"prs_AgeBand": "0--17"}, {"majorityStatus": "Minor"}),
        ({"prs_AgeBand": "16--20"}, {}),
        ({"prs_AgeBand": "about 20"}, {}),
        ({"vic_AgeWhenTrafficked": 17}, {"majorityEntry": "Minor"}),
        ({"vic_AgeBandWhenTrafficked": "18--20"}, {"majorityEntry": "Adult"}),
    ],
)  # fmt: skip
def test_what_a_case_becomes(recorded: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    assert said(cases(recorded)) == [expected]


def test_events_tell_the_country_and_the_age_when_exploited() -> None:
    born = {"prs_Birthdate": date(2000, 6, 1)}
    events = [
        {"case": "1", "hte_Type": "Exploitation", "hte_Country": "FR", "hte_Date": date(2019, 1, 1)},
        {"case": "1", "hte_Type": "Exploitation", "hte_Country": "FR", "hte_Date": date(2018, 5, 31)},
        {"case": "1", "hte_Type": "Transit", "hte_Country": "ES", "hte_Date": date(2010, 1, 1)},
        {"case": "2", "hte_Type": "Exploitation", "hte_Country": "FR", "hte_Date": None},
        {"case": "2", "hte_Type": "Exploitation", "hte_Country": "BE", "hte_Date": None},
    ]
    of = cases(born, {}, events=events)
    assert said(of) == [{"CountryOfExploitation": "FR", "majorityStatusAtExploit": "Minor"}, {}]
    assert codes(to_ctdc(of)[1])["ctdc-several-countries"] == 1


def test_what_cannot_be_carried_is_counted_and_names_nobody() -> None:
    of = cases(
        {"prs_FirstName": "Zébulon", "prs_Gender": "NonSpecifiedUnknown", "prs_AgeBand": "16--20"},
        {"vic_MethodsOfControl": ["PhysicalThreats"], "vic_RelationshipToTrafficker": "Unaquainted"},
        {
            "vic_RelationshipToTrafficker": "Unaquainted",
            "vic_TypeOfSexExploitation": ["PrivateSexualServices"],
        },
    )
    found, findings = to_ctdc(of)
    assert codes(findings) == {
        "ctdc-band": 1, "ctdc-lost-code": 2, "ctdc-told-less": 1, "ctdc-left-behind": 1
    }  # fmt: skip
    for language in ("en", "fr"):
        texts = " ".join(finding.text(language) for finding in findings)
        assert "prs_FirstName" in texts and "Zébulon" not in texts
    assert "Zébulon" not in str(found.cases.to_dicts())


def test_codes_of_an_organisation_are_counted_too() -> None:
    of = cases({"vic_TypeOfExploitation": ["ForcedLabour", "BenefitFraud"]})
    assert codes(to_ctdc(of)[1]) == {"ctdc-unknown-code": 1}


@LOOSE
@given(records(max_cases=3) | records(every_field=True))
def test_nothing_that_points_at_a_person_crosses(given_records: Records) -> None:
    found, findings = to_ctdc(given_records)
    assert found.cases["case"].equals(given_records.cases["case"])
    assert not found.repeated and found.fictional is given_records.fictional
    for name in found.cases.columns[1:]:
        field = ctdc()[name]
        assert field.type not in ("text", "long text")
        if field.list is not None:
            allowed = {code.code for code in ctdc().code_list(field).codes}
            values = found.cases[name].drop_nulls()
            assert set(values.explode() if values.dtype == pl.List else values) <= allowed
    assert all(finding.text("fr") for finding in findings)


@LOOSE
@given(st.data())
def test_what_both_say_exactly_survives_the_way_there_and_back(data: st.DataObject) -> None:
    control = data.draw(st.sets(st.sampled_from(["DebtBondage", "FalsePromises", "Other", "UsesChildren"])))
    purpose = data.draw(st.sets(st.sampled_from(["ForcedLabour", "OrganRemoval", "ForcedMarriage"])))
    recorded = {
        "prs_Gender": data.draw(st.sampled_from(["Feminine", "Masculine"])),
        "prs_Citizenship": [data.draw(st.sampled_from(["NA", "FR", "ML"]))],
        "prs_AgeBand": data.draw(st.sampled_from([code.code for code in ctdc().lists["ctdc-age"].codes])),
        "vic_MethodsOfControl": sorted(control) or None,
        "vic_TypeOfExploitation": sorted(purpose) or None,
    }
    events = [{"case": "1", "hte_Type": "Exploitation", "hte_Country": "BE"}]
    back, findings = to_htcds(to_ctdc(cases(recorded, events=events))[0])
    (case,) = back.cases.to_dicts()
    assert {name: sorted(v) if isinstance(v, list) else v for name, v in case.items()} == {
        "case": "1", **{name: value for name, value in recorded.items() if value is not None}
    }  # fmt: skip
    assert back.repeated["historic trafficking event"].to_dicts() == [
        {"case": "1", "hte_Country": "BE", "hte_Type": "Exploitation"}
    ]
    assert not findings


def test_what_htcds_has_nothing_for_is_counted() -> None:
    columns = {
        "case": ["1", "2"],
        "gender": ["Transgender/NonConforming", "Male"],
        "isAbduction": [True, False],
    }
    more = {
        "yearOfRegistration": [2015, None],
        "meansOfControlThreats": [True, True],
        "isForcedLabour": [False, True],
    }
    of, findings = to_htcds(Records(ctdc(), pl.DataFrame({**columns, **more})))
    assert of.cases.to_dicts() == [
        {"case": "1", "prs_Gender": None, "vic_TypeOfExploitation": None},
        {"case": "2", "prs_Gender": "Masculine", "vic_TypeOfExploitation": ["ForcedLabour"]},
    ]
    lost = {finding.place.field: finding.values["n"] for finding in findings}
    assert lost == {"gender": 1, "isAbduction": 1, "yearOfRegistration": 1, "meansOfControlThreats": 2}


def test_majority_fills_the_band_only_where_no_age_is_known() -> None:
    columns = {
        "case": ["1", "2", "3"],
        "ageBroad": ["9--17", None, None],
        "majorityStatus": ["Minor", "Adult", None],
    }
    of, _ = to_htcds(Records(ctdc(), pl.DataFrame(columns)))
    assert of.cases["prs_AgeBand"].to_list() == ["9--17", "18+", None]
