"""Columns of texts as numbers, by the dictionaries of Polars: every text is looked at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from fanal.presentation import Refusal
from fanal.privacy.attribute_settings import AttributeColumn, AttributeSettings

_TOGETHER = 8
"""Columns that Polars codes side by side; more need more memory at once."""


@dataclass(frozen=True, eq=False)
class CodedColumn:
    """One column as numbers.

    Attributes
    ----------
    name, absence_informs
        As its settings say.
    values
        Its values: the domain, or those that occur, in their order.
    codes
        Shape (cells,): a number for each way of writing that occurs; 0 for a blank cell.
    place_of
        Shape (codes,): the place among the values of what each code says; -1 for none.
    outside
        Cells that are neither blank nor of the domain.
    """

    name: str
    absence_informs: bool
    values: Sequence[str]
    codes: npt.NDArray[np.unsignedinteger]
    place_of: npt.NDArray[np.int32]
    outside: int


def coded_columns(cells: pl.DataFrame, settings: AttributeSettings) -> list[CodedColumn]:
    """Turn columns of texts into numbers.

    Parameters
    ----------
    cells
        The columns of the settings, as texts.
    settings
        Their domains, and whether what is outside may be dropped.

    Raises
    ------
    Refusal
        If a value is outside its domain and may not be dropped.
    """
    # Categories of their own, so that the codes stay small whatever else this process has read.
    dictionary = pl.Categorical(pl.Categories.random())
    made = []
    for top in range(0, len(settings.columns), _TOGETHER):
        some = settings.columns[top : top + _TOGETHER]
        wanted = pl.col([one.column for one in some])
        coded = cells.select((wanted.cast(dictionary).to_physical().cast(pl.UInt32) + 1).fill_null(0))
        for one in some:
            codes = coded[one.column].to_numpy()
            made.append(_column(cells[one.column], codes, one, drop_outside=settings.drop_outside))
    return made


def _column(
    cells: pl.Series, codes: npt.NDArray[np.uint32], one: AttributeColumn, *, drop_outside: bool
) -> CodedColumn:
    counts = np.bincount(codes, minlength=1)
    first = np.zeros(counts.size, dtype=np.int64)
    first[codes[::-1]] = np.arange(codes.size - 1, -1, -1)
    seen = np.flatnonzero(counts[1:]) + 1
    said = [text.strip() for text in cells.gather(first[seen]).to_list()]
    values = sorted({text for text in said if text}) if one.domain is None else one.domain
    places = {value: number for number, value in enumerate(values)}
    place_of = np.full(counts.size, -1, dtype=np.int32)
    place_of[seen] = [places.get(text, -1) for text in said]
    filled = np.array([bool(text) for text in said], dtype=np.bool_)
    outside = int(counts[seen[filled & (place_of[seen] < 0)]].sum())
    if outside and not drop_outside:
        raise Refusal("privacy.outside-domain", column=one.column, n=outside)
    return CodedColumn(
        name=one.column,
        absence_informs=one.absence_informs,
        values=values,
        codes=codes.astype(np.min_scalar_type(counts.size)),
        place_of=place_of,
        outside=outside,
    )
