"""Tables of attributes, and the slow way to count their combinations."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import polars as pl

from fanal.privacy.attribute_settings import AttributeSettings
from fanal.privacy.attributes import Attribute, AttributeTable, attributes_of

Sets = list[frozenset[tuple[str, str]]]


def attributes(table: pl.DataFrame) -> AttributeTable:
    """Take every column as it is."""
    return attributes_of(table, AttributeSettings.of(*table.columns))


def sets_of(table: pl.DataFrame) -> Sets:
    """Give each row as the set of its values."""
    return [
        frozenset((column, value) for column, value in row.items() if value is not None)
        for row in table.iter_rows(named=True)
    ]


def records_of(table: AttributeTable) -> Counter[frozenset[Attribute]]:
    """Give how many people stand behind each set of attributes."""
    made: Counter[frozenset[Attribute]] = Counter()
    for number, weight in enumerate(table.weights.tolist()):
        made[frozenset(table.attributes[one] for one in table.record(number).tolist())] += weight
    return made


def counted(rows: Sets, longest: int) -> Counter[frozenset[tuple[str, str]]]:
    """Count every combination of values of different columns, one row after the other."""
    found: Counter[frozenset[tuple[str, str]]] = Counter()
    for row in rows:
        for length in range(1, longest + 1):
            for some in combinations(sorted(row), length):
                if len({column for column, _ in some}) == length:
                    found[frozenset(some)] += 1
    return found
