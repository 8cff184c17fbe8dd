"""Counts of combinations of values, by the variables that they are of; looked up, never worked out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import polars as pl

from fanal.release.counts import COUNT, HIGH, LOW, of_told_values

WHOLE = "whole"
"""Whether all that a count is summed from was told."""


@dataclass(frozen=True, eq=False)
class Combinations:
    """Counts by variables.

    Attributes
    ----------
    tables
        By names of variables: a column for each, and `COUNT`, with `LOW` and `HIGH` where they are known;
        `WHOLE` where some counts are of a part only.
    """

    tables: Mapping[frozenset[str], pl.DataFrame]
    longest: int = 0
    """Values up to which all combinations were counted: what is not there did not stand out."""

    @classmethod
    def of(cls, frame: pl.DataFrame) -> Combinations:
        """Take counts in the form of `fanal.release.counts.CombinationCounts`.

        Combinations with a value of which, by itself, no count is told are left out, as in the figures of
        the release.
        """
        alone = pl.col("column_2").is_null() if "column_2" in frame.columns else pl.lit(True)
        frame = of_told_values(frame.filter(~alone | (pl.col(LOW) > 0)))
        longest = sum(name.startswith("column_") for name in frame.columns)
        numbers = [name for name in (COUNT, LOW, HIGH) if name in frame.columns]
        columns = [f"column_{place}" for place in range(1, longest + 1)]
        tables: dict[frozenset[str], list[pl.DataFrame]] = {}
        for key, part in frame.partition_by(columns, as_dict=True).items():
            names = [str(name) for name in key if name is not None]
            values = [pl.col(f"value_{place}").alias(name) for place, name in enumerate(names, start=1)]
            tables.setdefault(frozenset(names), []).append(
                part.select(*values, *numbers).select(*sorted(names), *numbers)
            )
        return cls({names: pl.concat(parts) for names, parts in tables.items()}, longest)

    def count(
        self, fields: Sequence[str], where: Mapping[str, Collection[str]], one_choice: Collection[str]
    ) -> pl.DataFrame | None:
        """Give the counts by the values of fields: a column for each, the numbers, and `WHOLE`.

        None where the combination is not counted, or its counts cannot be added up.

        Where a filter names several values of a field that is not counted by, counts are added up, and so are
        the ends of their error bars, which is wide enough. That is right only of variables of one choice.

        Parameters
        ----------
        fields, where
            As of `Rows.count`.
        one_choice
            The variables of which a person has one value at most.
        """
        added = [name for name in where if name not in fields and len(where[name]) > 1]
        names = frozenset((*fields, *where))
        table = self.tables.get(names)
        if table is None and len(names) <= self.longest:
            table = _nothing(names)
        if table is None or any(name not in one_choice for name in added):
            return None
        parts = prod(len(where[name]) for name in added)
        found = table.filter(*(pl.col(name).is_in(list(values)) for name, values in where.items()))
        numbers = [name for name in (COUNT, LOW, HIGH) if name in table.columns]
        whole = (pl.col(WHOLE).all() if WHOLE in table.columns else pl.lit(True)) & (pl.len() == parts)
        summed = [*(pl.col(name).sum() for name in numbers), whole.alias(WHOLE)]
        if not fields:
            return (
                found.select(summed)
                if found.height
                else found.select(*numbers).with_columns(pl.lit(False).alias(WHOLE))
            )
        return found.group_by(fields).agg(summed).select(*fields, *numbers, WHOLE)

    def people_by(self, name: str) -> dict[str, int]:
        """Give the counts by the values of one variable."""
        table = self.tables.get(frozenset((name,)))
        return {} if table is None else dict(table.select(name, COUNT).rows())


def _nothing(names: Collection[str]) -> pl.DataFrame:
    texts = [pl.lit(None, pl.String).alias(name) for name in sorted(names)]
    return pl.select(*texts, *(pl.lit(None, pl.Int64).alias(name) for name in (COUNT, LOW, HIGH))).clear()
