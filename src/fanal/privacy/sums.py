"""Sums between cells of a table, and what repeated subtraction makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np
import numpy.typing as npt

from fanal.presentation import Progress

Indexes = npt.NDArray[np.int64]
Counts = npt.NDArray[np.float64]

MOST_ROUNDS = 10_000
"""Intervals shrink by whole people, so that rounds end; a hostile table could make them many."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Equations ``total = sum of its parts`` between cells.

    Attributes
    ----------
    total
        Shape (equations,): the cell that is the sum.
    part, owner
        Shape (parts,): a cell that is summed, and the equation it belongs to.
    """

    total: Indexes
    part: Indexes
    owner: Indexes

    def without(self, broken: npt.NDArray[np.bool_]) -> Sums:
        """Leave some equations out."""
        keep = ~broken
        number = np.cumsum(keep, dtype=np.int64) - 1
        kept = keep[self.owner]
        return Sums(self.total[keep], self.part[kept], number[self.owner[kept]])


@dataclass(frozen=True, slots=True)
class Deduced:
    """What the sums say of every cell.

    Attributes
    ----------
    low, high
        Shape (cells,): the bounds deduced.
    broken
        Sums left out because the printed counts contradict them.
    rounds
        How often every sum was looked at.
    finished
        Whether a last round changed nothing.
    """

    low: Counts
    high: Counts
    broken: int
    rounds: int
    finished: bool


def deduce(low: Counts, high: Counts, sums: Sums, progress: Progress) -> Deduced:
    """Narrow bounds by repeated subtraction until nothing changes.

    In each sum a part is at least the total's least minus the most of the other parts, at most the
    total's most minus the least of the others; and the total lies between the sums of the bounds
    (interval propagation on linear equations, E. Davis, "Constraint propagation with interval
    labels", Artificial Intelligence 32, 1987, section 3). Every bound is a consequence of the sums,
    so nothing is claimed that is not so; but sums are looked at one by one, and what follows only
    from several together (a linear program would find it) is missed.

    Sums that the printed counts contradict, as where rounding or different dates make parts and
    total disagree, are left out and everything is deduced again without them: from a contradiction
    anything follows.
    """
    start_low, start_high, broken, rounds = low, high, 0, 0
    while True:
        low, high = start_low.copy(), start_high.copy()
        contradicted = _against_itself(low, high, sums)
        for _ in range(MOST_ROUNDS):
            if contradicted.any():
                break
            rounds += 1
            progress(rounds, rounds + 1, "privacy.progress-sums")
            new_low, new_high = _round(low, high, sums)
            if np.array_equal(new_low, low) and np.array_equal(new_high, high):
                return Deduced(low, high, broken, rounds, finished=True)
            low, high = new_low, new_high
            contradicted = _touching(low > high, sums)
        else:
            return Deduced(low, high, broken, rounds, finished=False)
        broken += int(contradicted.sum())
        sums = sums.without(contradicted)


def _round(low: Counts, high: Counts, sums: Sums) -> tuple[Counts, Counts]:
    """Look at every sum once, all with the bounds of the round before."""
    equations, part, owner, total = sums.total.size, sums.part, sums.owner, sums.total
    low_sum = np.bincount(owner, weights=low[part], minlength=equations)
    endless = np.isinf(high[part])
    # inf - inf is no number: finite bounds are summed, endless ones counted.
    finite = np.where(endless, 0.0, high[part])
    high_sum = np.bincount(owner, weights=finite, minlength=equations)
    endless_sum = np.bincount(owner, weights=endless, minlength=equations)

    new_low, new_high = low.copy(), high.copy()
    np.maximum.at(new_low, total, low_sum)
    np.minimum.at(new_high, total, np.where(endless_sum > 0, inf, high_sum))
    np.minimum.at(new_high, part, high[total][owner] - (low_sum[owner] - low[part]))
    others_endless = endless_sum[owner] - endless > 0
    rest = low[total][owner] - (high_sum[owner] - finite)
    np.maximum.at(new_low, part, np.where(others_endless, -inf, rest))
    return new_low, new_high


def _against_itself(low: Counts, high: Counts, sums: Sums) -> npt.NDArray[np.bool_]:
    """Say which sums no counts within the bounds fulfil, each sum taken alone."""
    least = np.bincount(sums.owner, weights=low[sums.part], minlength=sums.total.size)
    most = np.bincount(sums.owner, weights=high[sums.part], minlength=sums.total.size)
    found: npt.NDArray[np.bool_] = (least > high[sums.total]) | (most < low[sums.total])
    return found


def _touching(impossible: npt.NDArray[np.bool_], sums: Sums) -> npt.NDArray[np.bool_]:
    """Say which sums touch a cell that no count fits: one of them is wrong, so none is trusted."""
    found = impossible[sums.total].copy()
    np.logical_or.at(found, sums.owner, impossible[sums.part])
    return found
