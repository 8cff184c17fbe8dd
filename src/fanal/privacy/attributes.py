"""A table as attributes: each record the set of the values that it holds, as numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def attributes_of(table: pl.DataFrame, settings: AttributeSettings) -> AttributeTable:
    """Turn a table into attributes, once: every value by its place in the dictionary of its column.

    Values are compared as texts without the spaces around them; an empty text is a blank.

    Parameters
    ----------
    table
        One row per person, or per record with `settings.subject`.
    settings
        The columns and how each is read.

    Raises
    ------
    Refusal
        If a column is missing or cannot be compared, or a value is outside its domain and
        `settings.drop_outside` does not allow it.
    """
    names = [one.column for one in settings.columns]
    for name in (*names, *((settings.subject,) if settings.subject else ())):
        if name not in table.columns:
            raise Refusal("privacy.unknown-column", column=name, existing=", ".join(table.columns))
    texts = table.select(_text(table[one.column], one) for one in settings.columns)
    subjects = _subjects(table[settings.subject]) if settings.subject else None
    if subjects is None and not any(kind.is_nested() for kind in texts.dtypes):
        columns = coded_columns(texts, settings)
        starts = _starts(columns)
        offsets, ids = _plain(columns, starts)
    else:
        columns, who = _flattened(texts, settings)
        starts = _starts(columns)
        of_row = np.arange(table.height, dtype=np.int64) if subjects is None else subjects
        offsets, ids = _joined(columns, starts, who, of_row)
    offsets, ids, weights = _distinct(offsets, ids)
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
        rows=table.height,
        outside={column.name: column.outside for column in columns if column.outside},
    )


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


def _plain(columns: Sequence[CodedColumn], starts: Numbers) -> tuple[Numbers, Ids]:
    """Give the records of a table with one value a cell and one row a person."""
    rows = len(columns[0].codes)
    id_of = []
    for column, start in zip(columns, starts.tolist(), strict=False):
        blank = start + len(column.values) if column.absence_informs else -1
        id_of.append(np.where(column.place_of < 0, blank, column.place_of + start).astype(np.int32))
    widths, ids = [np.zeros(1, dtype=np.int64)], [np.empty(0, dtype=np.int32)]
    step = max(1, _CELLS_AT_ONCE // len(columns))
    for top in range(0, rows, step):
        cells = np.empty((min(step, rows - top), len(columns)), dtype=np.int32)
        for number, column in enumerate(columns):
            cells[:, number] = id_of[number][column.codes[top : top + step]]
        filled = cells >= 0
        widths.append(np.count_nonzero(filled, axis=1))
        ids.append(cells[filled])
    return np.concatenate(widths).cumsum(), np.concatenate(ids)


def _flattened(texts: pl.DataFrame, settings: AttributeSettings) -> tuple[list[CodedColumn], list[Numbers]]:
    """Code each column by itself, its lists laid end to end; say of which row each value is."""
    columns, rows = [], []
    for one in settings.columns:
        cells, row = texts[one.column], np.arange(texts.height)
        if cells.dtype.is_nested():
            lengths = cells.list.len().fill_null(0)
            row = np.repeat(row, lengths.to_numpy())
            cells = cells.filter(lengths > 0).list.explode()
        columns += coded_columns(
            cells.to_frame(), AttributeSettings(columns=(one,), drop_outside=settings.drop_outside)
        )
        rows.append(row)
    return columns, rows


def _joined(
    columns: Sequence[CodedColumn], starts: Numbers, rows: Sequence[Numbers], of_row: Numbers
) -> tuple[Numbers, Ids]:
    """Give the records of a table with several values a cell, or several rows a person."""
    people = int(of_row.max(initial=-1)) + 1
    width = max(int(starts[-1]), 1)
    pairs = [np.empty(0, dtype=np.int64)]
    for column, start, row in zip(columns, starts.tolist(), rows, strict=False):
        places, who = column.place_of[column.codes].astype(np.int64), of_row[row]
        told = places >= 0
        pairs.append(who[told] * width + start + places[told])
        if column.absence_informs:
            silent = np.ones(people, dtype=np.bool_)
            silent[who[told]] = False
            pairs.append(np.flatnonzero(silent) * width + start + len(column.values))
    distinct = np.unique(np.concatenate(pairs))
    offsets = np.zeros(people + 1, dtype=np.int64)
    offsets[1:] = np.bincount(distinct // width, minlength=people).cumsum()
    return offsets, (distinct % width).astype(np.int32)


def _subjects(series: pl.Series) -> Numbers:
    """Give each person a number from 0 without gaps."""
    codes = code_column(series).codes.copy()
    blank = codes == 0
    codes[blank] = codes.max(initial=0) + 1 + np.arange(int(blank.sum()))
    numbers: Numbers = np.unique(codes, return_inverse=True)[1]
    return numbers.astype(np.int64, copy=False)


def _distinct(offsets: Numbers, ids: Ids) -> tuple[Numbers, Ids, Ids]:
    """Make one of the records that are alike, in an order that only their attributes decide."""
    lengths = np.diff(offsets)
    for seed in range(8):
        signs = np.random.Generator(np.random.PCG64(seed)).integers(
            0, 1 << 63, size=int(ids.max(initial=0)) + 1, dtype=np.uint64
        )
        sums = np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum(signs[ids], dtype=np.uint64)])
        _, first, inverse, weights = np.unique(
            sums[offsets[1:]] - sums[offsets[:-1]], return_index=True, return_inverse=True, return_counts=True
        )
        same = first[inverse]
        # Two different sets could in principle have one sum: look, and take other numbers then.
        if (lengths == lengths[same]).all():
            within = np.arange(ids.size) - np.repeat(offsets[:-1], lengths)
            if (ids == ids[np.repeat(offsets[:-1][same], lengths) + within]).all():
                break
    else:
        raise ArithmeticError("eight sums of random numbers agreed for different sets")
    kept = lengths[first]
    new = np.concatenate([np.zeros(1, dtype=np.int64), kept.cumsum()])
    places = np.repeat(offsets[:-1][first] - new[:-1], kept) + np.arange(int(new[-1]))
    return new, ids[places], weights.astype(np.int32)
