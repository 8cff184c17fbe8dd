"""The errors of the counts that a release publishes beside its records, table by table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

_COUNT, _LOW, _HIGH = "count", "low", "high"


@dataclass(frozen=True, kw_only=True)
class PublishedCounts:
    """One table of counts as published.

    Attributes
    ----------
    table
        A column of texts for each of `columns`, and ``count``; where error bars are published too, ``low``
        and ``high``.
    columns
        What it tells apart.
    charts
        The names of the charts that show it.
    choices_apart
        Whether the choices of one cell are counted one by one; else whole cells are.
    """

    table: pl.DataFrame
    columns: tuple[str, ...]
    charts: tuple[str, ...] = ()
    choices_apart: bool = True


@dataclass(frozen=True, slots=True)
class ChartErrors:
    """The errors of one table of counts.

    Attributes
    ----------
    columns, charts
        What it tells apart, and the charts that show it.
    counts, absent
        The counts compared; those of people in the data that the table does not hold, taken for zero.
        Blanks are left out: a release leaves cells blank on purpose.
    absolute, relative, largest
        Mean of |published - people|; their sum over the sum of people; the largest.
    covered
        0 to 1: the share of published intervals that hold the true count; none without intervals.
    """

    columns: tuple[str, ...]
    charts: tuple[str, ...]
    counts: int
    absent: int
    absolute: float | None
    relative: float | None
    largest: int | None
    covered: float | None

    def as_json(self) -> dict[str, Any]:
        """Give it to a machine."""
        return asdict(self)


def chart_errors(
    sensitive: pl.DataFrame, published: Sequence[PublishedCounts], separators: Mapping[str, str]
) -> tuple[ChartErrors, ...]:
    """Compare every table of published counts with the people behind it, those drawn as charts first.

    Parameters
    ----------
    sensitive
        Texts, null where a cell is blank.
    published
        The counts; tables of other columns than `sensitive` has are not compared.
    separators
        What stands between several values of one cell, by column.
    """
    found = [
        _errors(sensitive, one, separators) for one in published if set(one.columns) <= set(sensitive.columns)
    ]
    return tuple(sorted(found, key=lambda one: (not one.charts, len(one.columns))))


def _errors(sensitive: pl.DataFrame, one: PublishedCounts, separators: Mapping[str, str]) -> ChartErrors:
    names = list(one.columns)
    people = sensitive.select(names).drop_nulls()
    for name in names if one.choices_apart else []:
        if name in separators:
            parts = pl.col(name).str.split(separators[name]).list.eval(pl.element().str.strip_chars())
            people = people.with_columns(parts.list.unique()).explode(name)
    true = people.group_by(names).agg(pl.len().cast(pl.Int64).alias("people"))
    bars = [name for name in (_LOW, _HIGH) if name in one.table.columns]
    shown = one.table.drop_nulls(names).select(*names, pl.col(_COUNT, *bars).cast(pl.Float64))
    both = true.join(shown, on=names, how="full", coalesce=True)
    filled = both.with_columns(pl.col("people", _COUNT).fill_null(0))
    off = (filled[_COUNT] - filled["people"]).abs()
    covered = None
    if len(bars) == 2:
        told = filled.drop_nulls(bars)
        covered = _number(told["people"].is_between(told[_LOW], told[_HIGH]).mean())
    people_in_all, largest = float(filled["people"].sum()), _number(off.max())
    return ChartErrors(
        columns=one.columns,
        charts=one.charts,
        counts=filled.height,
        absent=int(both[_COUNT].is_null().sum()),
        absolute=_number(off.mean()),
        relative=float(off.sum()) / people_in_all if people_in_all else None,
        largest=None if largest is None else round(largest),
        covered=covered,
    )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
