"""What leaves of any cases: nothing that identifies, and enough for the same release."""

from __future__ import annotations

from datetime import date
from functools import cache

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanal.contributing import Coarsening, Package, Terms, agreeable, prepare, records_of, row_name
from fanal.contributing.preparing import FEWEST, NO_CONSENT, NOT_OF_THIS, NOTHING
from fanal.fictional import generate
from fanal.presentation import Refusal
from fanal.release.deriving import derive
from fanal.release.variables import publishable
from fanal.standard import CASE, Records, htcds

SECRET, TODAY = b"of the contributor", date(2026, 11, 27)
ALL = Terms(purpose="statistics", fields=tuple(agreeable()))


@cache
def cases(seed: int) -> Records:
    return generate(60, seed=seed).records


def planted(records: Records, names: list[str]) -> Records:
    """Put an identity into every column that can hold a text, coded ones too: people type anywhere."""
    who = pl.Series([names[place % len(names)] for place in range(len(records))])
    frame, repeated = records.cases, dict(records.repeated)
    columns = [name for name, kind in frame.schema.items() if kind == pl.String and name != CASE]
    odd = pl.arange(0, pl.len()) % 2 == 1
    secret = [name for name in columns if htcds()[name].secret]
    frame = frame.with_columns(
        *(
            pl.when(odd).then(who).otherwise(pl.col(name)).alias(name)
            for name in columns
            if name not in secret
        ),
        *(who.alias(name) for name in secret),
    )
    for table, rows in repeated.items():
        texts = [name for name, kind in rows.schema.items() if kind == pl.String and name != CASE]
        repeated[table] = rows.with_columns(pl.lit(names[0]).alias(name) for name in texts[1:])
    return Records(records.vocabulary, frame, repeated)


@settings(max_examples=15, deadline=None)
@given(
    st.integers(1, 4),
    st.lists(st.text("abcdefghijklmnopqrstuvwxyzéà' ", min_size=6, max_size=14), min_size=1, max_size=5),
)
def test_no_identity_is_in_the_bytes_of_a_package(seed: int, names: list[str]) -> None:
    names = [f"Zq{name}" for name in names]
    made = prepare(planted(cases(seed), names), ALL, secret=SECRET, on=TODAY).package
    assert made.rows is not None
    assert made.rows.height > 30
    said = made.to_bytes() + made.rows.write_csv().encode()
    assert not [name for name in names if name.encode() in said]
    births = cases(seed).cases["prs_Birthdate"].drop_nulls().dt.strftime("%Y-%m-%d").to_list()
    assert not [birth for birth in births if birth.encode() in said and not birth.endswith("-01-01")]
    assert not [case for case in cases(seed).cases[CASE] if f"{case},".encode() in said]
    assert not any(htcds()[name].secret for name in made.fields)


@settings(max_examples=8, deadline=None)
@given(st.integers(1, 6))
def test_the_package_makes_the_same_release_as_the_cases(seed: int) -> None:
    records = cases(seed)
    made = prepare(records, ALL, secret=SECRET, on=TODAY)
    package = Package.from_bytes(made.package.to_bytes())
    assert package.rows is not None
    read = records_of(package.rows)
    assert not read.not_understood
    variables = publishable(htcds()).variables
    here = derive(records, variables).insert_column(0, records.cases[CASE])
    there = derive(read.records, variables).insert_column(
        0, pl.Series(CASE, [made.cases[name] for name in read.records.cases[CASE]])
    )
    kept = here.filter(~pl.col(CASE).is_in(list(made.held_back)))
    assert kept.height > 30
    assert kept.sort(CASE).equals(there.sort(CASE))


def test_only_agreed_fields_leave() -> None:
    terms = Terms(purpose="statistics", fields=("prs_Gender", "prs_AgeBand"))
    made = prepare(cases(1), terms, secret=SECRET, on=TODAY).package
    assert made.rows is not None
    assert made.rows.columns == ["row", "prs_Gender", "prs_AgeBand"]
    assert made.told["coarsened"] == {"prs_AgeBand": "band"}


@pytest.mark.parametrize("field", ["prs_FirstName", "prs_Birthdate", "hte_City", "org_Name", "prs_Nonsense"])
def test_what_identifies_cannot_be_agreed(field: str) -> None:
    with pytest.raises(Refusal) as told:
        Terms(purpose="statistics", fields=("prs_Gender", field))
    assert told.value.finding.code == "contributing.field-never-leaves"


