"""Rows built anew around what all rows together lack."""

from __future__ import annotations

from typing import Any

import numpy as np

from fanal.privacy.compiling import kernel
from fanal.privacy.synthesis.bitsets import enough, everybody, narrow
from fanal.privacy.synthesis.reducing import sort_by
from fanal.privacy.synthesis.refilling import grow, insert, may_join
from fanal.privacy.synthesis.values import NEVER, loss, put, value_of_one, worth


@kernel
def _built(around: Any, row: Any, order: Any, people: Any, shared: Any, built: Any) -> int:
    """Keep of a row, in some order, what at least k people share with the attributes it is built around.

    What is built is written to `built`, ascending; given is how many attributes it has.
    """
    shared.used[0] = -1
    n = 0
    for one in around:
        narrow(shared, people, one)
        insert(built, n, one)
        n += 1
    for at in order[: row.size]:
        new = True
        for one in around:
            new = new and one != row[at]
        if new and n < built.size and enough(shared, people, row[at]):
            narrow(shared, people, row[at])
            insert(built, n, row[at])
            n += 1
    return n


@kernel
def _mark_same(before: Any, built: Any, same: Any) -> None:
    """Mark the attributes that two ascending rows have both."""
    here, there = 0, 0
    while here < before.size and there < built.size:
        if before[here] == built[there]:
            same[before[here]] = True
        if before[here] <= built[there]:
            here += 1
        else:
            there += 1


@kernel
def exchange(around: Any, turn: Any, rows: Any, sizes: Any, people: Any, balance: Any, chance: Any) -> None:
    """Build rows anew, each around some attributes, where that tells what is worth more than what it loses.

    Parameters
    ----------
    around
        Shape (rows to look at, attributes): what each is built around; at least k people share it.
    turn
        Shape (rows to look at,): the rows. Of each, what is worth much tends to be kept.
    rows, sizes
        All rows, shape (rows, width), and how many attributes each has.
    """
    width, attributes = rows.shape[1], people.held.size
    shared = everybody(people)
    keys, order = np.empty(width, np.float64), np.empty(width, np.int64)
    before, built = np.empty(width, np.int32), np.empty(width, np.int32)
    asked = np.flatnonzero(people.held >= people.k).astype(np.int32)
    counts, possible = np.empty(attributes, np.int64), np.empty(asked.size, np.bool_)
    same = np.zeros(attributes, np.bool_)
    wanted, made, values, prices = balance
    for at in range(turn.size):
        number, n = turn[at], sizes[turn[at]]
        if values.ones[around[at]].min() <= NEVER:
            continue
        before[:n] = rows[number, :n]
        for place in range(n):
            one = before[place]
            told = value_of_one(wanted.ones[one], made.ones[one] - 1, prices)
            keys[place] = -np.log(1.0 - chance.random()) / (1e-9 + told)
        sort_by(keys, order, n)
        size = _built(around[at], before[:n], order, people, shared, built)
        may_join(built, size, asked, people, shared, wanted.pairs, counts, possible)
        size = grow(built, size, asked, possible, people, shared, balance)
        _mark_same(before[:n], built[:size], same)
        if worth(built, size, same, values) > loss(before, n, same, balance):
            put(before, n, -1, same, balance)
            put(built, size, 1, same, balance)
            rows[number, :size] = built[:size]
            sizes[number] = size
        same[before[:n]] = False
