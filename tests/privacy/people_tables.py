"""Small random tables of people, and the slow way to count them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import polars as pl
from hypothesis import strategies as st

VALUES = (None, "a", "b", "c", "d")


@st.composite
def people(draw: st.DrawFn, *, columns: int = 4, rows: int = 60, least: int = 0) -> pl.DataFrame:
    """A table of texts in columns q0, q1… with blanks."""
    cards = [draw(st.integers(1, len(VALUES))) for _ in range(columns)]
    drawn = draw(
        st.lists(
            st.tuples(*(st.integers(0, card - 1) for card in cards)),
            min_size=least,
            max_size=rows,
        )
    )
    # Each drawn row stands several times, so that classes of k people occur at all.
    again = draw(st.lists(st.integers(1, 6), min_size=len(drawn), max_size=len(drawn)))
    spread = [row for row, times in zip(drawn, again, strict=True) for _ in range(times)]
    names = [f"q{number}" for number in range(columns)]
    return pl.DataFrame(
        [[VALUES[code] for code in row] for row in spread],
        schema=dict.fromkeys(names, pl.String),
        orient="row",
    )


def class_sizes(
    table: pl.DataFrame, columns: Sequence[str], person: str | None = None
) -> dict[tuple[object, ...], int]:
    """Count the people of each class, one row after the other."""
    members: dict[tuple[object, ...], set[object]] = defaultdict(set)
    for number, row in enumerate(table.iter_rows(named=True)):
        who = row[person] if person and row[person] is not None else ("row", number)
        members[tuple(row[column] for column in columns)].add(who)
    return {key: len(who) for key, who in members.items()}


def under(sizes: Iterable[int], k: int) -> int:
    """Count the people in classes under k."""
    return sum(size for size in sizes if size < k)
