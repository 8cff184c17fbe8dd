"""Counts of all attributes, pairs and triples, by their combinatorial number."""

from __future__ import annotations

from math import comb
from typing import Any, NamedTuple

import numpy as np

from fanal.privacy.compiling import kernel


class Counts(NamedTuple):
    """A number for each attribute, pair and triple; none for triples where there are too many of them."""

    ones: Any
    pairs: Any
    triples: Any


def zeros(attributes: int, kind: Any, *, triples: bool) -> Counts:
    """Give counts of nothing."""
    return Counts(
        np.zeros(attributes, kind),
        np.zeros(comb(attributes, 2), kind),
        np.zeros(comb(attributes, 3) if triples else 0, kind),
    )


@kernel
def tally(row: Any, n: int, weight: int, counts: Any) -> None:
    """Add a record to counts.

    Parameters
    ----------
    row, n
        Its attributes, ascending, and how many.
    """
    ones, pairs, triples = counts.ones, counts.pairs, counts.triples
    three = triples.size > 0
    for third in range(n):
        high = np.int64(row[third])
        ones[high] += weight
        in_pairs = high * (high - 1) // 2
        in_triples = high * (high - 1) * (high - 2) // 6
        for second in range(third):
            middle = np.int64(row[second])
            pairs[in_pairs + middle] += weight
            if three:
                place = in_triples + middle * (middle - 1) // 2
                for first in range(second):
                    triples[place + row[first]] += weight


@kernel
def tally_all(offsets: Any, ids: Any, weights: Any, counts: Any) -> None:
    """Add all records of a table to counts."""
    for record in range(weights.size):
        row = ids[offsets[record] : offsets[record + 1]]
        tally(row, row.size, weights[record], counts)


@kernel
def tally_rows(rows: Any, sizes: Any, weights: Any, counts: Any) -> None:
    """Add rows to counts: shape (rows, width), how many attributes each has, how often there is each."""
    for number in range(sizes.size):
        tally(rows[number], sizes[number], weights[number], counts)


@kernel
def absent_triples(wanted: Any, made: Any, k: int) -> Any:
    """Give the triples that at least k people hold and no row tells: shape (triples, 3), ascending."""
    triples = np.flatnonzero((wanted.triples >= k) & (made.triples == 0))
    found = np.empty((triples.size, 3), np.int32)
    low, middle, high = np.int64(0), np.int64(1), np.int64(2)
    for at in range(triples.size):
        # They come in the order of their numbers: the highest first, then the middle one, grow.
        while (high + 1) * high * (high - 1) // 6 <= triples[at]:
            high += 1
            middle = np.int64(1)
        rest = triples[at] - high * (high - 1) * (high - 2) // 6
        while (middle + 1) * middle // 2 <= rest:
            middle += 1
        low = rest - middle * (middle - 1) // 2
        found[at, 0], found[at, 1], found[at, 2] = low, middle, high
    return found
