from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanal.presentation import Refusal
from fanal.privacy.attribute_settings import AttributeColumn, AttributeSettings
from fanal.privacy.attributes import attributes_of
from fanal.privacy.counting import Combinations, count_combinations, kernels
from privacy.attribute_tables import attributes, counted, sets_of
from privacy.people_tables import people


def as_counter(found: Combinations) -> dict[frozenset[tuple[str, str | None]], int]:
    named = [(one.column, one.value) for one in found.attributes]
    return {
        frozenset(named[one] for one in ids): people
        for length, of_length in found.ids.items()
        for ids, people in zip(of_length.tolist(), found.counts[length].tolist(), strict=True)
    }


@given(table=people(columns=5, rows=25), longest=st.integers(1, 4), least=st.integers(1, 9))
@settings(max_examples=50, deadline=None)
def test_every_combination_is_counted_exactly(table: pl.DataFrame, longest: int, least: int) -> None:
    found = count_combinations(attributes(table), longest, least)
    expected = {one: n for one, n in counted(sets_of(table), longest).items() if n >= least}
    assert as_counter(found) == expected
    assert len(found) == len(expected)


@given(
    rows=st.lists(
        st.tuples(st.sets(st.sampled_from("abcd")), st.sets(st.sampled_from("xyz")), st.sampled_from("12")),
        min_size=1,
        max_size=25,
    ),
    longest=st.integers(2, 4),
)
@settings(max_examples=60, deadline=None)
def test_values_of_one_column_are_never_combined(
    rows: list[tuple[set[str], set[str], str]], longest: int
) -> None:
    table = pl.DataFrame(
        {
            "a": [";".join(a) for a, _, _ in rows],
            "b": [";".join(b) for _, b, _ in rows],
            "c": [c for *_, c in rows],
        }
    )
    split = tuple(AttributeColumn(column=name, separator=";") for name in table.columns)
    sets = [frozenset({*(("a", one) for one in a), *(("b", one) for one in b), ("c", c)}) for a, b, c in rows]
    found = count_combinations(attributes_of(table, AttributeSettings(columns=split)), longest)
    assert as_counter(found) == counted(sets, longest)


@given(table=people(columns=5, rows=25), cut=st.floats(0, 1))
@settings(max_examples=40, deadline=None)
def test_the_counts_of_two_halves_add_up(table: pl.DataFrame, cut: float) -> None:
    at = round(cut * table.height)
    whole, first, second = (
        as_counter(count_combinations(attributes(part), 4)) for part in (table, table[:at], table[at:])
    )
    assert whole == {one: first.get(one, 0) + second.get(one, 0) for one in {*first, *second}}


def many_attributes(columns: int, rows: int) -> pl.DataFrame:
    """Rows of a few values among very many, the same every time."""
    chance = np.random.Generator(np.random.PCG64(3))
    cells = chance.integers(0, 4, size=(rows, columns))
    cells[chance.random((rows, columns)) >= 30 / columns] = 4
    texts = pl.Series(["0", "1", "2", "3", None])
    return pl.DataFrame({f"q{number}": texts.gather(cells[:, number]) for number in range(columns)})


