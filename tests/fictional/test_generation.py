"""Generated cases cohere, are nobody's, and are the same again from the same seed."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import unicodedata
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanal.fictional import Fictional, file_name, generate
from fanal.presentation import LANGUAGES, Refusal
from fanal.standard.checks import check
from fanal.standard.consent import check_consent
from fanal.standard.records import CASE, dtype
from fanal.standard.vocabulary import FieldType, htcds

REPEATED = {"perpetrator context", "case comment", "historic trafficking event", "support plan"}

any_cases = st.builds(
    generate,
    st.integers(1, 300),
    st.integers(0, 2**64),
    duplicates=st.sampled_from([0.0, 0.1, 0.5]),
)
coherent = settings(max_examples=25, deadline=None)


@pytest.fixture(scope="module")
def many() -> Fictional:
    return generate(20_000, 7, duplicates=0.1)


def age(birth: date, day: date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def inside(years: int, band: str) -> bool:
    low, _, high = band.rstrip("+").partition("--")
    return int(low) <= years <= int(high or 150)


@coherent
@given(any_cases)
def test_records_are_of_the_standard_and_pass_its_checks(made: Fictional) -> None:
    records = made.records
    order = [field.name for field in htcds()]
    assert records.fictional
    assert set(records.repeated) == REPEATED
    for table in (records.cases, *records.repeated.values()):
        assert table.columns[0] == CASE
        assert sorted(table.columns[1:], key=order.index) == table.columns[1:]
        for name in table.columns[1:]:
            field = htcds()[name]
            assert field.in_force
            assert table[name].dtype == dtype(field)
    assert records.cases[CASE].n_unique() == len(records)
    for table in records.repeated.values():
        assert set(table[CASE]) <= set(records.cases[CASE])
    assert check(records) == []
    assert check_consent(records) == []


@coherent
@given(any_cases)
def test_every_choice_is_a_code_in_force_and_several_stand_in_the_order_of_the_list(made: Fictional) -> None:
    for table in (made.records.cases, *made.records.repeated.values()):
        for name in table.columns[1:]:
            field = htcds()[name]
            if field.list is None:
                continue
            offered = [code.code for code in htcds().code_list(field).offered()]
            for value in table[name].drop_nulls().unique().to_list():
                chosen = value if field.type is FieldType.MULTISELECT else [value]
                assert chosen
                assert chosen == sorted(set(chosen), key=offered.index)


@coherent
@given(any_cases)
def test_days_follow_each_other(made: Fictional) -> None:
    records = made.records
    when = {row[CASE]: row for row in records.cases.iter_rows(named=True)}
    for row in when.values():
        days = [
            row[name]
            for name in (
                "prs_Birthdate",
                "cas_RegistrationDate",
                "cas_IncomingReferralDate",
                "cas_OutgoingReferralDate",
            )
            if row[name] is not None
        ]
        assert days == sorted(days)
        if row["con_WithdrawnDate"] is not None:
            assert row["con_WithdrawnDate"] > row["cas_RegistrationDate"]
    events = records.repeated["historic trafficking event"]
    for (key,), rows in events.group_by(CASE, maintain_order=True):
        days = rows["hte_Date"].drop_nulls().to_list()
        born, registered = when[key]["prs_Birthdate"], when[key]["cas_RegistrationDate"]
        assert days == sorted(days)
        assert all((born is None or born <= day) and day <= registered for day in days)
    for row in records.repeated["support plan"].iter_rows(named=True):
        for name in ("spl_PlannedEndDate", "spl_ActualEndDate"):
            assert row[name] is None or row[name] >= when[row[CASE]]["cas_RegistrationDate"]


@coherent
@given(any_cases)
def test_ages_bands_and_birth_agree(made: Fictional) -> None:
    cases = made.records.cases
    events = made.records.repeated["historic trafficking event"]
    recruited = dict(
        events.filter(pl.col("hte_Type") == "Recruitment").select(CASE, "hte_Date").drop_nulls().iter_rows()
    )
    for row in cases.iter_rows(named=True):
        born, then = row["prs_Birthdate"], row["vic_AgeWhenTrafficked"]
        if born and row["prs_AgeBand"]:
            assert inside(age(born, row["cas_RegistrationDate"]), row["prs_AgeBand"])
        if then is not None and row["vic_AgeBandWhenTrafficked"]:
            assert inside(then, row["vic_AgeBandWhenTrafficked"])
        if born and then is not None:
            assert 0 <= then <= age(born, row["cas_RegistrationDate"])
            if row[CASE] in recruited:
                assert then == age(born, recruited[row[CASE]])


@coherent
@given(any_cases)
def test_what_a_person_is_fits_their_age(made: Fictional) -> None:
    least = {"PrimaryEducation": 6, "UpperSecondaryEducation": 15, "BachelorsOrEquivalentLevel": 20}
    for row in made.records.cases.iter_rows(named=True):
        born = row["prs_Birthdate"]
        if born is None:
            continue
        years = age(born, row["cas_RegistrationDate"])
        assert years >= least.get(row["prs_HighestLevelOfEducation"], 0)
        if years < 15:
            assert row["prs_MaritalStatus"] in (None, "Single")
        if years < 12:
            assert row["prs_MobilePhone"] is None
        if (
            "ChildLabour" in (row["vic_TypeOfExploitation"] or ())
            and row["vic_AgeWhenTrafficked"] is not None
        ):
            assert row["vic_AgeWhenTrafficked"] < 18


@coherent
@given(any_cases)
def test_exploitation_and_its_kinds_agree(made: Fictional) -> None:
    for row in made.records.cases.iter_rows(named=True):
        forms = row["vic_TypeOfExploitation"] or ()
        if row["vic_ForcedLabourIndustry"]:
            assert "ForcedLabour" in forms
        if row["vic_TypeOfSexExploitation"]:
            assert "SexualExploitation" in forms
        if row["vic_TraffickingStatus"] == "NotAVictimOfTrafficking":
            assert not forms
            assert not row["vic_MethodsOfControl"]
        if row["cas_Status"] in ("Active", "FollowUp"):
            assert row["cas_ReasonForCaseClosure"] is None
        assert (row["cas_ReferredOrganisation"] is None) == (row["cas_OutgoingReferralDate"] is None)
        assert row["org_Name"] not in (row["cas_ReferredOrganisation"], row["cas_ReferringOrganisation"])
    assert made.records.repeated["perpetrator context"]["per_RoleInProcess"].null_count() == 0


@coherent
@given(any_cases)
def test_a_route_starts_at_home_and_ends_in_exploitation(made: Fictional) -> None:
    citizens = dict(made.records.cases.select(CASE, "prs_Citizenship").iter_rows())
    events = made.records.repeated["historic trafficking event"]
    for (key,), rows in events.group_by(CASE, maintain_order=True):
        kinds = rows["hte_Type"].to_list()
        assert kinds == ["Recruitment", *["Transit"] * (len(kinds) - 2), "Exploitation"]
        assert citizens[key] is None or rows["hte_Country"][0] in citizens[key]


RESERVED = re.compile(
    r"\+447700900\d{3}|\+442079460\d{3}"  # Ofcom, drama
    r"|\+120255501\d{2}"  # North America, 555-0100 to 555-0199
    r"|\+3319900\d{4}|\+3363998\d{4}"  # Arcep, audiovisual works
    r"|\+6125550\d{4}"  # ACMA, creative works
)
MARKED = re.compile(r"fictional|fictif|fictive|fiction", re.IGNORECASE)


def test_nothing_in_them_is_anybodys(many: Fictional) -> None:
    cases = many.records.cases
    for name in ("org_Phone", "prs_HomePhone", "prs_MobilePhone"):
        assert all(RESERVED.fullmatch(number) for number in cases[name].drop_nulls().unique())
    assert cases["prs_Email"].drop_nulls().str.contains(r"@example\.(org|com)$").all()
    for name in (
        "org_Name",
        "org_ShippingStreet",
        "prs_IdentityNumber",
        "prs_MailingStreet",
        "cas_Reference",
        "cas_CaseOwner",
        "cas_ReferringOrganisation",
        "cas_ReferredOrganisation",
        "cas_ReferringPrimaryCaseWorker",
        "vic_LocationOfRecruitment",
        "vic_LocationOfExploitation",
    ):
        values = cases[name].drop_nulls().unique()
        assert len(values) > 3
        assert all(MARKED.search(value) for value in values), name
    for table in (cases, many.records.repeated["historic trafficking event"]):
        for name in table.columns:
            # Around 48.9 S 123.4 W there is no land within 2,600 km.
            if name.endswith("Latitude"):
                assert table[name].drop_nulls().is_between(-49.9, -47.9).all()
            if name.endswith("Longitude"):
                assert table[name].drop_nulls().is_between(-124.9, -121.9).all()


def test_names_are_written_in_many_scripts_and_belong_to_their_country(many: Fictional) -> None:
    where = {
        "ETHIOPIC": {"ET", "ER"},
        "BENGALI": {"BD"},
        "DEVANAGARI": {"NP", "IN"},
        "THAI": {"TH"},
        "KHMER": {"KH"},
        "CJK": {"CN"},
        "MYANMAR": {"MM"},
        "SINHALA": {"LK"},
        "ARABIC": {"MA", "DZ", "TN", "EG", "SY", "AF", "PK"},
        "CYRILLIC": {"UA", "RU", "BY", "KG", "UZ", "TJ", "BG"},
    }
    seen = set()
    named = many.records.cases.drop_nulls(["prs_FirstName", "prs_Citizenship"])
    for name, citizen in named.select("prs_FirstName", "prs_Citizenship").iter_rows():
        script = unicodedata.name(name[0]).split()[0]
        if script in where:
            seen.add(script)
            assert set(citizen) & where[script], script
        else:
            assert script == "LATIN"
    assert seen == set(where)
    assert named["prs_FirstName"].str.contains("[ăâễỗứộạảịơư]").any()  # Vietnamese and Romanian


def share(table: pl.DataFrame, holds: pl.Expr) -> float:
    return float(table.select(holds.mean()).item())


def has(field: str, code: str) -> pl.Expr:
    return pl.col(field).list.contains(code)


def test_characteristics_go_together_as_in_the_field(many: Fictional) -> None:
    told = many.records.cases
    blank = sum(told.drop(CASE).null_count().row(0)) / (told.width - 1) / told.height
    assert 0.45 < blank < 0.62  # 57 % of the CTDC cells are blank

    control = told.drop_nulls("vic_MethodsOfControl")
    for together in (
        ("DebtBondage", "TakesEarnings", "WithholdsDocuments"),
        ("PsychologicalAbuse", "SexualAbuse", "PsychoactiveSubstance"),
    ):
        first, *others = (has("vic_MethodsOfControl", code) for code in together)
        for other in others:
            assert share(control.filter(first), other) > 1.5 * share(control, other)

    men = told.filter(has("vic_ForcedLabourIndustry", "F_Construction"))
    assert share(men, pl.col("prs_Gender") == "Masculine") > 0.85
    sexual = told.filter(has("vic_TypeOfExploitation", "SexualExploitation"))
    assert share(sexual, pl.col("prs_Gender") == "Feminine") > 0.8
    begging = told.filter(has("vic_TypeOfExploitation", "ForcedBegging"))
    assert share(begging, pl.col("vic_AgeWhenTrafficked") < 18) > 0.85
    child, adult = (
        told.filter(pl.col("vic_AgeWhenTrafficked") < 18),
        told.filter(pl.col("vic_AgeWhenTrafficked") > 17),
    )
    family = has("vic_MethodOfRecruitment", "ThroughFamilyOrFamilyEvents")
    assert share(child, family) > 1.5 * share(adult, family)

    year = pl.col("cas_RegistrationDate").dt.year()
    online = has("vic_MethodOfRecruitment", "ThroughOnlineSocialNetworks")
    assert share(told.filter(year >= 2022), online) > 1.5 * share(told.filter(year <= 2016), online)
    apps = told.filter(year <= 2017)["vic_RecruitmentWebsitesAndApps"].drop_nulls()
    assert not apps.list.contains("TikTok").any()

    events = many.records.repeated["historic trafficking event"]
    countries = events.group_by(CASE).agg(pl.col("hte_Country").n_unique() == 1)
    assert 0.3 < share(countries, pl.col("hte_Country")) < 0.7  # within one country
    assert share(told, has("prs_Citizenship", "NA")) > 0.002  # Namibia, not a blank


def digest(made: Fictional) -> str:
    found = hashlib.sha256()
    for table in (made.records.cases, *made.records.repeated.values(), made.duplicates):
        flat = table.with_columns(pl.col(pl.List(pl.String)).list.join(";"))
        found.update(flat.write_csv().encode())
    typed = made.as_typed()
    found.update("\n".join(typed.headings).encode())
    found.update(typed.table.write_csv().encode())
    return found.hexdigest()


def test_the_same_seed_gives_the_same_bytes_in_another_process_and_another_seed_does_not() -> None:
    here = digest(generate(200, 5, duplicates=0.2, dirt=0.1))
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from test_generation import digest\nfrom fanal.fictional import generate\n"
        "print(digest(generate(200, 5, duplicates=0.2, dirt=0.1)))"
    )
    elsewhere = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONHASHSEED": "4711", "POLARS_MAX_THREADS": "3"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert elsewhere.stdout.strip() == here
    assert digest(generate(200, 6, duplicates=0.2, dirt=0.1)) != here


def test_dirt_and_duplicates_leave_the_rest_alone() -> None:
    assert generate(50, 3, dirt=0.5).records.cases.equals(generate(50, 3).records.cases)
    assert generate(50, 3).duplicates.height == 0


@pytest.mark.parametrize(
    ("cases", "seed", "duplicates", "dirt", "code"),
    [
        (0, 1, 0.0, 0.0, "fictional.cases"),
        (1_000_001, 1, 0.0, 0.0, "fictional.cases"),
        (10, -1, 0.0, 0.0, "fictional.seed"),
        (10, 1, 0.6, 0.0, "fictional.duplicates"),
        (10, 1, float("nan"), 0.0, "fictional.duplicates"),
        (10, 1, 0.0, 1.5, "fictional.dirt"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_one_line(
    cases: int, seed: int, duplicates: float, dirt: float, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        generate(cases, seed, duplicates=duplicates, dirt=dirt)
    assert refused.value.finding.code == code
    for language in LANGUAGES:
        said = refused.value.finding.text(language)
        assert said and "{" not in said and "\n" not in said


def test_files_say_that_they_are_fictional() -> None:
    assert file_name("cases.csv") == "fictional-cases.csv"
    assert file_name("fictional-cases.csv") == "fictional-cases.csv"
