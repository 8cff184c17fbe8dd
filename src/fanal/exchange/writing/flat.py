"""Records in one flat table: a row per case, with its events and plans beside one another."""

from __future__ import annotations

import polars as pl

from fanal.standard.records import CASE, Records
from fanal.standard.vocabulary import Field

_NTH = "__nth__"


def occurrence(name: str, nth: int) -> str:
    """Name the column of the nth row that a case has in a repeated table: ``hte_Date``, ``hte_Date_2``."""
    return name if nth == 1 else f"{name}_{nth}"


def flat(records: Records) -> tuple[pl.DataFrame, dict[str, Field]]:
    """Lay the rows of repeated tables beside the case that they belong to.

    Every field of a repeated table that has any value gets as many columns as a case has rows at most,
    its plain name first. A field that may hold several choices therefore always stands under its plain
    name here, and under ``_1`` in a template, where the number counts choices.

    Parameters
    ----------
    records
        Cases and their repeated tables.

    Returns
    -------
    table, fields
        One row per case, ``case`` first; which field each further column holds.

    """
    table = records.cases
    fields = {field.name: field for field in records.fields()}
    table = table.select(CASE, *fields)
    for rows in filled(records).values():
        columns = [column for column in rows.columns if column != CASE]
        rows = rows.with_columns(pl.int_range(1, pl.len() + 1).over(CASE).alias(_NTH))
        for nth in range(1, rows.select(pl.col(_NTH).max()).item() + 1):
            names = {column: occurrence(column, nth) for column in columns}
            block = rows.filter(pl.col(_NTH) == nth).drop(_NTH).rename(names)
            table = table.join(block, on=CASE, how="left", maintain_order="left", validate="1:1")
            fields |= {names[column]: records.vocabulary[column] for column in columns}
    return table, fields


def filled(records: Records) -> dict[str, pl.DataFrame]:
    """Give the repeated tables that say anything, in the order of the standard.

    Returns
    -------
    dict
        By table name: ``case`` and the fields that have any value, in the order of the standard.
        Rows that say nothing are left out.

    Raises
    ------
    ValueError
        If a row belongs to a case that is not there: it would be lost.
    """
    result = {}
    for table in records.vocabulary.tables:
        rows = records.repeated.get(table.name)
        if rows is None:
            continue
        names = [
            field.name
            for field in records.vocabulary.of_table(table.name)
            if field.name in rows.columns and rows[field.name].null_count() < rows.height
        ]
        if names:
            if rows.join(records.cases, on=CASE, how="anti").height:
                raise ValueError(f"rows of {table.name!r} belong to no case")
            says = pl.any_horizontal(pl.col(names).is_not_null())
            result[table.name] = rows.select(CASE, *names).filter(says)
    return result
