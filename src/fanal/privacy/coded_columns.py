"""Columns of texts as numbers, by the dictionaries of Polars: every text is looked at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

import numpy as np
import numpy.typing as npt
import polars as pl

from fanal.presentation import Refusal
from fanal.privacy.attribute_settings import AttributeColumn, AttributeSettings


@dataclass(frozen=True, eq=False)
class CodedColumn:
    """One column as numbers.

    Attributes
    ----------
    name, absence_informs
        As its settings say.
    values
        Its values: the domain, or those that occur, in their order.
    places
        Shape (cells,): the place of each among the values, from 1; 0 for none.
    outside
        Cells that are neither blank nor of the domain.
    """

    name: str
    absence_informs: bool
    values: Sequence[str]
    places: npt.NDArray[np.unsignedinteger]
    outside: int


def coded_columns(cells: pl.DataFrame, settings: AttributeSettings) -> list[CodedColumn]:
    """Turn columns of texts into numbers.

    Parameters
    ----------
    cells
        Columns of texts; Polars codes them side by side, so few together need little memory.
    settings
        Their domains, and whether what is outside may be dropped.

    Raises
    ------
    Refusal
        If a value is outside its domain and may not be dropped.
    """
    wanted = [one for one in settings.columns if one.column in cells.columns]
    # Categories of each column by itself, so that they are few; they last as long as what is coded by them.
    said = [pl.Categories.random() for _ in wanted]
    coded = cells.select(
        pl.col(one.column).cast(pl.Categorical(categories))
        for one, categories in zip(wanted, said, strict=True)
    )
    return [
        _column(coded[one.column], categories.to_series(), one, drop_outside=settings.drop_outside)
        for one, categories in zip(wanted, said, strict=True)
    ]


def composed(text: str) -> str:
    """Write letters with their accents as one sign (NFC): other machines write them as two."""
    return text if text.isascii() else normalize("NFC", text)


def _column(coded: pl.Series, said: pl.Series, one: AttributeColumn, *, drop_outside: bool) -> CodedColumn:
    texts = [composed(text.strip()) for text in said.to_list()]
    values = sorted({text for text in texts if text}) if one.domain is None else one.domain
    place_of = {composed(value): place for place, value in enumerate(values, start=1)}
    # The last is for cells that hold nothing.
    places = np.array([*(place_of.get(text, 0) for text in texts), 0], np.min_scalar_type(len(values)))
    of_cell = coded.to_physical().cast(pl.UInt32).fill_null(len(texts)).to_numpy()
    strange = np.array([*(bool(text) and text not in place_of for text in texts), False], np.bool_)
    outside = int(np.count_nonzero(strange.take(of_cell))) if strange.any() else 0
    if outside and not drop_outside:
        raise Refusal("privacy.outside-domain", column=one.column, n=outside)
    return CodedColumn(
        name=one.column,
        absence_informs=one.absence_informs,
        values=values,
        places=places.take(of_cell),
        outside=outside,
    )
