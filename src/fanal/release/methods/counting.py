"""Counts of combinations in rows that may leave: whatever protected them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from fanal.privacy import AttributeSettings, attributes_of, count_combinations
from fanal.release.counts import CombinationCounts, combined
from fanal.release.methods.attributes import attribute_column
from fanal.release.variables import Variable

LONGEST = 3
"""Attributes of the longest combination that is counted."""


def counts_of_rows(table: pl.DataFrame, variables: Sequence[Variable], k: int) -> CombinationCounts:
    """Count protected rows: combinations that fewer than k of them hold are left out, as noise to readers."""
    columns = tuple(attribute_column(one) for one in variables)
    up_to = min(LONGEST, len(columns))
    found = count_combinations(attributes_of(table, AttributeSettings(columns=columns)), up_to, at_least=k)
    parts = [found.as_frame(length) for length in range(1, up_to + 1)]
    return CombinationCounts(
        combined(parts, up_to), {one.name: table[one.name].null_count() for one in variables}
    )
