"""Columns: from arrays to the types that records have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from fanal.fictional.chance import Chance, Days, Flags, Numbers, Pool
from fanal.fictional.knowledge import codes
from fanal.standard.vocabulary import FieldType, htcds

Columns = dict[str, pl.Series]
"""Columns by field name."""


def one_of(field: str, places: Numbers) -> pl.Series:
    """Give the codes of one choice each, in a list where the field takes several; nothing for -1."""
    chosen = texts(field, codes(field), places)
    if htcds()[field].type is FieldType.MULTISELECT:
        alone = pl.when(pl.col(field).is_not_null()).then(pl.concat_list(field))
        return chosen.to_frame().select(alone.alias(field))[field]
    return chosen


def texts(field: str, values: Sequence[str], places: Numbers) -> pl.Series:
    """Give the texts at some places; nothing where the place is -1."""
    known = pl.Series(field, [*values, None], dtype=pl.String)
    return known.gather(np.where(places < 0, len(values), places))


def several_of(field: str, flags: Flags) -> pl.Series:
    """Give the codes of several choices each, in the order of the list; nothing where none is."""
    return several(field, codes(field), flags)


def several(field: str, values: Sequence[str], flags: Flags) -> pl.Series:
    """Give several texts each, in the order given; nothing where none is flagged."""
    packed = np.packbits(flags, axis=1)
    pattern, which = np.unique(packed, axis=0, return_inverse=True)
    lists = [
        [values[place] for place in np.flatnonzero(row).tolist()] or None
        for row in np.unpackbits(pattern, axis=1, count=flags.shape[1])
    ]
    return pl.Series(field, lists, dtype=pl.List(pl.String)).gather(which.ravel())


def days(field: str, values: Days, present: Flags | None = None) -> pl.Series:
    """Give dates; nothing where not `present`."""
    return blanked(pl.Series(field, values.astype("M8[D]"), dtype=pl.Date), present)


def numbers(field: str, values: Numbers) -> pl.Series:
    """Give whole numbers."""
    return pl.Series(field, values, dtype=pl.Int64)


def boxes(field: str, values: Flags, present: Flags | None = None) -> pl.Series:
    """Give ticked and empty boxes; nothing where not `present`."""
    return blanked(pl.Series(field, values, dtype=pl.Boolean), present)


def numbered(field: str, before: Sequence[str], number: Numbers, present: Flags | None = None) -> pl.Series:
    """Give texts with a number behind, ``Fictional street 12``."""
    written = pl.DataFrame(
        {"before": before, "number": number}, schema={"before": pl.String, "number": pl.Int64}
    )
    return blanked(written.select(pl.format("{} {}", "before", "number").alias(field))[field], present)


def note(field: str, pool: Pool, french: Flags, chance: Chance, present: Flags | None = None) -> pl.Series:
    """Draw a note in the language of each organisation."""
    return blanked(texts(field, pool.values, pool.draw(chance, french.astype(np.int64))), present)


def blanked(column: pl.Series, present: Flags | None) -> pl.Series:
    """Keep the values where `present`."""
    if present is None:
        return column
    return column.to_frame().select(pl.when(pl.Series("present", present)).then(pl.col(column.name)))[
        column.name
    ]


def together(*parts: Mapping[str, pl.Series]) -> Columns:
    """Put columns together, none of them named twice."""
    joined: Columns = {}
    for part in parts:
        twice = joined.keys() & part.keys()
        if twice:
            raise ValueError(f"columns drawn twice: {sorted(twice)}")
        joined |= part
    return joined