def test_reasons_for_staying_are_counted_and_go_along_as_numbers() -> None:
    records = cases(2)
    agrees = pl.Series([place % 3 > 0 for place in range(len(records))])
    status = pl.Series(
        ["NotAVictimOfTrafficking" if place % 5 == 1 else None for place in range(len(records))]
    )
    records = Records(htcds(), records.cases.with_columns(vic_TraffickingStatus=status), records.repeated)
    made = prepare(records, ALL, secret=SECRET, on=TODAY, may_leave=agrees)
    assert made.reasons == {NO_CONSENT: 20, NOT_OF_THIS: 8}
    assert made.package.told["held_back"] == made.reasons
    assert len(made.cases) == 32
    bare = Terms(purpose="statistics", fields=("org_ShippingCountry",))
    empty = Records(htcds(), records.cases.select(CASE, "prs_Gender"))
    assert prepare(empty, bare, secret=SECRET, on=TODAY).reasons == {NOTHING: 60}


def test_who_is_no_longer_here_is_taken_back_and_comes_again_under_another_name() -> None:
    records = cases(3)
    first = prepare(records, ALL, secret=SECRET, on=TODAY)
    stays = pl.Series([place > 0 for place in range(len(records))])
    withdrawn = records.cases[CASE][0]
    second = prepare(records, ALL, secret=SECRET, on=TODAY, may_leave=stays, sent=list(first.cases))
    assert second.package.removed == (row_name(SECRET, withdrawn),)
    back = second.package.removed
    third = prepare(records, ALL, secret=SECRET, on=TODAY, sent=list(second.cases), taken_back=back)
    again = next(name for name, case in third.cases.items() if case == withdrawn)
    assert again not in first.cases
    assert set(third.package.removed) == set(back), "and a name once taken back stays taken back"
    fourth = prepare(records, ALL, secret=SECRET, on=TODAY, sent=list(third.cases), taken_back=back)
    assert fourth.cases == third.cases, "under the same new name from then on"


def test_rare_values_are_left_blank_on_the_own_side() -> None:
    coarsen = {"prs_Citizenship": Coarsening.RARE, "hte_Country": Coarsening.RARE}
    terms = Terms(purpose="statistics", fields=tuple(agreeable()), coarsen=coarsen)
    plain = prepare(cases(4), ALL, secret=SECRET, on=TODAY)
    made = prepare(cases(4), terms, secret=SECRET, on=TODAY)
    assert plain.package.rows is not None and made.package.rows is not None
    counts = made.package.rows["prs_Citizenship"].str.split(";").explode().drop_nulls().value_counts()
    assert (counts["count"] >= FEWEST).all()
    before, after = plain.package.rows["prs_Citizenship"], made.package.rows["prs_Citizenship"]
    changed = int((before.fill_null("") != after.fill_null("")).sum())
    assert made.blanked["prs_Citizenship"] == changed > 0


def test_a_field_can_be_kept_back_whole() -> None:
    coarsen = {"prs_Citizenship": Coarsening.NOT_AT_ALL}
    made = prepare(
        cases(4), Terms(purpose="x", fields=tuple(agreeable()), coarsen=coarsen), secret=SECRET, on=TODAY
    )
    assert "prs_Citizenship" not in made.package.fields and "prs_Gender" in made.package.fields


def test_a_telephone_number_among_the_children_stays() -> None:
    records = cases(1)
    children = pl.Series([33_612_345_678, *[1] * 59], dtype=pl.Int64)
    records = Records(htcds(), records.cases.with_columns(prs_NumberOfChildren=children))
    made = prepare(records, ALL, secret=SECRET, on=TODAY).package
    assert b"33612345678" not in made.rows.write_csv().encode()  # type: ignore[union-attr]


def test_rows_that_name_an_identity_are_refused_without_its_value() -> None:
    rows = pl.DataFrame({"row": ["0" * 32], "prs_FirstName": ["Zqamina"], "prs_Gender": ["Feminine"]})
    with pytest.raises(Refusal) as told:
        records_of(rows)
    assert told.value.finding.code == "contributing.field-secret"
    assert "Zqamina" not in str(told.value)
    with pytest.raises(Refusal, match=r".") as told:
        records_of(rows.rename({"prs_FirstName": "Zqamina"}))
    assert "Zqamina" not in str(told.value)


def test_cells_that_mean_nothing_are_counted_and_not_kept() -> None:
    rows = pl.DataFrame({"row": ["0" * 32, "1" * 32], "prs_Gender": ["Feminine", "Zqamina"]})
    read = records_of(rows)
    assert read.not_understood == {"prs_Gender": 1}
    assert read.records.cases["prs_Gender"].to_list() == ["Feminine", None]
