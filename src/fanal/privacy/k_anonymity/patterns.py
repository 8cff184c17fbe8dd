"""Patterns: the distinct combinations of quasi-identifiers, and how many people show each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from fanal.privacy.classes import Classes, Column, Numbers, code_persons, one_class, refined
from fanal.privacy.k_anonymity.levels import LeveledColumn, Losses


@dataclass(frozen=True, slots=True)
class Patterns:
    """Distinct combinations of codes.

    Attributes
    ----------
    codes
        Shape (columns, patterns): 0 where the cell is blank.
    rows, people
        Shape (patterns,): rows with the pattern, and people counted towards k by it.
    costs
        Shape (columns, patterns), 0 to 1: what blanking the cell loses, per row, times the weight
        of the column; 0 where nothing is told.
    """

    codes: Numbers
    rows: Numbers
    people: Numbers
    costs: Losses


def group(columns: Sequence[Numbers]) -> Classes:
    """Give the classes of rows that are alike in every array of codes.

    Parameters
    ----------
    columns
        Arrays of codes from 0, shape (rows,) each.
    """
    rows = columns[0].size
    return refined(one_class(rows), [Column(codes, int(codes.max(initial=0)) + 1) for codes in columns])


def people_of(ids: Classes, person: pl.Series | None) -> Numbers:
    """Count towards k the people of each combination, shape (combinations,).

    A person in several rows counts once, at the first combination they show: then any union of
    combinations has at least as many distinct people as its sum, and sums are all that
    generalisation and suppression need. It is careful, not exact: some could count in two classes.
    """
    if person is None:
        return np.bincount(ids.ids, minlength=ids.n).astype(np.int64)
    who = code_persons(person)
    named = who.codes > 0
    first = np.full(who.card, ids.n, dtype=np.int64)
    np.minimum.at(first, who.codes[named], ids.ids[named])
    first = first[first < ids.n]
    everybody = np.concatenate([first, ids.ids[~named]])
    return np.bincount(everybody, minlength=ids.n).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Combinations:
    """The exact combinations that occur: whatever the rows, this is all that the search sees.

    Attributes
    ----------
    columns
        The quasi-identifiers with their levels.
    of_row
        The combination of each row of the table.
    codes
        Shape (columns, combinations): exact codes.
    rows, people
        Shape (combinations,).
    """

    columns: tuple[LeveledColumn, ...]
    of_row: Classes
    codes: Numbers
    rows: Numbers
    people: Numbers

    @property
    def cells(self) -> float:
        """All cells, each as much as its column weighs: what could be lost at most."""
        return float(self.rows.sum()) * sum(column.quasi.weight for column in self.columns)

    @property
    def recorded(self) -> int:
        """Cells that are not blank to begin with."""
        return int(((self.codes > 0) * self.rows).sum())

    def at(self, node: tuple[int, ...]) -> tuple[Patterns, Classes]:
        """Tell every column at a level: the patterns told, and the pattern of each combination.

        Parameters
        ----------
        node
            For each column the place of the level among those allowed.
        """
        levels = [column.levels[place] for column, place in zip(self.columns, node, strict=True)]
        told = [level.codes[codes] for level, codes in zip(levels, self.codes, strict=True)]
        classes = group(told)
        first = np.zeros(classes.n, dtype=np.int64)
        first[classes.ids] = np.arange(classes.ids.size, dtype=np.int64)
        codes = np.stack([column[first] for column in told])
        costs = np.stack(
            [
                column.quasi.weight * (1 - level.losses[row]) * (row > 0)
                for column, level, row in zip(self.columns, levels, codes, strict=True)
            ]
        )
        rows, people = (
            np.bincount(classes.ids, weights=weights, minlength=classes.n).astype(np.int64)
            for weights in (self.rows, self.people)
        )
        return Patterns(codes, rows, people, costs), classes

    def losses(self) -> list[list[float]]:
        """Give for each column and level allowed what generalisation alone loses."""
        return [
            [column.quasi.weight * float((level.lost[codes] * self.rows).sum()) for level in column.levels]
            for column, codes in zip(self.columns, self.codes, strict=True)
        ]

    def untold(self) -> list[list[int]]:
        """Give for each column and level allowed the recorded cells of which it tells nothing."""
        return [
            [int(self.rows[(codes > 0) & (level.codes[codes] == 0)].sum()) for level in column.levels]
            for column, codes in zip(self.columns, self.codes, strict=True)
        ]


def combinations(table: pl.DataFrame, columns: Sequence[LeveledColumn], person: str | None) -> Combinations:
    """Find the distinct combinations of exact values, in an order that the rows' order has no say in."""
    ids = refined(one_class(table.height), [column.exact for column in columns])
    first = np.zeros(ids.n, dtype=np.int64)
    first[ids.ids] = np.arange(table.height, dtype=np.int64)
    return Combinations(
        columns=tuple(columns),
        of_row=ids,
        codes=np.stack([column.exact.codes[first] for column in columns]),
        rows=np.bincount(ids.ids, minlength=ids.n).astype(np.int64),
        people=people_of(ids, table[person] if person else None),
    )
