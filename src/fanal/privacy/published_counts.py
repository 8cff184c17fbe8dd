"""Published counts: the suppressed cells that anybody can work out by subtraction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from fanal.presentation import Language, Progress, Refusal, silent
from fanal.privacy.classes import Classes, Column, code_column, one_class, refined
from fanal.privacy.printed_counts import MARKS, TOTALS, Bounds, read_printed, totals_of
from fanal.privacy.risk import check_k
from fanal.privacy.sums import Deduced, Indexes, Sums, deduce

if TYPE_CHECKING:
    from fanal.presentation.report import Report

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class CountsSettings:
    """How a table of published counts is laid out: one row per cell."""

    count: str
    """The column of printed counts."""
    dimensions: tuple[str, ...]
    """The columns that say what a cell counts; some with a category for the total."""
    k: int = 11
    """The fewest people that a cell may count."""
    total_labels: tuple[str, ...] = TOTALS
    """Categories that stand for all the others of their dimension, in any case; where a dimension
    has none of them, those that begin with one."""
    marks: tuple[str, ...] = MARKS
    """Signs for a withheld count; ``<5``, ``≤ 4``, ``1-4`` and ``11+`` are known besides."""
    least_hidden: Literal[0, 1] = 0
    """The smallest count that a mark may hide: 1 where zeros are always printed."""
    absent: Literal["zero", "unknown"] = "unknown"
    """What a cell that is not in the table stands for: say zero where empty cells are left out."""
    breakdowns: Mapping[str, str] = field(default_factory=dict)
    """For a dimension that holds several breakdowns of the same total one below the other, the
    column that says which: the categories of one breakdown sum to the total, not all together."""

    def __post_init__(self) -> None:
        check_k(self.k)
        if not self.dimensions:
            raise Refusal("privacy.no-columns")
        for number, name in enumerate(self.dimensions):
            if name in self.dimensions[:number] or name == self.count:
                raise Refusal("privacy.column-twice", column=name)
        for name, column in self.breakdowns.items():
            if name not in self.dimensions:
                raise Refusal("privacy.unknown-column", column=name, existing=", ".join(self.dimensions))
            if column in (*self.dimensions, self.count):
                raise Refusal("privacy.column-twice", column=column)


@dataclass(frozen=True, kw_only=True, repr=False)
class CountsResult:
    """What a table of counts gives away."""

    settings: CountsSettings
    source: pl.DataFrame
    bounds: Bounds
    deduced: Deduced
    sums: int
    """Sums between cells that were found in the table."""
    repeated: int
    """Rows that count the same cell as another row: no sum with such a cell is used."""
    open_under_k: Indexes
    """Rows whose count is printed and is 1 to k - 1."""
    disclosed: Indexes
    """Rows whose count is suppressed and can be worked out exactly."""
    narrowed: Indexes
    """Rows whose count is suppressed and can be worked out to within fewer than k people, more
    closely than the mark says."""

    @property
    def holds(self) -> bool:
        """Whether no count under k is printed, and no suppressed one can be worked out exactly."""
        return not (self.open_under_k.size or self.disclosed.size)

    @property
    def whole(self) -> bool:
        """Whether all was looked at: sums were found where cells are suppressed, and none left out."""
        looked = bool(self.sums) or not self.suppressed
        return looked and self.deduced.finished and not (self.deduced.broken or self.repeated)

    @property
    def suppressed(self) -> int:
        """How many cells are suppressed."""
        return int(self.bounds.suppressed.sum())

    @property
    def disclosed_under_k(self) -> int:
        """How many of the cells worked out count 1 to k - 1 people."""
        low = self.deduced.low[self.disclosed]
        return int(((low > 0) & (low < self.settings.k)).sum())

    def __repr__(self) -> str:
        return "\n".join(
            (
                "CountsResult",
                f"  k                      {self.settings.k}",
                f"  holds                  {'yes' if self.holds else 'no'}",
                f"  cells                  {self.source.height:,}, suppressed {self.suppressed:,}",
                f"  sums                   {self.sums:,}, contradicted {self.deduced.broken:,}",
                f"  repeated cells         {self.repeated:,}",
                f"  printed under k        {self.open_under_k.size:,}",
                f"  worked out exactly     {self.disclosed.size:,}, {self.disclosed_under_k:,} under k",
                f"  narrowed below k wide  {self.narrowed.size:,}",
            )
        )

    def as_json(self) -> dict[str, Any]:
        """Give the numbers to a machine; rows count from 1 and the heading is none."""
        rows = {
            name: [int(row) + 1 for row in getattr(self, name)]
            for name in ("open_under_k", "disclosed", "narrowed")
        }
        return {
            "k": self.settings.k,
            "holds": self.holds,
            "whole": self.whole,
            "cells": self.source.height,
            "suppressed": self.suppressed,
            "sums": self.sums,
            "sums_contradicted": self.deduced.broken,
            "repeated_cells": self.repeated,
            "rounds": self.deduced.rounds,
            "finished": self.deduced.finished,
            "absent_cells": self.settings.absent,
            "disclosed_under_k": self.disclosed_under_k,
            **rows,
        }

    def table(self) -> pl.DataFrame:
        """Give the cells found, one row each, **with the counts worked out**: for the steward only."""
        parts: list[pl.DataFrame] = []
        for finding in ("open_under_k", "disclosed", "narrowed"):
            rows = getattr(self, finding)
            high = self.deduced.high[rows]
            parts.append(
                self.source[rows]
                .select(*self.settings.breakdowns.values(), *self.settings.dimensions)
                .with_columns(
                    pl.lit(finding).alias("finding"),
                    pl.Series("row", rows + 1, dtype=pl.Int64),
                    pl.Series("least", self.deduced.low[rows]).cast(pl.Int64),
                    pl.Series("most", high).cast(pl.Int64),
                )
            )
        return pl.concat(parts)

    def report(self, language: Language) -> Report:
        """Explain every number to a person who must decide; the counts worked out are not shown."""
        from fanal.privacy.counts_report import counts_report

        return counts_report(self, language)


def audit_counts(table: pl.DataFrame, settings: CountsSettings, progress: Progress = silent) -> CountsResult:
    """Find the suppressed counts that can be worked out by repeated subtraction.

    Every total is the sum of its parts along one dimension, the other dimensions staying as they
    are. Nothing is claimed that the sums do not prove; **some cells that a linear program would
    find are missed**, because sums are looked at one by one (see `fanal.privacy.sums.deduce`).

    Parameters
    ----------
    table
        One row per cell.
    settings
        Which column is what.
    progress
        Hears of each round of subtractions.

    Raises
    ------
    Refusal
        If a column is missing, or a count cannot be read.
    """
    _check_columns(table, settings)
    bounds = read_printed(table[settings.count], settings.marks, settings.least_hidden)
    sums, slack, repeated = _find_sums(table, settings)
    low = np.concatenate([bounds.low, np.zeros(slack)])
    high = np.concatenate([bounds.high, np.full(slack, np.inf)])
    found = deduce(low, high, sums, progress)
    cells = table.height
    deduced = Deduced(found.low[:cells], found.high[:cells], found.broken, found.rounds, found.finished)
    width = deduced.high - deduced.low
    tighter = bounds.suppressed & (width < bounds.high - bounds.low)
    printed = ~bounds.suppressed
    return CountsResult(
        settings=settings,
        source=table,
        bounds=bounds,
        deduced=deduced,
        sums=sums.total.size,
        repeated=int(repeated.sum()),
        open_under_k=np.flatnonzero(printed & (bounds.low > 0) & (bounds.low < settings.k)),
        disclosed=np.flatnonzero(tighter & (width == 0)),
        narrowed=np.flatnonzero(tighter & (width > 0) & (width < settings.k)),
    )


def _check_columns(table: pl.DataFrame, settings: CountsSettings) -> None:
    for name in (settings.count, *settings.dimensions, *settings.breakdowns.values()):
        if name not in table.columns:
            raise Refusal("privacy.unknown-column", column=name, existing=", ".join(table.columns))


def _find_sums(table: pl.DataFrame, settings: CountsSettings) -> tuple[Sums, int, Mask]:
    """Find every sum of the table, how many cells of unknown rest they need, and repeated cells."""
    names = (*settings.dimensions, *settings.breakdowns.values())
    columns = {name: code_column(table[name]) for name in names}
    cells = refined(one_class(table.height), list(columns.values()))
    repeated: Mask = np.bincount(cells.ids, minlength=cells.n)[cells.ids] > 1
    found: list[Sums] = []
    slack = 0
    for name in settings.dimensions:
        along = _sums_along(table, settings, columns, name, repeated)
        if along is None:
            continue
        sums, complete = along
        if settings.absent == "unknown":
            # What is not printed may be anything: a nameless part takes it up.
            open_ended = np.flatnonzero(~complete)
            rest = table.height + slack + np.arange(open_ended.size, dtype=np.int64)
            part, owner = np.concatenate([sums.part, rest]), np.concatenate([sums.owner, open_ended])
            sums = Sums(sums.total, part, owner)
            slack += open_ended.size
        found.append(sums)
    return _together(found), slack, repeated


def _sums_along(
    table: pl.DataFrame, settings: CountsSettings, columns: dict[str, Column], name: str, repeated: Mask
) -> tuple[Sums, Mask] | None:
    """Find the sums along one dimension, and which of them have every category of it."""
    is_total = totals_of(table[name], settings.total_labels)
    breakdown = settings.breakdowns.get(name)
    others = [column for key, column in columns.items() if key not in (name, breakdown)]
    groups = refined(one_class(table.height), others)
    totals = np.flatnonzero(is_total)
    total_of = np.full(groups.n, -1, dtype=np.int64)
    total_of[groups.ids[totals]] = totals
    # Two totals of the same cells, as "Total" and "All": it cannot be known which one is meant.
    total_of[np.bincount(groups.ids[totals], minlength=groups.n) > 1] = -1
    parts = np.flatnonzero(~is_total & (total_of[groups.ids] >= 0))
    if not parts.size:
        return None
    split = groups.refine(columns[breakdown]) if breakdown else groups
    _, first, owner = np.unique(split.ids[parts], return_index=True, return_inverse=True)
    total = total_of[groups.ids[parts[first]]]
    wanted = _categories(columns[name], columns.get(breakdown or ""), ~is_total)
    complete: Mask = np.bincount(owner) == wanted[parts[first]]
    # A cell that stands there twice may be two parts, or a slip: no sum with it can be trusted.
    doubtful = repeated[total] | (np.bincount(owner, weights=repeated[parts]) > 0)
    return Sums(total, parts, owner.astype(np.int64)).without(doubtful), complete[~doubtful]


def _categories(dimension: Column, breakdown: Column | None, part: Mask) -> Indexes:
    """Count for each row how many categories its breakdown has in the whole table."""
    kind = breakdown.codes if breakdown else np.zeros_like(dimension.codes)
    pairs = Classes(kind, int(kind.max(initial=0)) + 1)
    distinct = np.unique(pairs.ids[part] * dimension.card + dimension.codes[part])
    return np.bincount(distinct // dimension.card, minlength=pairs.n)[kind].astype(np.int64)


def _together(found: list[Sums]) -> Sums:
    """Join the sums of several dimensions, numbering them on."""
    nothing = np.zeros(0, dtype=np.int64)
    starts = np.cumsum([0, *(sums.total.size for sums in found)])
    return Sums(
        np.concatenate([nothing, *(sums.total for sums in found)]),
        np.concatenate([nothing, *(sums.part for sums in found)]),
        np.concatenate([nothing, *(s.owner + start for s, start in zip(found, starts, strict=False))]),
    )
