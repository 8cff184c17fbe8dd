"""Which column to coarsen, and how many people that takes out of danger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import polars as pl

from fanal.presentation import Language, text
from fanal.privacy.classes import Classes, CodedTable, Column, blanked, one_class, refined
from fanal.standard.hierarchies import Hierarchy
from fanal.standard.vocabulary import Words


@dataclass(frozen=True, slots=True)
class Coarsening:
    """What telling one column less exactly would gain.

    Attributes
    ----------
    column
        The column.
    level
        The level of its hierarchy; None where the column is dropped.
    words
        What that level tells; None where the column is dropped.
    people_under_k
        People left in classes under k over all columns.
    gain
        People who would no longer stand in a class under k.
    """

    column: str
    level: int | None
    words: Words | None
    people_under_k: int
    gain: int

    def what(self, language: Language) -> str:
        """Say what would be done to the column."""
        return self.words.in_(language) if self.words else text("privacy.coarsen-drop", language)

    def as_json(self) -> dict[str, Any]:
        """Give the numbers to a machine."""
        return asdict(self)


def coarsenings(
    table: CodedTable,
    source: pl.DataFrame,
    columns: Sequence[str],
    hierarchies: Mapping[str, Hierarchy],
    k: int,
) -> tuple[Coarsening, ...]:
    """Try every column at every level, one at a time; the greatest gain first.

    Parameters
    ----------
    table, source
        The coded table, and the table it was made from.
    columns
        The quasi-identifiers that stand together.
    hierarchies
        How some of them may be told less exactly.
    k
        The fewest people who must look alike.
    """
    now = _people_under(table, table.classes(columns), k)
    found = []
    for column, rest in _each_left_out(table, one_class(table.rows), tuple(columns)):
        left = _people_under(table, rest, k)
        found.append(Coarsening(column, None, None, left, now - left))
        if (hierarchy := hierarchies.get(column)) is None:
            continue
        for level in range(1, len(hierarchy.levels)):
            coarse = _at_level(table.columns[column], source[column], hierarchy, level)
            left = _people_under(table, rest.refine(coarse), k)
            found.append(Coarsening(column, level, hierarchy.levels[level], left, now - left))
    # Of two that gain the same, the one that keeps more of the column: a level before dropping it.
    return tuple(
        sorted(found, key=lambda c: (-c.gain, c.level is None, c.level or 0, columns.index(c.column)))
    )


def _people_under(table: CodedTable, classes: Classes, k: int) -> int:
    sizes = table.people.per_class(classes)
    return int(sizes[sizes < k].sum())


def _each_left_out(
    table: CodedTable, others: Classes, columns: tuple[str, ...]
) -> Iterator[tuple[str, Classes]]:
    """Give the classes without each column: halving, so that d columns cost d log d splits."""
    if len(columns) <= 1:
        yield from ((column, others) for column in columns)
        return
    middle = len(columns) // 2
    left, right = columns[:middle], columns[middle:]
    yield from _each_left_out(table, refined(others, [table.columns[c] for c in right]), left)
    yield from _each_left_out(table, refined(others, [table.columns[c] for c in left]), right)


def _at_level(column: Column, source: pl.Series, hierarchy: Hierarchy, level: int) -> Column:
    """Tell the codes of a column at a level; the blank stays a blank."""
    # Distinct values, sorted, stand in the order of their codes.
    values = blanked(source).drop_nulls().unique().sort().cast(pl.String)
    coarse = [hierarchy.at(value, level) for value in values]
    numbers = {value: number for number, value in enumerate(sorted(set(coarse)), start=1)}
    lookup = np.array([0, *(numbers[value] for value in coarse)], dtype=np.int64)
    return Column(lookup[column.codes], len(numbers) + 1)
