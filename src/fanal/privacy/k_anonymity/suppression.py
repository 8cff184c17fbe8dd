"""Local suppression: blank as few cells as need be, the least loss first."""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from itertools import combinations
from math import inf

import numpy as np
import numpy.typing as npt

from fanal.privacy.classes import Classes, Column, Numbers
from fanal.privacy.k_anonymity.levels import Losses
from fanal.privacy.k_anonymity.patterns import Patterns

Mask = tuple[int, ...]
_Waiting = tuple[float, int, Mask]
"""A set of cells with what it is thought to lose per row, and its size: the order of trying."""

EVERY_MASK = 11
"""With so many columns at most, every set of cells is tried; with more, sets of up to three cells
and one chain from there to all cells, the columns of most different values first."""


_MASK_WORK = 1_000
"""What trying any set of cells costs, in patterns looked at once; measured."""
_SPACE = 2**62
"""Numbers below this stay exact."""


@dataclass(frozen=True, slots=True)
class Suppressed:
    """How patterns are released.

    Attributes
    ----------
    codes
        Shape (columns, patterns): as released, 0 where blank.
    withheld
        Shape (patterns,): those that even all cells blank leave under k.
    loss
        Weighted cells lost beyond what generalisation lost; infinite where it was given up.
    cells
        Cells blanked, or withheld with their row.
    work
        What it took, in patterns looked at once.
    """

    codes: Numbers
    withheld: Numbers
    loss: float
    cells: int
    work: int


def suppress(patterns: Patterns, k: int, at_most: float = inf) -> Suppressed:
    """Blank cells until every class has at least k people, a blank being a value.

    Again and again the set of cells is taken that loses least per row it helps: it helps all patterns
    that, with those cells blank, look alike and are k people together with whoever is released
    looking the same already; people released before are never touched, so a class of k stays one.
    What no set helps is withheld. It is greedy: the least loss of all would take too long to find
    (A. Meyerson, R. Williams, "On the complexity of optimal k-anonymity", PODS 2004).

    Parameters
    ----------
    patterns
        The combinations at the levels chosen.
    k
        The fewest people who must look alike.
    at_most
        Give up as soon as more than this is lost.
    """
    walk = _Greedy(patterns, k)
    floor = cheapest_cell(patterns)
    waiting, helpless = walk.masks() if walk.left.size else [], list[_Waiting]()
    heapify(waiting)
    changed = False
    while walk.left.size and walk.loss + float(floor[walk.left].sum()) <= at_most:
        if not waiting:
            if not changed:
                break
            # What was released since may be company for some whom a set did not help before.
            waiting, helpless, changed = helpless, waiting, False
            heapify(waiting)
        estimate, size, mask = heappop(waiting)
        helped, per_row = walk.try_(mask)
        if not helped.any():
            helpless.append((estimate, size, mask))
        elif waiting and (per_row, size, mask) > waiting[0]:
            heappush(waiting, (per_row, size, mask))
        else:
            walk.take(mask, helped)
            changed = True
            heappush(waiting, (per_row, size, mask))
    left = walk.left
    withheld = np.zeros(patterns.rows.size, dtype=np.int64)
    withheld[left] = 1
    loss = walk.loss + float(_withholding(patterns)[left].sum())
    cells = walk.cells + int(((walk.codes[:, left] > 0) * patterns.rows[left]).sum())
    return Suppressed(walk.codes, withheld, loss if loss <= at_most else inf, cells, walk.work)


