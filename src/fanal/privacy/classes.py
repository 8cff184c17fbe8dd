"""Classes: the people who look alike over some columns, counted and never shown."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from fanal.presentation import Refusal

Numbers = npt.NDArray[np.int64]

_SMALL_SPACE = 1 << 16
"""Up to here a table of all possible keys is cheaper than sorting those that occur."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column as numbers.

    Attributes
    ----------
    codes
        Shape (rows,): 0 where the cell is blank, from 1 the rank of its value.
    card
        How many codes there are, the blank among them.
    """

    codes: Numbers
    card: int


@dataclass(frozen=True, slots=True)
class Classes:
    """A partition of rows.

    Attributes
    ----------
    ids
        Shape (rows,): the class of each row, from 0 without gaps.
    n
        How many classes.
    """

    ids: Numbers
    n: int

    def refine(self, column: Column) -> Classes:
        """Split the classes by one more column; the blank is a value like any other."""
        # No overflow: both factors are at most the number of rows, far below 2**31.
        keys = self.ids * column.card + column.codes
        space = self.n * column.card
        if space <= max(_SMALL_SPACE, 4 * keys.size):
            seen = np.zeros(space, dtype=np.bool_)
            seen[keys] = True
            dense = np.cumsum(seen, dtype=np.int64) - 1
            return Classes(dense[keys], int(dense[-1]) + 1 if space else 0)
        distinct, ids = np.unique(keys, return_inverse=True)
        return Classes(ids.astype(np.int64, copy=False), distinct.size)


def one_class(rows: int) -> Classes:
    """Put all rows into one class: what every refinement starts from."""
    return Classes(np.zeros(rows, dtype=np.int64), min(rows, 1))


def refined(start: Classes, columns: Sequence[Column]) -> Classes:
    """Split classes by several columns, the narrow ones first, so that keys stay small."""
    for column in sorted(columns, key=lambda column: column.card):
        start = start.refine(column)
    return start


@dataclass(frozen=True, slots=True)
class People:
    """How many people the rows of a coded table stand for.

    Attributes
    ----------
    weights
        Shape (rows,): people behind each row.
    persons
        Shape (rows,), where people stand in several rows: the person of each row; the weights
        are then not used.
    """

    weights: Numbers
    persons: Column | None = None

    def per_class(self, classes: Classes) -> Numbers:
        """Count the distinct people of each class, shape (classes,)."""
        if self.persons is None:
            # Sums of weights are floating, and exact up to 2**53 people.
            return np.bincount(classes.ids, weights=self.weights, minlength=classes.n).astype(np.int64)
        pairs = np.unique(classes.ids * self.persons.card + self.persons.codes)
        return np.bincount(pairs // self.persons.card, minlength=classes.n).astype(np.int64)


@dataclass(frozen=True, slots=True)
class CodedTable:
    """A table as numbers: rows that are alike in every column are one row with a weight."""

    columns: dict[str, Column]
    people: People
    rows: int
    """Rows of the coded table."""
    total: int
    """People in the table."""

    def classes(self, names: Sequence[str]) -> Classes:
        """Give the classes over some columns."""
        return refined(one_class(self.rows), [self.columns[name] for name in names])


def code_table(table: pl.DataFrame, names: Sequence[str], person: str | None = None) -> CodedTable:
    """Turn the named columns into numbers, once.

    Parameters
    ----------
    table
        One row per person, or per record where `person` is given.
    names
        The columns wanted.
    person
        The column that says who a row is about; a row without it is a person of its own.

    Raises
    ------
    Refusal
        If a column is missing, or holds what cannot be compared.
    """
    wanted = dict.fromkeys([*names, *([person] if person else [])])
    for name in wanted:
        if name not in table.columns:
            raise Refusal("privacy.unknown-column", column=name, existing=", ".join(table.columns))
    columns = {name: code_column(table[name]) for name in dict.fromkeys(names)}
    persons = _persons(table[person]) if person else None
    whole = refined(one_class(table.height), list(columns.values()))
    if persons is not None:
        whole = whole.refine(persons)
    # One row of each class stands for all: the cost of what follows no longer grows with the rows.
    first = np.empty(whole.n, dtype=np.int64)
    first[whole.ids[::-1]] = np.arange(table.height - 1, -1, -1, dtype=np.int64)
    weights = np.bincount(whole.ids, minlength=whole.n).astype(np.int64)
    return CodedTable(
        columns={name: Column(column.codes[first], column.card) for name, column in columns.items()},
        people=People(weights, Column(persons.codes[first], persons.card) if persons else None),
        rows=whole.n,
        total=int(np.unique(persons.codes).size) if persons else table.height,
    )


def code_column(series: pl.Series) -> Column:
    """Code the values of a column by their rank: 0 for a blank, whatever way it is blank.

    An empty text, one of spaces only, a missing value and a number that is none are all printed
    as nothing, so all are one blank. Several values of one cell are compared as a set.

    Raises
    ------
    Refusal
        If the column holds what cannot be compared.
    """
    values = blanked(series)
    if values.dtype.is_nested() or values.dtype == pl.Object:
        raise Refusal("privacy.column-not-comparable", column=series.name)
    if values.dtype == pl.Null:
        return Column(np.zeros(len(values), dtype=np.int64), 1)
    ranks = values.rank("dense").cast(pl.Int64).fill_null(0)
    return Column(ranks.to_numpy().astype(np.int64, copy=False), int(ranks.max() or 0) + 1)  # type: ignore[arg-type]


def blanked(series: pl.Series) -> pl.Series:
    """Make every way of being blank a missing value, and a list of texts one text."""
    if isinstance(series.dtype, pl.List) and series.dtype.inner == pl.String:
        series = series.list.unique().list.sort().list.join(";")
    if isinstance(series.dtype, pl.Categorical | pl.Enum):
        series = series.cast(pl.String)
    if series.dtype == pl.String:
        return series.set(series.str.strip_chars() == "", None)
    if series.dtype.is_float():
        return series.fill_nan(None)
    return series


def code_persons(series: pl.Series) -> Column:
    """Code who rows are about; 0 where that is not said.

    Spellings that differ only in spaces, case or Unicode form are one person: to take one person for
    two would find company where there is none.
    """
    values = blanked(series)
    return code_column(folded(values) if values.dtype == pl.String else values)


def folded(texts: pl.Series) -> pl.Series:
    """Spell alike what differs only in spaces, case or Unicode form."""
    spelling = {text: fold(text) for text in texts.drop_nulls().unique()}
    return texts.replace_strict(spelling, default=None, return_dtype=pl.String)


def fold(text: str) -> str:
    """Spell a text as all texts that people would take for the same."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _persons(series: pl.Series) -> Column | None:
    """Give each person a number; None where nobody stands in two rows."""
    column = code_persons(series)
    codes = column.codes.copy()
    blank = codes == 0
    codes[blank] = column.card + np.arange(int(blank.sum()), dtype=np.int64)
    if np.unique(codes).size == codes.size:
        return None
    return Column(codes, int(codes.max()) + 1)
