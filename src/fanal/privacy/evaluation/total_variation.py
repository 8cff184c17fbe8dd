"""How far the joint distribution of columns in a release is from that of the people behind it."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
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
    codes = both.select(pl.all().rank("dense").fill_null(0).cast(pl.Int32)).with_columns(
        pl.Series("", shares)
    )
    codes = codes.group_by(names).agg(pl.col("").sum())
    matrix = np.ascontiguousarray(codes.select(names).to_numpy().T)
    weights = codes[""].to_numpy()
    cards = matrix.max(axis=1).astype(np.int64) + 1
    firsts = len(names) - size + 1

    def beginning_with(first: int) -> float:
        rest = combinations(range(first + 1, len(names)), size - 1)
        return _sum_over([(first, *some) for some in rest], matrix, weights, cards)

    total = 0.0
    pool = ThreadPoolExecutor(min(2, os.cpu_count() or 1))
    try:
        for done, part in enumerate(pool.map(beginning_with, range(firsts)), start=1):
            total += part
            progress(done, firsts, "privacy.progress-total-variation")
    finally:
        pool.shutdown(cancel_futures=True)
    return total / comb(len(names), size)


def _sum_over(sets: list[tuple[int, ...]], matrix: Any, weights: Any, cards: Any) -> float:
    """Add the distances of sets of columns: cells are laid out in a table, or sorted where they are many."""
    cells = [prod(cards[list(one)].tolist()) for one in sets]
    laid = [one for one, size in zip(sets, cells, strict=True) if size <= _MOST_CELLS]
    total = sum(
        _sorted(matrix, weights, cards, one)
        for one, size in zip(sets, cells, strict=True)
        if size > _MOST_CELLS
    )
    if not laid:
        return total
    # A column of one value, beside the others, changes no distance.
    three = np.array([(*one, *(len(matrix),) * (3 - len(one))) for one in laid])
    padded = np.vstack([matrix, np.zeros((1, matrix.shape[1]), dtype=matrix.dtype)])
    table = np.zeros(max(size for size in cells if size <= _MOST_CELLS))
    return total + float(_sum_of_distances(padded, weights, np.append(cards, 1), three, table))


def _sorted(matrix: Any, weights: Any, cards: Any, one: tuple[int, ...]) -> float:
    keys = np.zeros(matrix.shape[1], dtype=np.int64)
    for column in one:
        keys = np.unique(keys * cards[column] + matrix[column], return_inverse=True)[1].astype(np.int64)
    return float(np.abs(np.bincount(keys, weights=weights)).sum() / 2)


@kernel
def _sum_of_distances(codes: Any, shares: Any, cards: Any, sets: Any, cells: Any) -> float:
    total = 0.0
    pair = np.empty(shares.size, np.int64)
    for row in range(len(sets)):
        a, b, c = sets[row, 0], sets[row, 1], sets[row, 2]
        if row == 0 or b != sets[row - 1, 1] or a != sets[row - 1, 0]:
            pair = (codes[a] * cards[b] + codes[b]).astype(np.int64)
        third, card = codes[c], cards[c]
        for at in range(shares.size):
            cells[pair[at] * card + third[at]] += shares[at]
        for cell in range(cards[a] * cards[b] * card):
            total += abs(cells[cell]) / 2
            cells[cell] = 0.0
    return total