@dataclass(slots=True)
class _Greedy:
    """Patterns on the way: released with at least k people, or left under k."""

    patterns: Patterns
    k: int
    codes: Numbers = field(init=False)
    keys: _Keys = field(init=False)
    left: Numbers = field(init=False)
    done: Numbers = field(init=False)
    loss: float = 0.0
    cells: int = 0
    work: int = 0

    def __post_init__(self) -> None:
        small = self.patterns.people < self.k
        self.codes, self.keys = self.patterns.codes.copy(), _keys(self.patterns.codes)
        self.left, self.done = np.flatnonzero(small), np.flatnonzero(~small)

    def masks(self) -> list[_Waiting]:
        """Give every set of cells to try, with what it would lose per row if it helped all."""
        rows = self.patterns.rows[self.left]
        mean = (self.patterns.costs[:, self.left] * rows).sum(axis=1) / rows.sum()
        return [(_near(mean[list(mask)].sum()), len(mask), mask) for mask in _masks(self.patterns.codes)]

    def try_(self, mask: Mask) -> tuple[npt.NDArray[np.bool_], float]:
        """Say which of those left a set of cells helps, and what it loses per row of them."""
        left, people = self.left, self.patterns.people
        self.work += _MASK_WORK + left.size // 10
        columns = np.array(mask)
        # Only what is released with these cells blank can look the same.
        alike = self.done[(self.codes[np.ix_(columns, self.done)] == 0).all(axis=0)]
        numbers = np.concatenate([self.keys.blanked(mask, left), self.keys.told[:, alike]], axis=1)
        classes = _alike(numbers)
        everybody = np.concatenate([people[left], people[alike]])
        sizes = np.bincount(classes.ids, weights=everybody, minlength=classes.n)
        helped: npt.NDArray[np.bool_] = sizes[classes.ids[: left.size]] >= self.k
        rows = int(self.patterns.rows[left[helped]].sum())
        return helped, _near(self._lost(mask, left[helped]) / max(rows, 1))

    def take(self, mask: Mask, helped: npt.NDArray[np.bool_]) -> None:
        """Release those whom a set of cells helps."""
        now, columns = self.left[helped], np.array(mask)
        self.loss += self._lost(mask, now)
        self.cells += int(((self.codes[np.ix_(columns, now)] > 0) * self.patterns.rows[now]).sum())
        self.codes[np.ix_(columns, now)] = 0
        self.keys.told[:, now] = self.keys.blanked(mask, now)
        self.done, self.left = np.concatenate([self.done, now]), self.left[~helped]

    def _lost(self, mask: Mask, which: Numbers) -> float:
        return float((self.patterns.costs[np.ix_(np.array(mask), which)] * self.patterns.rows[which]).sum())


def cheapest_cell(patterns: Patterns) -> Losses:
    """Give the least that a pattern under k must lose, shape (patterns,): one cell, if all are recorded.

    A pattern with a blank may lose nothing: others whose cell is suppressed there come to look like it.
    """
    costs = np.where((patterns.codes > 0).all(axis=0), patterns.costs.min(axis=0), 0.0)
    return costs * patterns.rows.astype(np.float64)


@dataclass(frozen=True, slots=True)
class _Keys:
    """Patterns as single numbers, so that those alike are found by sorting numbers.

    Attributes
    ----------
    codes, steps, pack
        Shape (columns, patterns), (columns,), (columns,): a code counts so many steps of the number
        of that pack; a blank counts nothing. All columns of a table rarely need a second pack.
    told
        Shape (packs, patterns): the numbers of the patterns as released so far.
    """

    codes: Numbers
    steps: Numbers
    pack: Numbers
    told: Numbers

    def blanked(self, mask: Mask, which: Numbers) -> Numbers:
        """Give the numbers of some patterns with the cells of a mask blank."""
        numbers = self.told[:, which]
        for column in mask:
            numbers[self.pack[column]] -= self.codes[column, which] * self.steps[column]
        return numbers


def _keys(codes: Numbers) -> _Keys:
    steps, pack = np.ones(len(codes), dtype=np.int64), np.zeros(len(codes), dtype=np.int64)
    space, packs = 1, 0
    for column, told in enumerate(codes):
        card = int(told.max(initial=0)) + 1
        if space * card > _SPACE:
            space, packs = 1, packs + 1
        steps[column], pack[column] = space, packs
        space *= card
    numbers = np.zeros((packs + 1, codes.shape[1]), dtype=np.int64)
    np.add.at(numbers, pack, codes * steps[:, None])
    return _Keys(codes, steps, pack, numbers)


def _alike(numbers: Numbers) -> Classes:
    """Give the classes of patterns that are alike in the number of every pack."""
    first, *further = (np.unique(pack, return_inverse=True)[1].astype(np.int64) for pack in numbers)
    classes = Classes(first, int(first.max(initial=-1)) + 1)
    for ids in further:
        classes = classes.refine(Column(ids, int(ids.max(initial=-1)) + 1))
    return classes


def _withholding(patterns: Patterns) -> Losses:
    """Give what withholding a pattern loses: all it tells, and that its people are there at all."""
    lost: Losses = (patterns.costs.sum(axis=0) + 1.0) * patterns.rows
    return lost


def _masks(codes: Numbers) -> set[Mask]:
    """Give sets of columns to blank."""
    columns = len(codes)
    sizes = range(1, columns + 1 if columns <= EVERY_MASK else 4)
    masks = {mask for size in sizes for mask in combinations(range(columns), size)}
    different = [-np.unique(column).size for column in codes]
    chain = sorted(range(columns), key=lambda column: (different[column], column))
    return masks | {tuple(sorted(chain[:size])) for size in range(1, columns + 1)}


def _near(loss: float) -> float:
    """Round, so that the order in which numbers were summed has no say in which loses less."""
    return round(float(loss), 9)
