"""The values of one column at every level of its hierarchy, as numbers, with what each loses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from fanal.privacy.classes import Column, Numbers, blanked, code_column
from fanal.privacy.k_anonymity.settings import QuasiIdentifier
from fanal.standard.hierarchies import WITHHELD

Losses = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Level:
    """One level of one column.

    Attributes
    ----------
    number
        Its place in the hierarchy.
    codes
        Shape (values + 1,): the code told for each exact code; 0 stays 0, the blank. A value of
        which the level tells nothing becomes blank as well: a mark would say that it is there.
    texts
        Shape (codes told,): what is printed for each code; nothing for 0.
    losses
        Shape (codes told,), 0 to 1: what is lost of a cell told by that code; 0 for the blank.
    lost
        Shape (values + 1,), 0 to 1: what is lost of each exact code; 0 for the blank.
    """

    number: int
    codes: Numbers
    texts: tuple[str | None, ...]
    losses: Losses
    lost: Losses


@dataclass(frozen=True, slots=True)
class LeveledColumn:
    """A quasi-identifier as exact codes, and its levels from the least that is allowed."""

    quasi: QuasiIdentifier
    exact: Column
    levels: tuple[Level, ...]


def leveled(series: pl.Series, quasi: QuasiIdentifier) -> LeveledColumn:
    """Code the values of a column and tell each at every level allowed.

    The loss of a cell is the loss metric of V. S. Iyengar, "Transforming data to satisfy privacy
    constraints", KDD 2002, equation 1 (also the normalised certainty penalty of J. Xu et al., KDD
    2006): (values told alike - 1) / (values of the column - 1), the values being those that occur;
    1 for nothing told; 0 for a blank, of which nothing can be lost.
    """
    exact = code_column(series)
    values = blanked(series).drop_nulls().unique().sort().cast(pl.String).to_list()
    allowed = range(quasi.min_level, len(quasi.hierarchy.levels))
    return LeveledColumn(quasi, exact, tuple(_level(values, quasi, number) for number in allowed))


def _level(values: list[str], quasi: QuasiIdentifier, number: int) -> Level:
    told = [quasi.hierarchy.at(value, number) for value in values]
    # At level 0 the word is one that somebody wrote.
    nothing = WITHHELD if number else None
    texts = sorted(set(told) - {nothing})
    code_of = {text: code for code, text in enumerate(texts, start=1)}
    codes = np.array([0, *(code_of.get(text, 0) for text in told)], dtype=np.int64)
    alike = np.bincount(codes[1:], minlength=len(texts) + 1).astype(np.float64)
    losses = np.maximum(alike - 1, 0) / max(len(values) - 1, 1)
    losses[0] = 0.0
    gone = (codes == 0) & (np.arange(codes.size) > 0)
    return Level(
        number=number,
        codes=codes,
        texts=(None, *texts),
        losses=losses,
        lost=np.where(gone, 1.0, losses[codes]),
    )