@pytest.mark.parametrize(
    ("least", "memory", "splits"), [(3, 5, False), (2, 20, True)], ids=["fewer names", "split tables"]
)
def test_a_small_memory_takes_other_ways_and_finds_the_same(
    least: int, memory: int, splits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = attributes(many_attributes(60, 200))
    split, tables = [], []
    narrowed, count_below = kernels.narrowed, kernels.count_below
    monkeypatch.setattr(kernels, "narrowed", lambda *given: (split.append(1), narrowed(*given))[1])
    monkeypatch.setattr(kernels, "count_below", lambda *given: (tables.append(1), count_below(*given))[1])
    large = count_combinations(table, 4, least, memory_mb=300)
    usual = len(tables)
    assert not split
    small = count_combinations(table, 4, least, memory_mb=memory)
    assert bool(split) == splits
    assert len(tables) > 2 * usual
    assert len(small) == len(large) > 30_000
    for length in range(1, 5):
        assert small.as_frame(length).equals(large.as_frame(length))


@pytest.mark.parametrize(
    ("rows", "longest", "least", "memory", "found"),
    [(1500, 3, 1, 300, 5_000_000), (12_000, 4, 2, 100, 1_000_000)],
    ids=["all of three", "four, held twice"],
)
def test_three_thousand_attributes_stay_within_the_memory(
    rows: int, longest: int, least: int, memory: int, found: int, tmp_path: Path
) -> None:
    """All that a process takes for it once the compiler is loaded, from the file to the counts."""
    many_attributes(750, rows).write_parquet(tmp_path / "rows.parquet")
    code = (
        "import resource, sys; import polars as pl; from fanal.privacy import *\n"
        "def count(rows, *limits):\n"
        "    names = rows.collect_schema().names()\n"
        "    return count_combinations(attributes_of(rows, AttributeSettings.of(*names)), *limits)\n"
        "def peak():\n"
        "    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "count(pl.LazyFrame({name: ['x', 'y'] for name in 'abcde'}), 4)\n"
        "before = peak()\n"
        f"found = count(pl.scan_parquet('rows.parquet'), {longest}, {least}, {memory})\n"
        "print(peak() - before, len(found), len(found.attributes))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    grown, n, attributes_in_all = (int(one) for one in said.stdout.split())
    assert attributes_in_all == 3000
    assert n > found
    # 60 MB are for what reads Parquet, and the encoded table.
    assert grown * (1 if sys.platform == "darwin" else 1024) < (memory + 60) * 1e6


def test_what_does_not_fit_the_memory_is_refused() -> None:
    with pytest.raises(Refusal, match="memory") as refused:
        count_combinations(attributes(many_attributes(60, 800)), 4, 1, memory_mb=2)
    assert refused.value.finding.code == "privacy.too-many-combinations"


def test_a_combination_is_found_by_what_it_says() -> None:
    table = pl.DataFrame({"a": ["x", "x", "y"], "b": ["1", "1", "1"]})
    found = count_combinations(attributes(table), 2, 2)
    assert found.count({"b": "1", "a": "x"}) == 2
    assert found.count({"b": "1", "a": "y"}) == 0
    assert found.count({"b": "9"}) == 0
    assert found.as_frame(2).rows() == [("a", "x", "b", "1", 2)]
    assert "of 2 attributes  1" in repr(found)
    with pytest.raises(Refusal):
        found.count({"a": "x", "b": "1", "c": "?"})


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_tables_of_hardly_any_rows_are_counted(rows: int) -> None:
    table = pl.DataFrame(
        {"a": [None, "x"][:rows], "b": [None, "y"][:rows]}, schema={"a": pl.String, "b": pl.String}
    )
    assert len(count_combinations(attributes(table), 4)) == (3 if rows == 2 else 0)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"up_to": 5}, "privacy.length-out-of-range"),
        ({"up_to": 0}, "privacy.length-out-of-range"),
        ({"at_least": 0}, "privacy.at-least-too-small"),
        ({"memory_mb": 0}, "privacy.memory-too-small"),
    ],
)
def test_settings_out_of_range_are_refused(more: dict[str, int], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        count_combinations(attributes(pl.DataFrame({"a": ["x"]})), **more)
    assert refused.value.finding.code == code


def test_without_the_compiler_risk_works_and_counting_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['numba'] = None\n"
        "import polars as pl\n"
        "from fanal.presentation import Refusal\n"
        "from fanal.privacy import RiskSettings, audit\n"
        "assert audit(pl.DataFrame({'a': ['x'] * 20}), RiskSettings(columns=('a',))).holds\n"
        "from fanal.privacy.attribute_settings import AttributeSettings\n"
        "from fanal.privacy.attributes import attributes_of\n"
        "from fanal.privacy.counting import count_combinations\n"
        "rows = pl.DataFrame({'a': ['x'] * 9, 'b': ['y'] * 9})\n"
        "table = attributes_of(rows, AttributeSettings.of('a', 'b'))\n"
        "try:\n"
        "    count_combinations(table)\n"
        "except Refusal as refused:\n"
        "    print(refused.finding.code)\n"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "privacy.compiler-missing"


def test_what_counts_is_not_loaded_before_it_is_needed() -> None:
    code = "import sys, fanal.privacy, fanal.cli.main; assert 'numba' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
