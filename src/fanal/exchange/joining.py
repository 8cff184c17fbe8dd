"""How columns and rows of a sheet belong together: keys of cases, choices in several columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from fanal.exchange.headings import Column, Headings, Use
from fanal.standard import CASE, FieldType, Vocabulary
from fanal.standard.spelling import yes_or_no


def case_keys(body: pl.DataFrame, rows: pl.Series, headings: Headings, prefix: str) -> pl.Series:
    """Name each row's case: by its own column, else by the row's number."""
    numbers = rows.cast(pl.String)
    if prefix:
        numbers = pl.Series([prefix + number for number in numbers], dtype=pl.String)
    for column in headings.columns:
        if column.use is Use.CASE:
            own = body[str(column.index)]
            return own.zip_with(own.is_not_null(), numbers).alias(CASE)
    return numbers.alias(CASE)


def unique_keys(keys: pl.Series, taken: set[str]) -> tuple[pl.Series, int]:
    """Make the keys of cases unique.

    Parameters
    ----------
    keys
        One per row.
    taken
        The keys of cases read before; those given are added.

    Returns
    -------
    keys, twice
        A further case of the same key ends in ``~2``, ``~3``…; how many keys stood more than once.
    """
    own = set(keys)
    if len(own) == len(keys) and taken.isdisjoint(own):
        taken |= own
        return keys, 0
    twice: set[str] = set()
    unique: list[str] = []
    for key in keys:
        name, number = key, 1
        while name in taken or (number > 1 and name in own):
            number += 1
            name = f"{key}~{number}"
        if number > 1:
            twice.add(key)
        taken.add(name)
        unique.append(name)
    return pl.Series(keys.name, unique, dtype=pl.String), len(twice)


def by_field(headings: Headings, vocabulary: Vocabulary) -> dict[tuple[str, int], list[Column]]:
    """Group the columns by field; choices in several columns are one, rows of a table are not."""
    grouped: dict[tuple[str, int], list[Column]] = {}
    on_own_sheet = any(column.use is Use.CASE for column in headings.columns) and headings.layout is None
    main = any(
        column.field and not vocabulary.table_by_name[column.field.table].repeats
        for column in headings.columns
    )
    for column in headings.columns:
        one = column.field
        if one is None or column.use is not Use.FIELD:
            continue
        choices = one.type is FieldType.MULTISELECT
        repeats = vocabulary.table_by_name[one.table].repeats
        apart = repeats and not (choices and on_own_sheet and not main)
        grouped.setdefault((one.name, column.occurrence if apart else 1), []).append(column)
    return grouped


def joined_texts(body: pl.DataFrame, columns: Sequence[Column]) -> pl.Series:
    """Give one text per row: the choices of several columns and ticked boxes on lines of their own."""
    if len(columns) == 1 and columns[0].choice is None:
        return body[str(columns[0].index)]
    texts = [_ticked(body[str(column.index)], column.choice) for column in columns]
    frame = pl.DataFrame({str(position): text for position, text in enumerate(texts)})
    joined = frame.select(text=pl.concat_str(pl.all(), separator="\n", ignore_nulls=True).replace("", None))
    return joined["text"]


def _ticked(texts: pl.Series, choice: str | None) -> pl.Series:
    """Turn a column of ticks into the code it stands for; leave what is no tick as it is."""
    if choice is None:
        return texts
    said = {text: yes_or_no(text) for text in texts.unique().drop_nulls()}
    meant = {text: {True: choice, False: None, None: text}[answer] for text, answer in said.items()}
    return texts.replace(meant) if meant else texts


def coalesced(columns: Iterable[pl.Series]) -> list[pl.Series]:
    """Bring two series of one field together: its own column first, a band from beside it second."""
    found: dict[str, pl.Series] = {}
    for column in columns:
        before = found.get(column.name)
        found[column.name] = column if before is None else before.zip_with(before.is_not_null(), column)
    return list(found.values())
