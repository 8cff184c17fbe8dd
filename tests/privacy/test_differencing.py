"""Two releases compared: whoever may hold both is told what they tell together."""

from __future__ import annotations

from itertools import combinations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanal.presentation import Refusal
from fanal.privacy.differencing import compare_counts

PEOPLE = st.lists(st.tuples(st.sampled_from("FMX"), st.sampled_from(["MDA", "PHL", "UKR"])), max_size=60)


def counts(people: list[tuple[str, str]], least: int) -> pl.DataFrame:
    """Count as anybody would, by hand."""
    names = ("gender", "citizenship")
    found: dict[tuple[str | None, ...], int] = {}
    for person in people:
        told = list(zip(names, person, strict=True))
        for size in (1, 2):
            for some in combinations(told, size):
                key = (*(part for one in some for part in one), *([None, None] if size == 1 else []))
                found[key] = found.get(key, 0) + 1
    rows = [(*key, n) for key, n in found.items() if n >= least]
    schema = dict.fromkeys(("column_1", "value_1", "column_2", "value_2"), pl.String) | {"count": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


@given(stayed=PEOPLE, came=PEOPLE, least=st.integers(1, 6))
def test_what_differs_is_a_count_of_those_who_came(
    stayed: list[tuple[str, str]], came: list[tuple[str, str]], least: int
) -> None:
    found = compare_counts(counts(stayed, least), counts(stayed + came, least), 5)
    newcomers = {tuple(row[:-1]): row[-1] for row in counts(came, 1).rows()}
    for row in found.told.rows(named=True):
        key = (row["column_1"], row["value_1"], row["column_2"], row["value_2"])
        assert row["difference"] == newcomers.get(key, 0)
    small = {tuple(row[:4]) for row in found.small.rows()}
    told = {tuple(row[:4]) for row in found.told.rows()}
    assert small == {key for key, n in newcomers.items() if n < 5 and key in told}
    assert found.holds is not bool(small)


def test_the_same_release_twice_tells_nothing() -> None:
    table = counts([("F", "MDA")] * 20 + [("M", "PHL")] * 12, 11)
    found = compare_counts(table, table, 11)
    assert found.holds
    assert found.unchanged == table.height
    assert (found.appeared, found.vanished) == (0, 0)


def test_one_person_who_was_taken_out_is_found() -> None:
    people = [("F", "MDA")] * 20 + [("M", "PHL")] * 12
    found = compare_counts(counts(people, 11), counts(people[1:], 11), 11)
    assert found.small["difference"].to_list() == [-1, -1, -1]
    assert {tuple(row[:4]) for row in found.small.rows()} == {
        ("gender", "F", None, None),
        ("citizenship", "MDA", None, None),
        ("gender", "F", "citizenship", "MDA"),
    }


def test_longer_combinations_of_one_release_are_only_counted() -> None:
    short = pl.DataFrame({"column_1": ["gender"], "value_1": ["F"], "count": [20]})
    long = counts([("F", "MDA")] * 20, 1)
    found = compare_counts(short, long, 5)
    assert (found.told.height, found.appeared, found.vanished) == (1, 2, 0)


def test_a_table_that_is_none_is_refused() -> None:
    table = counts([("F", "MDA")] * 20, 1)
    with pytest.raises(Refusal, match="value_1"):
        compare_counts(table.drop("value_1"), table, 5)
    with pytest.raises(Refusal, match="twice"):
        compare_counts(pl.concat([table, table]), table, 5)
