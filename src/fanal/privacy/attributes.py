"""A table as attributes: each record the set of the values that it holds, as numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from fanal.presentation import Refusal
from fanal.privacy.attribute_settings import AttributeColumn, AttributeSettings
from fanal.privacy.classes import code_column
from fanal.privacy.coded_columns import CodedColumn, coded_columns

Ids = npt.NDArray[np.int32]
Numbers = npt.NDArray[np.int64]

_TOGETHER = 4
"""Columns that are read and coded side by side; more need more memory at once."""

_CELLS_AT_ONCE = 1 << 20
"""Cells that are coded together, so that a wide table needs little memory beside itself."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """A column and one of its values; None is the blank of a column whose absence informs."""

    column: str
    value: str | None


@dataclass(frozen=True, eq=False)
class AttributeTable:
    """Records as sets of attributes; records that are alike are one, with a weight.

    Attributes
    ----------
    settings
        How the table became attributes.
    attributes
        All attributes, those of one column together; the place is the id.
    column_of
        Shape (attributes,): the column of each, as its place in the settings.
    offsets, ids
        Shapes (distinct records + 1,) and (all their attributes,): the record r holds
        ``ids[offsets[r]:offsets[r + 1]]``, ascending. The order of records tells nothing of the rows.
    weights
        Shape (distinct records,): how many people each stands for.
    rows
        Rows read.
    outside
        Cells outside their domain, by column: how many, never which value.
    """

    settings: AttributeSettings
    attributes: tuple[Attribute, ...]
    column_of: Ids
    offsets: Numbers
    ids: Ids
    weights: Ids
    rows: int
    outside: Mapping[str, int]

    def __repr__(self) -> str:
        return (
            f"AttributeTable: {self.people:,} people as {len(self.weights):,} distinct records "
            f"of {len(self.attributes):,} attributes in {len(self.settings.columns):,} columns"
        )

    @cached_property
    def people(self) -> int:
        """How many people there are."""
        return int(self.weights.sum(dtype=np.int64))

    @cached_property
    def counts(self) -> Numbers:
        """Shape (attributes,): the people who hold each attribute."""
        weights = np.repeat(self.weights, np.diff(self.offsets))
        counted = np.bincount(self.ids, weights=weights, minlength=len(self.attributes))
        return counted.astype(np.int64)

    @cached_property
    def id_of(self) -> Mapping[Attribute, int]:
        """The id of each attribute."""
        return {attribute: number for number, attribute in enumerate(self.attributes)}

    def record(self, number: int) -> Ids:
        """Give the attributes of one distinct record."""
        return self.ids[self.offsets[number] : self.offsets[number + 1]]


def attributes_of(table: pl.DataFrame | pl.LazyFrame, settings: AttributeSettings) -> AttributeTable:
    """Turn a table into attributes, once: every value by its place in the dictionary of its column.

    Values are compared as texts without the spaces around them, however their accents are composed
    (Unicode NFC); an empty text is a blank.

    Parameters
    ----------
    table
        One row per person, or per record with `settings.subject`. Of a lazy one, such as
        ``pl.scan_parquet(…)``, a few columns are read at a time, and never the others.
    settings
        The columns and how each is read.

    Raises
    ------
    Refusal
        If a column is missing or cannot be compared, or a value is outside its domain and
        `settings.drop_outside` does not allow it.
    """
    names = [one.column for one in settings.columns]
    existing = table.collect_schema().names()
    for name in (*names, *((settings.subject,) if settings.subject else ())):
        if name not in existing:
            raise Refusal("privacy.unknown-column", column=name, existing=", ".join(existing))
    columns, rows_of, rows = _coded(table.lazy(), settings)
    starts = _starts(columns)
    if settings.subject is None and all(of is None for of in rows_of):
        offsets, ids, weights = _plain(columns, starts)
    else:
        person_of = np.arange(rows)
        if settings.subject is not None:
            person_of = _subjects(table.lazy().select(settings.subject).collect().to_series())
        offsets, ids, weights = _joined(columns, starts, rows_of, person_of)
    attributes: list[Attribute] = []
    for column in columns:
        attributes += [Attribute(column.name, value) for value in column.values]
        attributes += [Attribute(column.name, None)] if column.absence_informs else []
    return AttributeTable(
        settings=settings,
        attributes=tuple(attributes),
        column_of=np.repeat(np.arange(len(names), dtype=np.int32), np.diff(starts)),
        offsets=offsets,
        ids=ids,
        weights=weights,
        rows=rows,
        outside={column.name: column.outside for column in columns if column.outside},
    )


def _coded(
    table: pl.LazyFrame, settings: AttributeSettings
) -> tuple[list[CodedColumn], list[Numbers | None], int]:
    """Code all columns, lists laid end to end; of which row each value is, unless of its own; the rows."""
    columns: list[CodedColumn] = []
    rows_of: list[Numbers | None] = []
    rows = 0
    for top in range(0, len(settings.columns), _TOGETHER):
        some = settings.columns[top : top + _TOGETHER]
        cells = table.select(one.column for one in some).collect()
        rows = cells.height
        texts = [_text(cells[one.column], one) for one in some]
        rows_of += [_row_of_each(one) if one.dtype.is_nested() else None for one in texts]
        flat = [
            one.filter(one.list.len() > 0).list.explode() if one.dtype.is_nested() else one for one in texts
        ]
        if any(one.dtype.is_nested() for one in texts):
            for one in flat:
                columns += coded_columns(one.to_frame(), settings)
        else:
            columns += coded_columns(pl.DataFrame(flat), settings)
    return columns, rows_of, rows


def _row_of_each(lists: pl.Series) -> Numbers:
    return np.repeat(np.arange(len(lists)), lists.list.len().fill_null(0).to_numpy())


def _text(series: pl.Series, one: AttributeColumn) -> pl.Series:
    """Give a column as texts, or as lists of texts where a cell may hold several."""
    if isinstance(series.dtype, pl.List) and series.dtype.inner == pl.String:
        return series
    if series.dtype.is_nested() or series.dtype in (pl.Object, pl.Binary):
        raise Refusal("privacy.column-not-comparable", column=series.name)
    if series.dtype.is_float():
        series = series.fill_nan(None)
    texts = series.cast(pl.String)
    return texts if one.separator is None else texts.str.split(one.separator)


def _starts(columns: Sequence[CodedColumn]) -> Numbers:
    """Give the id of the first attribute of each column, and how many there are in all."""
    sizes = [len(column.values) + column.absence_informs for column in columns]
    return np.cumsum([0, *sizes], dtype=np.int64)


def _plain(columns: Sequence[CodedColumn], starts: Numbers) -> tuple[Numbers, Ids, Ids]:
    """Give the distinct records of a table with one value a cell and one row a person."""
    id_of = []
    for column, start in zip(columns, starts.tolist(), strict=False):
        blank = start + len(column.values) if column.absence_informs else -1
        id_of.append(np.array([blank, *range(start, start + len(column.values))], dtype=np.int32))

    def summed(signs: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
        sums = np.zeros(len(columns[0].places), dtype=np.uint64)
        for column, ids in zip(columns, id_of, strict=True):
            sums += signs[ids].take(column.places)
        return sums

    first, weights = _alike(
        int(starts[-1]), summed, lambda same: all((one.places == one.places[same]).all() for one in columns)
    )
    widths, parts = [np.zeros(1, dtype=np.int64)], [np.empty(0, dtype=np.int32)]
    step = max(1, _CELLS_AT_ONCE // len(columns))
    for top in range(0, first.size, step):
        some = first[top : top + step]
        cells = np.empty((some.size, len(columns)), dtype=np.int32)
        for number, column in enumerate(columns):
            cells[:, number] = id_of[number].take(column.places[some])
        filled = cells >= 0
        widths.append(np.count_nonzero(filled, axis=1))
        parts.append(cells[filled])
    return np.concatenate(widths).cumsum(), np.concatenate(parts), weights


def _joined(
    columns: Sequence[CodedColumn], starts: Numbers, rows_of: Sequence[Numbers | None], person_of: Numbers
) -> tuple[Numbers, Ids, Ids]:
    """Give the distinct records of a table with several values a cell, or several rows a person."""
    people = int(person_of.max(initial=-1)) + 1
    width = max(int(starts[-1]), 1)
    pairs = [np.empty(0, dtype=np.int64)]
    for column, start, row_of in zip(columns, starts.tolist(), rows_of, strict=False):
        places, who = column.places, person_of if row_of is None else person_of[row_of]
        told = places > 0
        pairs.append(who[told] * width + start + places[told] - 1)
        if column.absence_informs:
            silent = np.ones(people, dtype=np.bool_)
            silent[who[told]] = False
            pairs.append(np.flatnonzero(silent) * width + start + len(column.values))
    distinct = np.unique(np.concatenate(pairs))
    offsets = np.zeros(people + 1, dtype=np.int64)
    offsets[1:] = np.bincount(distinct // width, minlength=people).cumsum()
    return _distinct(offsets, (distinct % width).astype(np.int32))


def _subjects(series: pl.Series) -> Numbers:
    """Give each person a number from 0 without gaps."""
    codes = code_column(series).codes.copy()
    blank = codes == 0
    codes[blank] = codes.max(initial=0) + 1 + np.arange(int(blank.sum()))
    numbers: Numbers = np.unique(codes, return_inverse=True)[1]
    return numbers.astype(np.int64, copy=False)


def _distinct(offsets: Numbers, ids: Ids) -> tuple[Numbers, Ids, Ids]:
    """Make one of the records that are alike."""
    lengths = np.diff(offsets)

    def summed(signs: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
        sums = np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum(signs[ids], dtype=np.uint64)])
        apart: npt.NDArray[np.uint64] = sums[offsets[1:]] - sums[offsets[:-1]]
        return apart

    def agree(same: Numbers) -> bool:
        if (lengths != lengths[same]).any():
            return False
        within = np.arange(ids.size) - np.repeat(offsets[:-1], lengths)
        return bool((ids == ids[np.repeat(offsets[:-1][same], lengths) + within]).all())

    first, weights = _alike(int(ids.max(initial=0)) + 1, summed, agree)
    kept = lengths[first]
    new = np.concatenate([np.zeros(1, dtype=np.int64), kept.cumsum()])
    places = np.repeat(offsets[:-1][first] - new[:-1], kept) + np.arange(int(new[-1]))
    return new, ids[places], weights


def _alike(
    attributes: int,
    summed: Callable[[npt.NDArray[np.uint64]], npt.NDArray[np.uint64]],
    agree: Callable[[Numbers], bool],
) -> tuple[Numbers, Ids]:
    """Find records that are alike by sums of random numbers, in an order that only attributes decide.

    Parameters
    ----------
    attributes
        How many there are.
    summed
        Gives each record the sum of the numbers of its attributes; that of the id -1 is 0.
    agree
        Says whether each record is like another one, by their places: two different sets could in
        principle have one sum, and other numbers are taken then.

    Returns
    -------
    tuple
        Shapes (distinct records,): the place of the first of each, and how many there are.
    """
    for seed in range(8):
        signs = np.zeros(attributes + 1, dtype=np.uint64)
        chance = np.random.Generator(np.random.PCG64(seed))
        signs[:-1] = chance.integers(0, 1 << 63, size=attributes, dtype=np.uint64)
        _, first, inverse, weights = np.unique(
            summed(signs), return_index=True, return_inverse=True, return_counts=True
        )
        if agree(first[inverse]):
            return first, weights.astype(np.int32)
    raise ArithmeticError("eight sums of random numbers agreed for different sets")
