"""Give rows what all rows together lack."""

from __future__ import annotations

from typing import Any

import numpy as np

from fanal.privacy.compiling import kernel
from fanal.privacy.synthesis.bitsets import count_more, enough, everybody, narrow, records_in
from fanal.privacy.synthesis.values import NEVER, put, worth_of_one_more

_FEW = 256
"""The attributes of so many records are read faster than the bitsets of all attributes."""


@kernel
def share(row: Any, n: int, people: Any, shared: Any) -> None:
    """Find the people who share all that a row tells: those of its rarest attribute first, who are few."""
    shared.used[0] = -1
    if n == 0:
        return
    rarest = row[np.argmin(people.held[row[:n]])]
    narrow(shared, people, rarest)
    for at in range(n):
        if row[at] != rarest:
            narrow(shared, people, row[at])


@kernel
def may_meet(one: int, other: int, people: Any, pairs: Any) -> Any:
    """Say whether at least k people hold two attributes: quick to ask before any bitset is read."""
    low, high = np.int64(min(one, other)), np.int64(max(one, other))
    return low != high and pairs[high * (high - 1) // 2 + low] >= people.k


@kernel
def insert(row: Any, n: int, more: int) -> None:
    """Put one more attribute into an ascending row of n."""
    while n > 0 and row[n - 1] > more:
        row[n] = row[n - 1]
        n -= 1
    row[n] = more


@kernel
def may_join(
    row: Any, n: int, asked: Any, people: Any, shared: Any, pairs: Any, counts: Any, answers: Any
) -> None:
    """Say which attributes could join a row, so that at least k people share the row still.

    Parameters
    ----------
    row, n
        The row, and how many attributes it has.
    asked
        The attributes asked for.
    shared
        Those who share the row.
    pairs
        How many people hold each pair.
    counts, answers
        Room for a number for each attribute; where the answers are written.
    """
    few = n > 0 and records_in(shared) <= _FEW
    if few:
        count_more(shared, people, counts)
        for at in range(n):
            counts[row[at]] = 0
    for at in range(asked.size):
        if few:
            answers[at] = counts[asked[at]] >= people.k
            continue
        answers[at] = True
        for place in range(n):
            answers[at] = answers[at] and may_meet(row[place], asked[at], people, pairs)
        answers[at] = answers[at] and enough(shared, people, asked[at])


@kernel
def openings(rows: Any, sizes: Any, asked: Any, people: Any, pairs: Any, answers: Any) -> None:
    """Say which attributes could join each of some rows, see `may_join`: into shape (rows, asked)."""
    shared = everybody(people)
    counts = np.empty(people.held.size, np.int64)
    for number in range(sizes.size):
        share(rows[number], sizes[number], people, shared)
        may_join(rows[number], sizes[number], asked, people, shared, pairs, counts, answers[number])


@kernel
def grow(row: Any, n: int, asked: Any, possible: Any, people: Any, shared: Any, balance: Any) -> int:
    """Give a row, one after the other, the attributes that are worth most; say how many it then has.

    Parameters
    ----------
    row, n
        The row, ascending, and how many attributes it has.
    asked, possible
        Attributes, and whether each could join the row, see `may_join`.
    shared
        Those who share the row; those who share what it becomes.
    """
    asked_already = True
    while n < row.size:
        best, most = -1, 0.0
        for at in range(asked.size):
            if possible[at]:
                told = worth_of_one_more(row, n, asked[at], balance.values)
                if told > most:
                    possible[at] = asked_already or enough(shared, people, asked[at])
                    if possible[at]:
                        best, most = at, told
        if best < 0:
            break
        asked_already = False
        narrow(shared, people, asked[best])
        insert(row, n, asked[best])
        n += 1
        for at in range(asked.size):
            possible[at] = possible[at] and may_meet(asked[best], asked[at], people, balance.wanted.pairs)
    return n


@kernel
def _gains(row: Any, n: int, asked: Any, possible: Any, values: Any) -> Any:
    """Say whether any attribute that could join a row is worth something: most rows end here."""
    for at in range(asked.size):
        one = asked[at]
        if possible[at] and values.ones[one] > NEVER and worth_of_one_more(row, n, one, values) > 0.0:
            return True
    return False


@kernel
def refill(
    turn: Any, rows: Any, sizes: Any, group: Any, asked: Any, answers: Any, people: Any, balance: Any
) -> None:
    """Give rows what is worth most, never so that fewer than k people would share the row.

    Parameters
    ----------
    turn
        The rows, in the order in which they are looked at.
    rows, sizes
        All rows, shape (rows, width), and how many attributes each has.
    group
        Shape (turn,): the line of `answers` for each.
    asked, answers
        See `openings`.
    """
    shared = everybody(people)
    same = np.zeros(people.held.size, np.bool_)
    row, possible = np.empty(rows.shape[1], np.int32), np.empty(asked.size, np.bool_)
    for at in range(turn.size):
        number, n = turn[at], sizes[turn[at]]
        row[:n] = rows[number, :n]
        size = n
        if n < row.size and _gains(row, n, asked, answers[group[at]], balance.values):
            share(row, n, people, shared)
            possible[:] = answers[group[at]]
            size = grow(row, n, asked, possible, people, shared, balance)
        if size > n:
            same[rows[number, :n]] = True
            put(row, size, 1, same, balance)
            same[rows[number, :n]] = False
            rows[number, :size] = row[:size]
            sizes[number] = size
