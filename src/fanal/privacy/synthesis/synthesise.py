"""Make synthetic records: reduce, refill, write as texts, verify."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from math import comb
from typing import Any

import numpy as np
import polars as pl

from fanal.presentation import Progress, Refusal, silent
from fanal.privacy.attributes import AttributeTable, Ids, Numbers
from fanal.privacy.synthesis.rows_as_texts import as_texts
from fanal.privacy.synthesis.settings import MORE_ROWS, SynthesisSettings
from fanal.privacy.synthesis.synthesised import Synthesised
from fanal.privacy.synthesis.verification import least_support

_TRIPLES = 1 << 26
"""Up to so many triples are counted to choose well; of wider tables only the pairs are."""

EVENLY = 0.002
SINGLE = 0.3
"""What absolute errors and single counts are worth against the relative errors of pairs and triples.
Picked on generated tables; figures of the CTDC file were seen while they were picked."""

_ROOM = 4
"""Attributes that a row may hold beyond the longest record."""
_PARTS = 4
"""Parts of the records that are reduced side by side; fixed, so that a seed means the same anywhere."""
_STEPS = 6
"""Steps of the progress."""


def synthesise(
    table: AttributeTable, settings: SynthesisSettings, progress: Progress = silent
) -> Synthesised:
    """Make records of which every set of attributes, of any length, is shared by at least k people.

    Each record keeps a set of its attributes that at least k people share and that nothing more of it
    can join: the attributes are tried in several orders, and the set that tells most stays. Then rows
    are given attributes, and some are made anew, so that counts come back; never one after which
    fewer than k people would share the row. A few rows are added for the same. The result is verified
    before it is given.

    The orders are drawn from the seed: the same rows in any order, and the same seed, give the same
    records. Chance serves quality here. It is no privacy mechanism, and this is not differential
    privacy: see the report for what it does not protect.

    Parameters
    ----------
    table
        The sensitive people, as attributes.
    settings
        k, the seed, and how long to look.
    progress
        Hears of each step.

    Raises
    ------
    Refusal
        If there are fewer than k people, or the mark of a blank is a value.
    """
    if table.people < settings.k:
        raise Refusal("privacy.fewer-people-than-k", k=settings.k)
    for one in table.settings.columns:
        if one.absence_informs and any(
            other.column == one.column and other.value == settings.blank for other in table.attributes
        ):
            raise Refusal("privacy.blank-is-a-value", column=one.column, value=settings.blank)

    def step(number: int) -> None:
        progress(number, _STEPS, "privacy.progress-synthesis")

    step(0)
    work = _Workshop(table, settings)
    step(1)
    work.reduce()
    step(2)
    work.refill()
    step(3)
    work.bring_single_counts_back()
    step(4)
    rows, sizes = work.told()
    texts = as_texts(rows, sizes, table, settings.blank)
    step(5)
    least = least_support(texts, table, settings.k, settings.blank)
    step(6)
    return Synthesised(
        settings=settings,
        table=texts.sort(_sortable(texts), nulls_last=False),
        people=table.people,
        reduced=work.reduced,
        added=texts.height - table.people,
        least_support=least,
        attributes=len(table.attributes),
        untold=int(((table.counts > 0) & (work.made[0] == 0)).sum()),
        largest_single_error=int(np.abs(table.counts - work.made[0]).max(initial=0)),
        single_error=int(np.abs(table.counts - work.made[0]).sum()),
        single_total=int(table.counts.sum()),
    )


def _sortable(texts: pl.DataFrame) -> list[pl.Expr]:
    return [
        pl.col(name).list.join(";") if kind.is_nested() else pl.col(name)
        for name, kind in texts.schema.items()
    ]


def _zeros(ones: int, pairs: int, triples: int) -> tuple[Any, Any, Any]:
    return np.zeros(ones, np.int32), np.zeros(pairs, np.int32), np.zeros(triples, np.int32)


class _Workshop:
    """Rows while they are made, with the counts wanted and the counts so far."""

    def __init__(self, table: AttributeTable, settings: SynthesisSettings) -> None:
        from fanal.privacy.synthesis.bitsets import bitsets
        from fanal.privacy.synthesis.kernels import supports
        from fanal.privacy.synthesis.tallies import tally_all

        self._table, self._settings = table, settings
        self._chance = np.random.Generator(np.random.PCG64(settings.seed))
        n = len(table.attributes)
        triples = comb(n, 3) if comb(n, 3) <= _TRIPLES else 0
        self.wanted: tuple[Any, Any, Any] = _zeros(n, comb(n, 2), triples)
        self.made: tuple[Any, Any, Any] = _zeros(n, comb(n, 2), triples)
        tally_all(table.offsets, table.ids, table.weights, *self.wanted)
        self._bits = bitsets(table.offsets, table.ids, n)
        low = supports(table.offsets, table.ids, self._bits, table.weights) < settings.k
        lengths = np.diff(table.offsets)
        self._rare, self._common = np.flatnonzero(low), np.flatnonzero(~low)
        self._copies = table.weights[self._rare]
        self.reduced = int(self._copies.sum())
        self._added = int(MORE_ROWS * table.people)
        self._width = min(int(lengths.max(initial=0)) + _ROOM, n)
        total = table.people + self._added
        self.rows = np.zeros((total, self._width), dtype=np.int32)
        self.sizes = np.zeros(total, dtype=np.int64)

    def reduce(self) -> None:
        """Reduce the records that fewer than k people share; take the others as they are."""
        from fanal.privacy.synthesis.kernels import reduce_all
        from fanal.privacy.synthesis.tallies import tally_rows

        table, width = self._table, self._width
        kept = np.zeros((self._rare.size, width), dtype=np.int32)
        sizes = np.zeros(self._rare.size, dtype=np.int64)
        chances = self._chance.spawn(_PARTS)

        def part(number: int) -> None:
            here = slice(number, None, _PARTS)
            reduce_all(
                self._rare[here],
                table.offsets,
                table.ids,
                self._settings.k,
                self._settings.orders,
                self._bits,
                table.weights,
                *self.wanted,
                EVENLY,
                SINGLE,
                chances[number],
                kept[here],
                sizes[here],
            )

        with ThreadPoolExecutor(min(_PARTS, os.cpu_count() or 1)) as pool:
            list(pool.map(part, range(_PARTS)))
        self.rows[: self.reduced] = np.repeat(kept, self._copies, axis=0)
        self.sizes[: self.reduced] = np.repeat(sizes, self._copies)
        lengths = np.diff(table.offsets)[self._common]
        whole = np.zeros((self._common.size, width), dtype=np.int32)
        filled = np.arange(width) < lengths[:, None]
        whole[filled] = table.ids[
            np.repeat(np.isin(np.arange(table.weights.size), self._common), np.diff(table.offsets))
        ]
        weights = table.weights[self._common]
        self.rows[self.reduced : table.people] = np.repeat(whole, weights, axis=0)
        self.sizes[self.reduced : table.people] = np.repeat(lengths, weights)
        tally_rows(self.rows, self.sizes, *self.made)

    def refill(self) -> None:
        """Give rows what the whole lacks, where it brings pairs and triples nearer too."""
        people = self._table.people
        self._give(self._chance.permutation(self.reduced), missing=0)
        self._give(self.reduced + self._chance.permutation(people - self.reduced), missing=self._short)

    def bring_single_counts_back(self) -> None:
        """Make rows anew, and add some, until no single count is short of many people."""
        from fanal.privacy.synthesis.exchanging import exchange

        everybody = self._table.people + self._added
        self._give(np.arange(self._table.people, everybody), missing=self._short, urgent=1.0)
        self._give(self._chance.permutation(everybody), missing=self._short)
        exchange(
            self._chance.permutation(everybody),
            self.rows,
            self.sizes,
            self._settings.k,
            2,
            self._bits,
            self._table.weights,
            self._table.column_of,
            *self.wanted,
            *self.made,
            self._short,
            self._chance,
        )

    def told(self) -> tuple[Ids, Numbers]:
        """Give the rows: one for each person, and those added that hold something."""
        used = np.arange(self.sizes.size) < self._table.people
        used |= self.sizes > 0
        return self.rows[used], self.sizes[used]

    @property
    def _short(self) -> int:
        """People of an attribute who may be missing: no more than those of one that may not be told."""
        return self._settings.k - 1

    def _give(self, turn: Numbers, *, missing: int, urgent: float = 0.0) -> None:
        from fanal.privacy.synthesis.kernels import refill

        refill(
            turn,
            self.rows,
            self.sizes,
            self._settings.k,
            self._bits,
            self._table.weights,
            self._table.column_of,
            *self.wanted,
            *self.made,
            EVENLY,
            0.0,
            missing,
            urgent,
        )
