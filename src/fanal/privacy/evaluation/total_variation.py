"""How far the joint distribution of columns in a release is from that of the people behind it."""

from __future__ import annotations

from itertools import combinations
from math import comb, prod
from typing import Any

import numpy as np
import polars as pl

from fanal.presentation import Progress, silent
from fanal.privacy.compiling import kernel

_MOST_CELLS = 1 << 22
"""Sets of columns with more cells are sorted instead of being laid out."""


def total_variation_of(
    sensitive: pl.DataFrame, release: pl.DataFrame, size: int = 3, progress: Progress = silent
) -> float:
    """Give the mean total variation distance over all sets of columns, a blank being a value.

    The distance of one set is half the sum of |share in the release - share in the data| over the
    values that its columns take together: 0 where both agree, 1 where they have nothing in common.

    Parameters
    ----------
    sensitive, release
        Texts of the same columns, at least one row each.
    size
        Columns of a set, 1 to 3; of fewer columns than that, all of them are the one set.
    progress
        Hears of each first column.
    """
    names = sensitive.columns
    size = min(size, len(names))
    both = pl.concat([sensitive, release.select(names)])
    shares = [1 / sensitive.height] * sensitive.height + [-1 / release.height] * release.height
    codes = both.select(pl.all().rank("dense").fill_null(0).cast(pl.Int64)).with_columns(
        pl.Series("", shares)
    )
    codes = codes.group_by(names).agg(pl.col("").sum())
    matrix = np.ascontiguousarray(codes.select(names).to_numpy().T)
    weights = codes[""].to_numpy()
    cards = matrix.max(axis=1) + 1
    total = 0.0
    for first in range(len(names) - size + 1):
        rest = list(combinations(range(first + 1, len(names)), size - 1))
        sets = [(first, *some) for some in rest]
        laid = [one for one in sets if prod(cards[list(one)].tolist()) <= _MOST_CELLS]
        total += _laid_out(matrix, weights, cards, laid)
        total += sum(_sorted(matrix, weights, cards, one) for one in sets if one not in set(laid))
        progress(first + 1, len(names) - size + 1, "privacy.progress-total-variation")
    return total / comb(len(names), size)


def _laid_out(matrix: Any, weights: Any, cards: Any, sets: list[tuple[int, ...]]) -> float:
    """Add the distances of sets whose cells all fit into a table; fewer than three columns are padded."""
    if not sets:
        return 0.0
    # A column of one value, beside the others, changes no distance.
    padded = np.vstack([matrix, np.zeros((1, matrix.shape[1]), dtype=matrix.dtype)])
    cards = np.append(cards, 1)
    three = np.array([(*one, *(len(matrix),) * (3 - len(one))) for one in sets])
    largest = max(prod(cards[list(one)].tolist()) for one in sets)
    return float(_sum_of_distances(padded, weights, cards, three, np.zeros(largest)))


def _sorted(matrix: Any, weights: Any, cards: Any, one: tuple[int, ...]) -> float:
    keys = np.zeros(matrix.shape[1], dtype=np.int64)
    for column in one:
        keys = np.unique(keys * cards[column] + matrix[column], return_inverse=True)[1].astype(np.int64)
    return float(np.abs(np.bincount(keys, weights=weights)).sum() / 2)


@kernel
def _sum_of_distances(codes: Any, shares: Any, cards: Any, sets: Any, cells: Any) -> float:
    total = 0.0
    for row in range(len(sets)):
        a, b, c = sets[row, 0], sets[row, 1], sets[row, 2]
        for at in range(shares.size):
            cells[(codes[a, at] * cards[b] + codes[b, at]) * cards[c] + codes[c, at]] += shares[at]
        size = cards[a] * cards[b] * cards[c]
        for cell in range(size):
            total += abs(cells[cell]) / 2
            cells[cell] = 0.0
    return total
