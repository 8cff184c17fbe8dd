from __future__ import annotations

import math
from collections import Counter
from itertools import combinations

import polars as pl
import pytest
from hypothesis import given, settings
from tests.privacy.attribute_tables import counted, sets_of
from tests.privacy.people_tables import people

from fanal.privacy.evaluation import EvaluationSettings, PublishedCounts, evaluate, total_variation_of

K = 3


def described(table: pl.DataFrame) -> Counter[frozenset[tuple[str, str]]]:
    return counted(sets_of(table), 3)


def mean(values: list[float]) -> float | None:
    return math.fsum(values) / len(values) if values else None


@settings(max_examples=40)
@given(people(least=2), people(least=2))
def test_errors_are_those_of_counting_one_row_after_the_other(
    sensitive: pl.DataFrame, release: pl.DataFrame
) -> None:
    # Values in common, so that the tables can be compared at all.
    shared = pl.DataFrame({name: ["a"] for name in sensitive.columns})
    sensitive, release = pl.concat([sensitive, shared]), pl.concat([release, shared])
    people, released = described(sensitive), described(release)
    utility = evaluate(sensitive, release, EvaluationSettings(k=K)).utility
    for length in (1, 2, 3):
        common = {some for some in people if len(some) == length and people[some] >= K}
        off = [abs(released[some] - people[some]) for some in common]
        one = utility.by_length[length]
        assert one.combinations == len(common)
        assert one.preserved == pytest.approx(mean([float(released[some] > 0) for some in common]))
        assert one.absolute == pytest.approx(mean([float(value) for value in off]))
        assert one.relative == pytest.approx(
            mean([abs(released[some] - people[some]) / people[some] for some in common])
        )
        told = [some for some in released if len(some) == length]
        assert utility.fabricated[length].released == len(told)
        assert utility.fabricated[length].fabricated == sum(people[some] == 0 for some in told)
        few = [some for some in people if len(some) == length and people[some] < K]
        rare = utility.rare[length]
        assert (rare.combinations, rare.appear) == (len(few), sum(released[some] > 0 for some in few))
        alone = [some for some in few if people[some] == 1]
        assert (rare.alone, rare.alone_appear) == (len(alone), sum(released[some] > 0 for some in alone))
        sizes = [one for one in utility.by_size if one.length == length]
        assert sum(one.errors.combinations for one in sizes) == len(common)


@settings(max_examples=30)
@given(people(least=1), people(least=1))
def test_total_variation_is_half_the_sum_of_differences(
    sensitive: pl.DataFrame, release: pl.DataFrame
) -> None:
    for size in (1, 2, 3, 4):
        found = []
        for some in combinations(sensitive.columns, min(size, 3)):
            first, second = (Counter(table.select(some).rows()) for table in (sensitive, release))
            found.append(
                math.fsum(
                    abs(first[cell] / sensitive.height - second[cell] / release.height)
                    for cell in first.keys() | second.keys()
                )
                / 2
            )
        assert total_variation_of(sensitive, release, min(size, 3)) == pytest.approx(mean(found), abs=1e-12)


def test_columns_of_very_many_values_are_compared_all_the_same() -> None:
    numbers = [str(number) for number in range(3000)]
    sensitive = pl.DataFrame(dict.fromkeys("abc", numbers))
    release = sensitive.with_columns(pl.col("c").reverse())
    assert total_variation_of(sensitive, sensitive, 3) == pytest.approx(0)
    # a with b is right, c with either is wrong nearly everywhere.
    assert total_variation_of(sensitive, release, 2) == pytest.approx(2 / 3, abs=1e-3)


def test_a_release_of_everything_loses_nothing_and_hides_nothing() -> None:
    table = pl.DataFrame({"a": ["x", "y"] * 20 + ["z"], "b": ["u", None, "v"] * 13 + ["u", "v"]})
    result = evaluate(table, table, EvaluationSettings(k=5, groups=("a",)))
    told = [one for one in result.utility.by_length.values() if one.combinations]
    assert len(told) == 2 and all(one.preserved == 1 and one.absolute == 0 for one in told)
    assert all(one.fabricated == 0 for one in result.utility.fabricated.values())
    assert set(result.utility.total_variation.values()) == {0.0}
    assert result.utility.rare[1].alone_appear == 1, "z"
    assert not result.holds
    by_noise = evaluate(table, table, EvaluationSettings(k=5, by_chance=True))
    assert by_noise.holds, "noise may show what few people share"


