"""How columns and rows of a sheet belong together: keys of cases, choices in several columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from fanal.exchange.headings import Column, Headings, Use
from fanal.standard import CASE, FieldType, Vocabulary
from fanal.standard.spelling import yes_or_no
from fanal.standard.values import Reader

_UNIT = "\x1f"


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


def ticked(body: pl.DataFrame, column: Column) -> pl.Series:
    """Give the texts of a column; ticks in the box of a choice become its code, what is no tick stays."""
    texts = body[str(column.index)]
    if column.choice is None:
        return texts
    said = {text: yes_or_no(text) for text in texts.unique().drop_nulls()}
    meant = {text: {True: column.choice, False: None, None: text}[answer] for text, answer in said.items()}
    return texts.replace(meant) if meant else texts


def united(columns: Sequence[pl.Series], reader: Reader) -> pl.Series:
    """Bring the choices of several columns together, each once, in the order of the code list."""
    order = reader.codes.order if reader.codes is not None else {}
    frame = pl.DataFrame({str(position): column for position, column in enumerate(columns)})
    joined = frame.select(
        text=pl.concat_str(pl.all().list.join(_UNIT), separator=_UNIT, ignore_nulls=True).replace("", None)
    )["text"]
    in_order = {
        text: _UNIT.join(sorted(set(text.split(_UNIT)), key=order.__getitem__))
        for text in joined.unique().drop_nulls()
    }
    return (joined.replace(in_order) if in_order else joined).str.split(_UNIT)


def coalesced(columns: Iterable[pl.Series]) -> list[pl.Series]:
    """Bring two series of one field together: its own column first, a band from beside it second."""
    found: dict[str, pl.Series] = {}
    for column in columns:
        before = found.get(column.name)
        found[column.name] = column if before is None else before.zip_with(before.is_not_null(), column)
    return list(found.values())
