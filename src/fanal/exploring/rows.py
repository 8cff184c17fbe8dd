"""Released rows in memory: alike ones once, cells as small numbers, counted by one `group_by`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from fanal.exploring.variables import NOT_TOLD

PEOPLE = "people"
_CELL, _CHOICE = "cell", "choice"


@dataclass(frozen=True, eq=False)
class Rows:
    """Released rows.

    Attributes
    ----------
    classes
        Each different row once: a column for each variable with the number of its cell, and `PEOPLE`.
    cells
        For each variable its different cells, by number: the choices that each holds.
    """

    classes: pl.DataFrame
    cells: Mapping[str, tuple[tuple[str, ...], ...]]
    _apart: Mapping[str, pl.DataFrame]
    """For each variable, a row for each choice of each cell."""

    @classmethod
    def of(cls, table: pl.DataFrame, several: Collection[str]) -> Rows:
        """Take the rows of a release; a blank is `NOT_TOLD`.

        Parameters
        ----------
        table
            The rows, as texts.
        several
            The variables of which a cell may hold several choices, with ``;`` between.
        """
        cells: dict[str, tuple[tuple[str, ...], ...]] = {}
        apart: dict[str, pl.DataFrame] = {}
        columns: list[pl.Series] = []
        for name in table.columns:
            texts = table[name].cast(pl.String)
            if (texts == NOT_TOLD).any():
                raise ValueError(f"{NOT_TOLD} is a value of {name}")
            known = texts.unique().sort(nulls_last=True)
            numbers = pl.DataFrame({name: known, _CELL: pl.Series(range(len(known)), dtype=pl.UInt32)})
            found = pl.DataFrame({name: texts}).join(
                numbers, on=name, how="left", nulls_equal=True, maintain_order="left"
            )
            columns.append(found[_CELL].alias(name))
            cells[name] = tuple(_choices(one, name in several) for one in known)
            pairs = [(cell, choice) for cell, choices in enumerate(cells[name]) for choice in choices]
            apart[name] = pl.DataFrame(pairs, schema={_CELL: pl.UInt32, _CHOICE: pl.String}, orient="row")
        whole = pl.DataFrame(columns)
        names = whole.columns
        classes = whole.group_by(names).agg(pl.len().cast(pl.Int64).alias(PEOPLE)).sort(names)
        return cls(classes, cells, apart)

    def count(self, fields: Sequence[str], where: Mapping[str, Collection[str]]) -> pl.DataFrame:
        """Count people by the values of fields: a column for each, and `PEOPLE`; never a 0.

        A person with several choices counts under each of them; a filter on a field that is counted by leaves
        out its other values.

        Parameters
        ----------
        fields
            Names of variables.
        where
            By name of a variable, the values of which a person must have one.
        """
        counted = self._which(where).group_by(fields).agg(pl.col(PEOPLE).sum())
        for name in fields:
            apart = self._apart[name]
            if name in where:
                apart = apart.filter(pl.col(_CHOICE).is_in(list(where[name])))
            counted = counted.join(apart, left_on=name, right_on=_CELL).drop(name).rename({_CHOICE: name})
        return counted.group_by(fields).agg(pl.col(PEOPLE).sum()).select(*fields, PEOPLE)

    def people(self, where: Mapping[str, Collection[str]]) -> int:
        """Count people, each once."""
        return int(self._which(where)[PEOPLE].sum())

    def people_by(self, name: str) -> dict[str, int]:
        """Count people by the values of one variable."""
        return dict(self.count([name], {}).rows())

    def _which(self, where: Mapping[str, Collection[str]]) -> pl.DataFrame:
        if not where:
            return self.classes
        return self.classes.filter(
            *(pl.col(name).is_in(self._holding(name, values).implode()) for name, values in where.items())
        )

    def _holding(self, name: str, values: Collection[str]) -> pl.Series:
        wanted = set(values)
        held = [cell for cell, choices in enumerate(self.cells[name]) if wanted & set(choices)]
        return pl.Series(held, dtype=pl.UInt32)


def _choices(cell: str | None, several: bool) -> tuple[str, ...]:
    if cell is None:
        return (NOT_TOLD,)
    return tuple(dict.fromkeys(cell.split(";"))) if several else (cell,)
