"""Records of attribute ids, written as a table of texts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from fanal.privacy.attributes import AttributeTable, Ids, Numbers


def as_texts(rows: Ids, sizes: Numbers, table: AttributeTable, blank: str) -> pl.DataFrame:
    """Write records as the table that they come from was written.

    Parameters
    ----------
    rows, sizes
        Shape (records, width): the attributes of each record; shape (records,): how many count.
    table
        Where the attributes are from.
    blank
        What stands for a blank that informs.

    Returns
    -------
    DataFrame of texts, null where nothing is told; of lists of texts where cells hold several values and
    the settings name no separator.
    """
    filled = np.arange(rows.shape[1]) < sizes[:, None]
    ids, record = rows[filled], np.repeat(np.arange(len(rows)), sizes)
    by_column = np.argsort(table.column_of[ids].astype(np.uint16), kind="stable")
    ids, record = ids[by_column], record[by_column]
    starts = np.searchsorted(table.column_of[ids], np.arange(len(table.settings.columns) + 1))
    texts = pl.Series(
        [blank if one.value is None else one.value for one in table.attributes], dtype=pl.String
    )
    columns = []
    for number, one in enumerate(table.settings.columns):
        here = slice(int(starts[number]), int(starts[number + 1]))
        several = one.separator is not None or bool((np.diff(record[here]) == 0).any())
        told = texts[ids[here]]
        if not several:
            columns.append(_one_value(told, record[here], len(rows)).alias(one.column))
            continue
        lists = (
            pl.DataFrame({"record": record[here], "told": told}).group_by("record").agg(pl.col("told").sort())
        )
        every = pl.DataFrame({"record": np.arange(len(rows))}).join(
            lists, on="record", how="left", maintain_order="left"
        )["told"]
        joined = every if one.separator is None else every.list.join(one.separator)
        columns.append(joined.alias(one.column))
    return pl.DataFrame(columns)


def _one_value(told: pl.Series, record: npt.NDArray[np.integer], n: int) -> pl.Series:
    places = np.full(n, len(told), dtype=np.int64)
    places[record] = np.arange(len(told))
    return told.extend(pl.Series([None], dtype=pl.String)).gather(places)
