"""The steps of synthesis on rows, with the counts wanted and the counts so far."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from math import comb
from typing import Any

import numpy as np

from fanal.privacy.attributes import AttributeTable, Ids, Numbers
from fanal.privacy.synthesis.clustering import clustered
from fanal.privacy.synthesis.settings import MORE_ROWS, SynthesisSettings

_TRIPLES = 1 << 26
"""Up to so many triples are counted to choose well; of wider tables only the pairs are."""

# What things are worth, see `Prices`. All of these were picked on generated tables only.
EVENLY, FIRST, SINGLE = 0.002, 0.1, 0.3
URGENT, MOST = 0.05, 1.0
STEEPER, REACHABLE = 1.4, 0.02
"""By how much what is urgent grows in a round, while no larger share of all single counts is missing."""

ROUNDS, EARLY, NEARLY = 20, 4, 0.01
"""Rounds of exchange; those for every table; the share missing up to which the others are worth it."""
TRIES, AT_LEAST, AT_MOST = 4, 500, 30_000
"""Rows looked at in a round: for each person missing; the fewest in all; the most."""

_ROOM = 4
"""Attributes that a row may hold beyond the longest record."""
_PARTS = 4
"""Parts of the work that go side by side; fixed, so that a seed means the same anywhere."""


class Workshop:
    """Rows while they are made: each is shared by at least k people, and none tells too much.

    Attributes
    ----------
    rows, sizes
        Shape (rows, width): the attributes of each row, ascending; shape (rows,): how many count.
    reduced
        People of whose record fewer than k people share all: the first rows stand for them.
    """

    def __init__(self, table: AttributeTable, settings: SynthesisSettings) -> None:
        from fanal.privacy.synthesis.bitsets import People, bitsets, supported
        from fanal.privacy.synthesis.tallies import tally_all, zeros
        from fanal.privacy.synthesis.values import Balance, Prices

        self._table, self._settings = clustered(table), settings
        offsets, ids, weights = self._table.offsets, self._table.ids, self._table.weights
        self._chance = np.random.Generator(np.random.PCG64(settings.seed))
        n = len(table.attributes)
        three = comb(n, 3) <= _TRIPLES
        self._balance = Balance(
            wanted=zeros(n, np.int32, triples=three),
            made=zeros(n, np.int32, triples=three),
            values=zeros(n, np.float32, triples=three),
            prices=Prices(EVENLY, FIRST, SINGLE, 0.0, 0.0, settings.k - 1),
        )
        self.wanted, self.made = self._balance.wanted, self._balance.made
        tally_all(offsets, ids, weights, self.wanted)
        self._people = People(offsets, ids, bitsets(offsets, ids, n), weights, self.wanted.ones, settings.k)
        self._whole = supported(self._people)
        self.reduced = int(weights[~self._whole].sum())
        self._width = min(int(np.diff(offsets).max(initial=0)) + _ROOM, n)
        total = table.people + int(MORE_ROWS * table.people)
        self.rows = np.zeros((total, self._width), dtype=np.int32)
        self.sizes = np.zeros(total, dtype=np.int64)

    def reduce(self) -> None:
        """Take the records that at least k people share as they are; reduce the others."""
        from fanal.privacy.synthesis.reducing import reduce_all
        from fanal.privacy.synthesis.tallies import tally_rows

        common, rare = np.flatnonzero(self._whole), np.flatnonzero(~self._whole)
        lengths = np.diff(self._table.offsets)
        whole = np.zeros((common.size, self._width), dtype=np.int32)
        whole[np.arange(self._width) < lengths[common, None]] = self._table.ids[
            np.repeat(self._whole, lengths)
        ]
        tally_rows(whole, lengths[common], self._table.weights[common], self.made)
        self._price(single=SINGLE)
        kept, sizes = np.zeros((rare.size, self._width), np.int32), np.zeros(rare.size, np.int64)
        chances = self._chance.spawn(_PARTS)

        def part(number: int) -> None:
            here = slice(number, None, _PARTS)
            reduce_all(
                rare[here],
                self._settings.orders,
                self._people,
                self._balance.values,
                chances[number],
                kept[here],
                sizes[here],
            )

        _side_by_side(part, range(_PARTS))
        weights = self._table.weights[rare]
        tally_rows(kept, sizes, weights, self.made)
        people, copies = self._table.people, self._table.weights[common]
        self.rows[: self.reduced] = np.repeat(kept, weights, axis=0)
        self.sizes[: self.reduced] = np.repeat(sizes, weights)
        self.rows[self.reduced : people] = np.repeat(whole, copies, axis=0)
        self.sizes[self.reduced : people] = np.repeat(lengths[common], copies)

    def refill(self) -> None:
        """Give rows what brings pairs and triples nearer; then the rows added what is missing most."""
        people = self._table.people
        self._price()
        self._give(self._chance.permutation(self.reduced))
        self._give(self.reduced + self._chance.permutation(people - self.reduced))
        self._price(urgent=URGENT, most=MOST)
        self._give(np.arange(people, len(self.rows)))

    def exchange(self) -> None:
        """Build rows anew around what is missing, until no single count lacks many people."""
        from fanal.privacy.synthesis.tallies import absent_triples

        urgency = 1.0
        for number in range(ROUNDS):
            missing = self._missing()
            if number >= EARLY and not 0 < missing.sum() < NEARLY * self.wanted.ones.sum():
                break
            if missing.sum() < REACHABLE * self.wanted.ones.sum():
                urgency *= STEEPER
            self._price(urgent=URGENT * urgency, most=MOST * urgency)
            tries = max(TRIES, AT_LEAST // max(int(missing.sum()), 1))
            around = np.repeat(np.arange(missing.size, dtype=np.int32), missing * tries)
            around = self._chance.permutation(around)[:AT_MOST]
            self._exchange(around[:, None], self._rows_with_room(around))
            if number < EARLY:
                absent = absent_triples(self.wanted, self.made, self._settings.k)
                around = self._chance.permutation(absent)[:AT_MOST]
                self._exchange(around, self._chance.integers(0, len(self.rows), len(around)))
            if number % (2 * EARLY) == EARLY - 1:
                self._give(self._chance.permutation(len(self.rows)))

    def told(self) -> tuple[Ids, Numbers]:
        """Give the rows: one for each person, and those added that tell something."""
        used = np.arange(self.sizes.size) < self._table.people
        used |= self.sizes > 0
        return self.rows[used], self.sizes[used]

    def _missing(self) -> Numbers:
        """Count the people of each attribute who are missing beyond those who may be."""
        missing = self.wanted.ones - self.made.ones - self._balance.prices.missing
        return np.where(self.wanted.ones < self._settings.k, 0, np.maximum(missing, 0))

    def _price(self, *, single: float = 0.0, urgent: float = 0.0, most: float = 0.0) -> None:
        from fanal.privacy.synthesis.values import revalue

        prices = self._balance.prices._replace(single=single, urgent=urgent, most=most)
        self._balance = self._balance._replace(prices=prices)
        revalue(self._balance)

    def _give(self, turn: Numbers) -> None:
        """Let rows grow: what could join is asked once for rows that are alike, side by side."""
        from fanal.privacy.synthesis.refilling import openings, refill

        wanted, made = self.wanted.ones, self.made.ones
        asked = np.flatnonzero((made < wanted) & (wanted >= self._settings.k)).astype(np.int32)
        if not self._width or not turn.size:
            return
        rows = self.rows[turn]
        rows[np.arange(self._width) >= self.sizes[turn, None]] = -1
        _, first, group = np.unique(
            rows.view(f"V{rows.itemsize * self._width}").ravel(), return_index=True, return_inverse=True
        )
        alike, sizes = self.rows[turn[first]], self.sizes[turn[first]]
        answers = np.zeros((first.size, asked.size), dtype=np.bool_)

        def part(here: slice) -> None:
            openings(alike[here], sizes[here], asked, self._people, self.wanted.pairs, answers[here])

        ends = np.linspace(0, first.size, _PARTS + 1).astype(int).tolist()
        _side_by_side(part, [slice(*pair) for pair in pairwise(ends)])
        room = np.asarray(answers.any(axis=1))[group]
        refill(turn[room], self.rows, self.sizes, group[room], asked, answers, self._people, self._balance)

    def _rows_with_room(self, around: Ids) -> Numbers:
        """Draw a row for each attribute: every second one tells nothing of the column of the attribute.

        Where nearly all rows tell of a column, one value of it would else only take the place of another.
        """
        filled = np.arange(self._width) < self.sizes[:, None]
        column_of = self._table.column_of
        tells = np.zeros((len(self.rows), len(self._table.settings.columns)), dtype=np.bool_)
        tells[np.repeat(np.arange(len(self.rows)), self.sizes), column_of[self.rows[filled]]] = True
        turn = self._chance.integers(0, len(self.rows), len(around))
        second = np.arange(len(around)) % 2 == 1
        for column in np.unique(column_of[around]).tolist():
            room, here = np.flatnonzero(~tells[:, column]), second & (column_of[around] == column)
            if room.size:
                turn[here] = room[self._chance.integers(0, room.size, int(here.sum()))]
        return turn

    def _exchange(self, around: Ids, turn: Numbers) -> None:
        from fanal.privacy.synthesis.exchanging import exchange

        exchange(around, turn, self.rows, self.sizes, self._people, self._balance, self._chance)


def _side_by_side(work: Callable[[Any], None], parts: Iterable[Any]) -> None:
    with ThreadPoolExecutor(min(_PARTS, os.cpu_count() or 1)) as pool:
        list(pool.map(work, parts))
