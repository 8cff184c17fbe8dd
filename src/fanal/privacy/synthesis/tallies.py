"""Counts of all attributes, pairs and triples, by their combinatorial number; and what they ask for."""

from __future__ import annotations

from typing import Any

import numpy as np

from fanal.privacy.compiling import kernel


@kernel
def tally(row: Any, n: int, weight: int, ones: Any, pairs: Any, triples: Any) -> None:
    """Add a record to the counts, or take it away with a negative weight.

    Parameters
    ----------
    row, n
        Its attributes, ascending, and how many.
    ones, pairs, triples
        The counts; `triples` is empty where there are too many attributes for them.
    """
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
def tally_all(offsets: Any, ids: Any, weights: Any, ones: Any, pairs: Any, triples: Any) -> None:
    """Add all records of a table to the counts."""
    for record in range(weights.size):
        row = ids[offsets[record] : offsets[record + 1]]
        tally(row, row.size, weights[record], ones, pairs, triples)


@kernel
def worth(row: Any, n: int, pairs: Any, triples: Any, evenly: float) -> float:
    """Say how much a record would tell: the more, the rarer what it tells.

    A pair or triple held by T people is worth 1 / T, its share of a relative error, and `evenly`,
    its share of an absolute one.
    """
    total = 0.0
    for third in range(1, n):
        high = np.int64(row[third])
        in_pairs = high * (high - 1) // 2
        in_triples = high * (high - 1) * (high - 2) // 6
        for second in range(third):
            middle = np.int64(row[second])
            total += 1.0 / pairs[in_pairs + middle] + evenly
            if triples.size > 0:
                place = in_triples + middle * (middle - 1) // 2
                for first in range(second):
                    total += 1.0 / triples[place + row[first]] + evenly
    return total


@kernel
def gain(
    row: Any, n: int, more: int, pairs: Any, triples: Any, made_pairs: Any, made_triples: Any, evenly: float
) -> float:
    """Say how much nearer the counts come when a record is given one more attribute.

    Parameters
    ----------
    row, n
        The record, ascending, without the attribute.
    more
        The attribute.
    pairs, triples, made_pairs, made_triples
        The counts wanted, and those of the records made so far.
    evenly
        As `worth`.
    """
    total = 0.0
    for second in range(n):
        low, high = np.int64(min(row[second], more)), np.int64(max(row[second], more))
        place = high * (high - 1) // 2 + low
        value = 1.0 / max(pairs[place], 1) + evenly
        total += value if made_pairs[place] < pairs[place] else -value
        if triples.size > 0:
            for first in range(second):
                one = np.int64(row[first])
                # row[first] < row[second], so one of them at most is out of order with the new one.
                if one < low:
                    place = high * (high - 1) * (high - 2) // 6 + low * (low - 1) // 2 + one
                else:
                    place = high * (high - 1) * (high - 2) // 6 + one * (one - 1) // 2 + low
                value = 1.0 / max(triples[place], 1) + evenly
                total += value if made_triples[place] < triples[place] else -value
    return total


@kernel
def tally_rows(rows: Any, sizes: Any, ones: Any, pairs: Any, triples: Any) -> None:
    """Add rows to the counts: shape (rows, width), and how many attributes each holds."""
    for number in range(sizes.size):
        tally(rows[number], sizes[number], 1, ones, pairs, triples)
