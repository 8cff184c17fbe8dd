"""The rows of a package as records of the standard: every cell read again, nothing believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from fanal.contributing.package import ROW
from fanal.presentation import Refusal
from fanal.standard import CASE, Field, Records, Vocabulary, dtype, htcds
from fanal.standard.values import reader


@dataclass(frozen=True)
class RowsRead:
    """What rows say.

    Attributes
    ----------
    records
        The cases, named as the rows are.
    not_understood
        By field, how many cells said something that the field cannot be. It is not kept.
    """

    records: Records
    not_understood: Mapping[str, int] = field(default_factory=dict)


def records_of(rows: pl.DataFrame) -> RowsRead:
    """Read the rows of a package.

    Raises
    ------
    Refusal
        If a column is no field of the standard, or one that may not leave: then nothing is read.
    """
    vocabulary = htcds()
    names = [column for column in rows.columns if column != ROW]
    unknown = [name for name in names if name not in vocabulary.by_name]
    if unknown:
        raise Refusal("contributing.field-unknown", n=len(unknown))
    fields = [one for one in vocabulary if one.name in names]
    if secret := [one.name for one in fields if one.secret]:
        raise Refusal("contributing.field-secret", fields=", ".join(secret))
    repeats = [table.name for table in vocabulary.tables if table.repeats]
    missed: dict[str, int] = {}
    keys = rows[ROW].alias(CASE)
    once = [_read(one, rows[one.name], vocabulary, missed) for one in fields if one.table not in repeats]
    repeated: dict[str, pl.DataFrame] = {}
    for table in repeats:
        of_table = [one for one in fields if one.table == table]
        several = _several(rows, of_table)
        if several.height:
            read = [_read(one, several[one.name], vocabulary, missed) for one in of_table]
            repeated[table] = pl.DataFrame([several[ROW].alias(CASE), *read])
    return RowsRead(Records(vocabulary, pl.DataFrame([keys, *once]), repeated), missed)


def _several(rows: pl.DataFrame, fields: list[Field]) -> pl.DataFrame:
    """Give each value of cells with several a row; a cell of one value goes with each of them."""
    if not fields:
        return rows.clear()
    names = [one.name for one in fields]
    split = rows.select(
        ROW, *(pl.col(name).cast(pl.String).replace("", None).str.split(";") for name in names)
    )
    split = split.with_columns(_n=pl.max_horizontal(pl.col(names).list.len()))
    split = split.filter(pl.col("_n") > 0)
    even = [
        pl.when(pl.col(name).list.len() == 1)
        .then(pl.col(name).list.first().repeat_by("_n"))
        .otherwise(pl.col(name).list.gather(pl.int_ranges(0, "_n"), null_on_oob=True))
        .alias(name)
        for name in names
    ]
    return split.select(ROW, *even).explode(names)


def _read(one: Field, texts: pl.Series, vocabulary: Vocabulary, missed: dict[str, int]) -> pl.Series:
    """Read each distinct text once, and spread the values over the rows."""
    how = reader(one, vocabulary)
    texts = texts.cast(pl.String).str.strip_chars()
    values: dict[str | None, Any] = {None: None, "": None}
    not_understood: list[str] = []
    for said in texts.drop_nulls().unique().to_list():
        if said:
            cell = how.read(said)
            values[said] = cell.value
            if cell.aside is not None or (cell.value is None and said not in how.nothing):
                not_understood.append(said)
    if not_understood:
        missed[one.name] = int(texts.is_in(not_understood).sum())
    return pl.Series(one.name, [values[said] for said in texts.to_list()], dtype=dtype(one))
