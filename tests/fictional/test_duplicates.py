"""The same person twice: the truth about it, and the same person in both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from fanal.fictional import Fictional, generate
from fanal.standard.records import CASE

Pair = tuple[Mapping[str, Any], Mapping[str, Any], list[str]]


@pytest.fixture(scope="module")
def made() -> Fictional:
    return generate(8_000, 11, duplicates=0.25)


@pytest.fixture(scope="module")
def pairs(made: Fictional) -> list[Pair]:
    rows = {row[CASE]: row for row in made.records.cases.iter_rows(named=True)}
    return [(rows[first], rows[second], changed) for _, first, second, changed in made.duplicates.iter_rows()]


def test_as_many_as_asked_and_nobody_three_times(made: Fictional) -> None:
    assert len(made.records) == 8_000
    assert made.duplicates.height == 2_000
    keys = [*made.duplicates["first"], *made.duplicates["second"]]
    assert len(set(keys)) == len(keys)
    assert made.duplicates["person"].n_unique() == 2_000


def test_it_is_the_same_person_seen_later_by_another_organisation(pairs: list[Pair]) -> None:
    for first, second, _ in pairs:
        assert first["org_Name"] != second["org_Name"]
        assert first["cas_RegistrationDate"] <= second["cas_RegistrationDate"]
        for name in (
            "prs_Gender",
            "prs_Citizenship",
            "prs_IdentityNumber",
            "prs_Email",
            "vic_TypeOfExploitation",
        ):
            if first[name] is not None and second[name] is not None:
                assert first[name] == second[name], name


def test_only_second_cases_share_an_identity_number(made: Fictional) -> None:
    holders: dict[str, set[str]] = {}
    for case, number in made.records.cases.select(CASE, "prs_IdentityNumber").drop_nulls().iter_rows():
        holders.setdefault(number, set()).add(case)
    shared = {frozenset(cases) for cases in holders.values() if len(cases) > 1}
    assert shared
    assert shared <= {frozenset(pair) for pair in made.duplicates.select("first", "second").iter_rows()}


def test_each_change_that_is_told_is_there(pairs: list[Pair]) -> None:
    seen = set()
    for first, second, changed in pairs:
        seen |= set(changed)
        names = [(one["prs_FirstName"], one["prs_SecondName"]) for one in (first, second)]
        if "names swapped" in changed and all(name.isascii() for pair in names for name in pair):
            assert set(names[0]) & set(names[1])
            assert names[0] != names[1]
        if "transliteration" in changed or "nickname" in changed:
            assert names[0] != names[1]
        born = (first["prs_Birthdate"], second["prs_Birthdate"])
        if "day and month of birth swapped" in changed:
            assert (born[0].day, born[0].month) == (born[1].month, born[1].day)
            assert born[0] != born[1]
        elif None not in born:
            assert born[0] == born[1]
    assert seen == {
        "transliteration",
        "nickname",
        "typo in given name",
        "typo in family name",
        "names swapped",
        "day and month of birth swapped",
    }


def test_they_are_not_told_alike(pairs: list[Pair]) -> None:
    compared = ("vic_MethodsOfControl", "prs_Birthdate", "prs_MaritalStatus", "vic_AgeWhenTrafficked")
    for name in compared:
        only_one = [(first[name] is None) != (second[name] is None) for first, second, _ in pairs]
        assert 0.1 < sum(only_one) / len(only_one) < 0.7