def test_groups_are_judged_by_all_that_tells_of_them() -> None:
    sensitive = pl.DataFrame({"g": ["big"] * 60 + ["small"] * 20 + ["gone"] * 9, "h": ["x"] * 89})
    release = pl.DataFrame({"g": ["big"] * 60 + ["small"] * 10, "h": ["x"] * 70})
    groups = evaluate(sensitive, release, EvaluationSettings(k=5, groups=("g",))).subgroups
    small, big, gone = groups
    assert (small.value, small.people, small.released, small.combinations) == ("small", 20, 10, 2)
    assert small.relative == pytest.approx(0.5)
    assert (big.value, big.absolute, big.preserved) == ("big", 0, 1)
    assert (gone.value, gone.values, gone.people, gone.preserved, gone.relative) == (None, 1, 9, 0, 1)


def test_several_choices_of_a_cell_are_compared_one_by_one() -> None:
    sensitive = pl.DataFrame({"a": ["x;y"] * 10 + ["y"] * 10})
    release = pl.DataFrame({"a": ["y;x"] * 10 + ["y"] * 10})
    apart = evaluate(sensitive, release, EvaluationSettings(k=2, separators={"a": ";"}))
    assert apart.utility.by_length[1].absolute == 0
    lists = sensitive.select(pl.col("a").str.split(";"))
    assert evaluate(lists, lists, EvaluationSettings(k=2)).utility.by_length[1].combinations == 2


def test_every_published_table_is_compared_with_the_people_behind_it() -> None:
    sensitive = pl.DataFrame({"a": ["x"] * 10 + ["y"] * 6 + ["z"] * 4, "m": ["p;q"] * 20})
    counts = pl.DataFrame({"a": ["x", "y", None], "count": [8, 6, 4], "low": [5, 7, 0], "high": [11, 9, 9]})
    choices = pl.DataFrame({"m": ["p", "q"], "count": [20, 17]})
    result = evaluate(
        sensitive,
        sensitive,
        EvaluationSettings(separators={"m": ";"}),
        published=[
            PublishedCounts(table=choices, columns=("m",)),
            PublishedCounts(table=counts, columns=("a",), charts=("a",)),
            PublishedCounts(table=choices.rename({"m": "n"}), columns=("n",)),
        ],
    )
    chart, other = result.published
    assert (chart.columns, chart.charts, chart.counts, chart.absent) == (("a",), ("a",), 3, 1)
    assert chart.absolute == pytest.approx((2 + 0 + 4) / 3)
    assert chart.relative == pytest.approx(6 / 20)
    assert (chart.largest, chart.covered) == (4, 0.5), "z has no error bar, y lies outside its own"
    assert (other.columns, other.counts, other.largest, other.covered) == (("m",), 2, 3, None)


def test_published_combinations_are_compared_with_all_that_people_share() -> None:
    sensitive = pl.DataFrame({"a": ["x"] * 12 + ["y"] * 8, "b": ["u"] * 15 + ["v"] * 5, "m": ["p;q"] * 20})
    published = pl.DataFrame(
        {
            "column_1": ["a", "a", "m", "a", "zzz"],
            "value_1": ["x", "nobody", "q", "x", "x"],
            "column_2": [None, None, None, "b", None],
            "value_2": [None, None, None, "u", None],
            "count": [10, 3, 20, 14, 99],
            "low": [8, 0, 15, 13, 0],
            "high": [13, 4, 19, 15, 100],
        }
    )
    wanted = EvaluationSettings(k=10, separators={"m": ";"})
    one, two = evaluate(sensitive, sensitive, wanted, combinations=published).combinations
    # x 12, u 15, p 20 and q 20 have ten people: u and p are missing, x is off by 2.
    assert (one.errors.combinations, one.errors.preserved) == (4, 0.5)
    assert one.errors.absolute == pytest.approx((2 + 15 + 20) / 4)
    assert (one.fabricated.released, one.fabricated.fabricated) == (3, 1)
    assert one.covered == pytest.approx(2 / 3)
    # x with u, p, q; u with p, q.
    assert (two.length, two.errors.combinations, two.errors.preserved) == (2, 5, 0.2)
    assert two.covered == 0
