"""Rows built anew around the attributes that are short of people."""

from __future__ import annotations

from typing import Any

import numpy as np

from fanal.privacy.compiling import kernel
from fanal.privacy.synthesis.bitsets import holders, narrow, shared_by
from fanal.privacy.synthesis.tallies import tally


@kernel
def built(
    tried: Any,
    order: Any,
    k: int,
    bits: Any,
    weights: Any,
    column_of: Any,
    places: Any,
    words: Any,
    used: Any,
    kept: Any,
) -> int:
    """Take attributes of different columns in turn; each stays if k people share all that stayed.

    What stayed is written to `kept`, ascending; given is how many it is.
    """
    used[:] = False
    n, size = 0, 0
    for at in order:
        one = tried[at]
        if used[column_of[one]] or size == kept.size:
            continue
        if size > 0 and not shared_by(places, words, n, bits[one], weights, k):
            continue
        n = holders(bits[one], places, words) if size == 0 else narrow(places, words, n, bits[one])
        used[column_of[one]] = True
        kept[size] = one
        size += 1
    kept[:size].sort()
    return size


@kernel
def nearer_by(row: Any, other: Any, ones: Any, made_ones: Any, missing: int) -> int:
    """Count the people that single counts come nearer when one row takes the place of another.

    0 where an attribute would be told by no row any more.

    Parameters
    ----------
    row, other
        The row that is, and the row that would be; both ascending.
    ones, made_ones
        The counts wanted, and those of all rows so far.
    missing
        An attribute is short of people while more than so many are missing.
    """
    nearer, here, there = 0, 0, 0
    while here < row.size or there < other.size:
        if there == other.size or (here < row.size and row[here] < other[there]):
            if made_ones[row[here]] == 1:
                return 0
            nearer -= ones[row[here]] - made_ones[row[here]] >= missing
            here += 1
        elif here == row.size or other[there] < row[here]:
            nearer += ones[other[there]] - made_ones[other[there]] > missing
            there += 1
        else:
            here += 1
            there += 1
    return nearer


@kernel
def exchange(
    turn: Any,
    rows: Any,
    sizes: Any,
    k: int,
    tries: int,
    bits: Any,
    weights: Any,
    column_of: Any,
    ones: Any,
    pairs: Any,
    triples: Any,
    made_ones: Any,
    made_pairs: Any,
    made_triples: Any,
    missing: int,
    chance: Any,
) -> int:
    """Build rows anew around the attributes that are short of people, keeping what can stay of each.

    Parameters
    ----------
    turn
        The rows, in the order in which they are looked at.
    tries
        How many orders are drawn for a row; attributes short of many people tend to come first.
    missing
        See `nearer_by`.

    Returns
    -------
    int
        How many people single counts came nearer.
    """
    places, words = np.empty(bits.shape[1], np.int64), np.empty(bits.shape[1], np.uint64)
    kept, best = np.empty(rows.shape[1], np.int32), np.empty(rows.shape[1], np.int32)
    used = np.zeros(column_of.max() + 1 if column_of.size else 1, np.bool_)
    in_all = 0
    for number in turn:
        short = np.flatnonzero((ones - made_ones > missing) & (ones >= k)).astype(np.int32)
        if short.size == 0:
            break
        row = rows[number, : sizes[number]].copy()
        tried = np.concatenate((short, row))
        keys = np.empty(tried.size, np.float64)
        best_size, best_nearer = 0, 0
        for _ in range(tries):
            for at in range(tried.size):
                draw = -np.log(1.0 - chance.random())
                lacking = ones[tried[at]] - made_ones[tried[at]]
                keys[at] = draw / lacking if at < short.size else 1e9 + draw
            size = built(tried, np.argsort(keys), k, bits, weights, column_of, places, words, used, kept)
            nearer = nearer_by(row, kept[:size], ones, made_ones, missing)
            if nearer > best_nearer:
                best_size, best_nearer = size, nearer
                best[:size] = kept[:size]
        if best_nearer > 0:
            tally(row, row.size, -1, made_ones, made_pairs, made_triples)
            rows[number, :best_size] = best[:best_size]
            sizes[number] = best_size
            tally(best, best_size, 1, made_ones, made_pairs, made_triples)
            in_all += best_nearer
    return in_all
