"""Chance: everything that is drawn, the same again from the same seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.int64]
Shares: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Days: TypeAlias = NDArray[np.datetime64]
"""Days as numpy ``datetime64[D]``."""


class Chance:
    """The draws of one stage, which do not move when another stage draws more or less.

    Parameters
    ----------
    seed
        The seed of the whole, zero or more.
    stage
        The name of the stage.
    """

    def __init__(self, seed: int, stage: str) -> None:
        self.generator = np.random.Generator(
            np.random.PCG64(np.random.SeedSequence([seed, crc32(stage.encode())]))
        )

    def shares(self, n: int) -> Shares:
        """Draw `n` numbers evenly between 0 and 1."""
        return self.generator.random(n)

    def happens(self, share: float | Shares, n: int) -> Flags:
        """Draw `n` times whether something with that share happens."""
        return self.shares(n) < share

    def whole(self, low: int | Numbers, high: int | Numbers, n: int) -> Numbers:
        """Draw `n` whole numbers from `low` to `high`, both included."""
        return self.generator.integers(low, high, size=n, endpoint=True)

    def one(self, weights: Sequence[float] | Shares, n: int) -> Numbers:
        """Draw `n` places of one list of weights."""
        return self.one_each(np.asarray(weights, dtype=float)[None, :], np.zeros(n, dtype=np.int64))

    def one_each(self, weights: Shares, rows: Numbers) -> Numbers:
        """Draw a place from the row of weights that each case names.

        Parameters
        ----------
        weights
            Rows by places; a row of zeros gives -1.
        rows
            The row of each case.
        """
        sums = weights.cumsum(axis=1)
        total = sums[:, -1]
        drawn = self.shares(len(rows)) * total[rows]
        place = np.zeros(len(rows), dtype=np.int64)
        for upper in range(weights.shape[1] - 1):  # places are few, cases many
            place += drawn >= sums[rows, upper]
        # Rounding must not choose a last place of weight zero.
        last = weights.shape[1] - 1 - (weights[:, ::-1] > 0).argmax(axis=1)
        return np.where(total[rows] > 0, np.minimum(place, last[rows]), -1)

    def flags(self, shares: Shares) -> Flags:
        """Draw a table of flags from a table of shares."""
        return self.generator.random(shares.shape) < shares


@dataclass(frozen=True)
class Pool:
    """Values in groups: the names of a culture, the cities of a country.

    Attributes
    ----------
    values
        All values, group after group.
    start, count
        Where each group starts, and how many it has.
    """

    values: tuple[Any, ...]
    start: Numbers
    count: Numbers

    @classmethod
    def of(cls, groups: Sequence[Sequence[Any]]) -> Pool:
        """Put groups together, none of them empty."""
        count = np.array([len(group) for group in groups], dtype=np.int64)
        return cls(tuple(value for group in groups for value in group), count.cumsum() - count, count)

    def draw(self, chance: Chance, groups: Numbers) -> Numbers:
        """Draw a place in `values` for each case from the group that it names."""
        within = (chance.shares(len(groups)) * self.count[groups]).astype(np.int64)
        return self.start[groups] + within
