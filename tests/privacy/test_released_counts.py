from __future__ import annotations

from itertools import combinations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanal.presentation import Refusal
from fanal.privacy import CountsSettings, audit_counts, counts_of
from privacy.people_tables import people
from privacy.test_k_anonymity import anonymise, wanted


def members(released: pl.DataFrame, cell: dict[str, str | None]) -> frozenset[int]:
    """Say which rows a cell counts."""
    return frozenset(
        number
        for number, row in enumerate(released.iter_rows(named=True))
        if all(value == "Total" or row[name] == value for name, value in cell.items())
    )


@given(table=people(columns=3, rows=25), k=st.integers(2, 6), max_size=st.integers(1, 3))
@settings(max_examples=50, deadline=None)
def test_no_count_and_no_difference_of_counts_is_under_k(table: pl.DataFrame, k: int, max_size: int) -> None:
    released = anonymise(table, wanted(table.columns, k)).table
    counts = counts_of(released, table.columns, k, max_size)
    cells = []
    for row in counts.iter_rows(named=True):
        count = row.pop("count")
        rows = members(released, row)
        assert count == len(rows)
        assert count == 0 or count >= k
        cells.append(rows)
    for one, other in combinations(cells, 2):
        small, large = sorted((one, other), key=len)
        if small <= large:
            assert len(large - small) == 0 or len(large - small) >= k


@given(table=people(columns=2, rows=40), k=st.integers(2, 6), data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_count_left_out_can_be_worked_out_only_as_k_or_more(
    table: pl.DataFrame, k: int, data: st.DataObject
) -> None:
    released = anonymise(table, wanted(table.columns, k)).table
    counts = counts_of(released, table.columns, k, 2)
    hidden = data.draw(st.lists(st.booleans(), min_size=counts.height, max_size=counts.height))
    printed = ["*" if hide else str(count) for hide, count in zip(hidden, counts["count"], strict=True)]
    shown = counts.with_columns(pl.Series("count", printed, dtype=pl.String))
    result = audit_counts(shown, CountsSettings(count="count", dimensions=("q0", "q1"), k=k, absent="zero"))
    assert result.open_under_k.size == 0
    assert result.disclosed_under_k == 0
    low = result.deduced.low[result.disclosed]
    assert (low == counts["count"].to_numpy()[result.disclosed]).all()


def test_rows_under_k_are_not_counted() -> None:
    with pytest.raises(Refusal, match="Nothing is written"):
        counts_of(pl.DataFrame({"a": ["x", "x", "y"]}), ["a"], 2)


def test_a_value_that_reads_like_a_total_is_refused() -> None:
    with pytest.raises(Refusal, match="another word"):
        counts_of(pl.DataFrame({"a": ["Total", "Total"]}), ["a"], 2)


def test_blanks_are_counted_as_a_value() -> None:
    released = pl.DataFrame({"a": ["x", "x", None, None], "b": ["u"] * 4})
    assert counts_of(released, ["a", "b"], 2).rows() == [
        ("Total", "Total", 4),
        (None, "Total", 2),
        ("x", "Total", 2),
        ("Total", "u", 4),
        (None, "u", 2),
        ("x", "u", 2),
    ]
