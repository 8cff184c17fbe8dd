"""Local suppression: blank as few cells as need be, the least loss first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import inf

import numpy as np

from fanal.privacy.classes import Classes, Column, Numbers
from fanal.privacy.k_anonymity.levels import Losses
from fanal.privacy.k_anonymity.patterns import Patterns

Mask = tuple[int, ...]

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

    Sets of cells are tried in the order of what they lose. A set is taken for all patterns that,
    with those cells blank, look alike and are k people together with whoever is released looking
    the same already; people released before are never touched, so a class of k stays one. What no
    set helps is withheld.

    Parameters
    ----------
    patterns
        The combinations at the levels chosen.
    k
        The fewest people who must look alike.
    at_most
        Give up as soon as more than this is lost.
    """
    small = patterns.people < k
    codes = patterns.codes.copy()
    left = np.flatnonzero(small)
    done = np.flatnonzero(~small)
    loss, cells, work = 0.0, 0, 0
    floor = cheapest_cell(patterns)
    keys = _keys(patterns.codes)
    for mask in _masks(patterns, left):
        if not left.size or loss + float(floor[left].sum()) > at_most:
            break
        work += _MASK_WORK + left.size // 10
        columns = np.array(mask)
        # Only what is released with these cells blank can look the same.
        alike = done[(codes[np.ix_(columns, done)] == 0).all(axis=0)]
        classes = _alike(np.concatenate([keys.blanked(mask, left), keys.told[:, alike]], axis=1))
        everybody = np.concatenate([patterns.people[left], patterns.people[alike]])
        sizes = np.bincount(classes.ids, weights=everybody, minlength=classes.n)
        helped = sizes[classes.ids[: left.size]] >= k
        if not helped.any():
            continue
        now = left[helped]
        chosen = np.ix_(columns, now)
        loss += float((patterns.costs[chosen] * patterns.rows[now]).sum())
        cells += int(((codes[chosen] > 0) * patterns.rows[now]).sum())
        codes[chosen] = 0
        keys.told[:, now] = keys.blanked(mask, now)
        done, left = np.concatenate([done, now]), left[~helped]
    withheld = np.zeros(small.size, dtype=np.int64)
    withheld[left] = 1
    loss += float(_withholding(patterns)[left].sum())
    cells += int(((codes[:, left] > 0) * patterns.rows[left]).sum())
    return Suppressed(codes, withheld, loss if loss <= at_most else inf, cells, work)


def cheapest_cell(patterns: Patterns) -> Losses:
    """Give the least that a pattern under k must lose, shape (patterns,): one recorded cell."""
    costs = np.where(patterns.codes > 0, patterns.costs, inf).min(axis=0)
    return np.where(np.isinf(costs), 0.0, costs) * patterns.rows.astype(np.float64)


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


def _masks(patterns: Patterns, small: Numbers) -> Iterator[Mask]:
    """Give sets of columns to blank, the least loss first; ties by their size and order."""
    columns = len(patterns.codes)
    rows = patterns.rows[small]
    recorded = patterns.codes[:, small] > 0
    lost = (patterns.costs[:, small] * rows).sum(axis=1)
    mean = lost / np.maximum((recorded * rows).sum(axis=1), 1)
    sizes = range(1, columns + 1 if columns <= EVERY_MASK else 4)
    masks = {mask for size in sizes for mask in combinations(range(columns), size)}
    different = [-np.unique(codes).size for codes in patterns.codes]
    chain = sorted(range(columns), key=lambda column: (different[column], column))
    masks |= {tuple(sorted(chain[:size])) for size in range(1, columns + 1)}
    yield from sorted(masks, key=lambda mask: (float(mean[list(mask)].sum().round(12)), len(mask), mask))
