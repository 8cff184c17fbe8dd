"""Which numbers are measured, how large one person's may be, and what they mean: from public and noisy facts.

`measuring` adds the people up by it; fitting reads the sums by it. `Layout.square_lengths` and
`levels_within` take records, keep nothing of them, and are called by `measuring` alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import sqrt

import numpy as np
import numpy.typing as npt

from fanal.privacy.attributes import Attribute
from fanal.privacy.differential_privacy.settings import PrivateSettings

Ids = npt.NDArray[np.int32]
Numbers = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]

LEVELS = 16
"""A record counts in sixteenths: whole, or less where it holds so much that it would pass the bound."""
UNIT = 8
"""The step of the least exactly measured attribute: what its numbers of holding and not holding differ by."""
PERSON = 16
"""The number that stands for a person as such, beside those of the attributes."""
BINS = 16
"""Classes of size of which people are counted, to find a bound that few pass: quarters of an octave."""

_ROUGHLY_HELD = 64
"""Whoever holds more attributes counts less in the rough counts."""
_EXACTNESS = 0.2
"""Rare attributes are measured more exactly: by (p (1 - p)) to the minus this; picked on generated tables."""
_RARE = 30
"""People below which an attribute is no longer measured more exactly."""
_CLIPPED = (100, 400)
"""About how many people pass the bounds for singles and for pairs, and count less; picked on generated
tables. Their number does not grow with the table, nor does what their counting less takes away."""
_CLIPPED_SHARE = 0.03
_LARGEST_STEP = 128


@dataclass(frozen=True)
class Bounds:
    """How much one record may contribute: squares of lengths, whole numbers."""

    singles: int
    pairs: int


@dataclass(frozen=True, eq=False)
class Layout:
    """The attributes as numbers.

    Attributes
    ----------
    settings
        What was decided.
    several
        The columns of which a person may hold several values.
    attributes
        All attributes of the public domain, those of one column together.
    column_of
        Shape (attributes,): the column of each.
    group_of
        Shape (attributes,): attributes of one group exclude one another. The values of a column are a
        group; where a person may hold several of them, each is a group of its own.
    always
        Shape (groups,): whether everybody holds one of the group, the blank being one of them.
    steps, middles
        Shape (attributes,): b + a and a of each: its number is b where it is held and -a where not.
    """

    settings: PrivateSettings
    several: frozenset[str]
    attributes: tuple[Attribute, ...]
    column_of: Ids
    group_of: Ids
    always: npt.NDArray[np.bool_]
    steps: Numbers
    middles: Numbers

    @cached_property
    def weights(self) -> Numbers:
        """Shape (attributes,): how many times as exactly each is measured, as the settings say."""
        of_column = [self.settings.weights.get(one.column, 1) for one in self.settings.columns]
        return np.array(of_column, dtype=np.int64)[self.column_of]

    @cached_property
    def cells(self) -> tuple[Ids, Ids]:
        """The pairs that are measured: all i < j of different groups, whether or not anybody holds both."""
        first, second = np.triu_indices(len(self.attributes), 1)
        apart = self.group_of[first] != self.group_of[second]
        return first[apart].astype(np.int32), second[apart].astype(np.int32)

    @property
    def most_held(self) -> int:
        """How many attributes a record holds at most before it counts less in the rough counts."""
        stated = self.settings.most_attributes
        return min(len(self.always), _ROUGHLY_HELD, len(self.attributes) if stated is None else stated)

    def of(self, kept: Ids) -> Layout:
        """Lay some of the attributes out; whoever holds one of the others is blank there.

        Parameters
        ----------
        kept
            Shape (some,): ids, ascending.
        """
        groups, group_of = np.unique(self.group_of[kept], return_inverse=True)
        whole = np.bincount(self.group_of)[groups] == np.bincount(group_of)
        return replace(
            self,
            attributes=tuple(self.attributes[one] for one in kept.tolist()),
            column_of=self.column_of[kept],
            group_of=group_of.astype(np.int32),
            always=self.always[groups] & whole,
            steps=self.steps[kept],
            middles=self.middles[kept],
        )

    def square_lengths(self, offsets: Numbers, ids: Ids) -> tuple[Numbers, Numbers]:
        """Give the squared lengths of what each record adds to the singles and to the pairs.

        Parameters
        ----------
        offsets, ids
            Records as in an `AttributeTable`: at most one attribute of each group.

        Returns
        -------
        tuple
            Shapes (records,): with the number of the person, the sum of the squares of its numbers v; and
            the sum of v_i² v_j² over the measured pairs, ((sum of v²)² - sum over groups of (sum of v² in
            the group)²) / 2.
        """
        away = self.middles**2
        more = (self.steps - self.middles) ** 2 - away
        base = np.zeros(len(self.always), dtype=np.int64)
        np.add.at(base, self.group_of, away)
        more_alike = (base[self.group_of] + more) ** 2 - base[self.group_of] ** 2
        squares = int(away.sum()) + _sums(more[ids], offsets)
        alike = int((base**2).sum()) + _sums(more_alike[ids], offsets)
        return squares + PERSON**2, (squares**2 - alike) // 2

    def centred(self, rough: Numbers) -> Layout:
        """Give every attribute its numbers, by the rough counts: rarer ones more exactly.

        Parameters
        ----------
        rough
            Shape (attributes + 1,): noisy counts in `LEVELS`, the people last.
        """
        people = max(float(rough[-1]) / LEVELS, 1.0)
        share = rough[:-1] / LEVELS / people
        rare = min(_RARE / people, 0.5)
        certain = np.clip(share, rare, 1 - rare)
        fine = (4 * certain * (1 - certain)) ** -_EXACTNESS
        steps = np.minimum(np.rint(UNIT * fine) * self.weights, _LARGEST_STEP).astype(np.int64)
        middles = np.rint(np.clip(share, 0, 1) * steps).astype(np.int64)
        return replace(self, steps=steps, middles=middles)

    def public_bounds(self) -> Bounds:
        """Bound what a record of at most `settings.most_attributes` attributes can add."""
        gains = np.sort((self.steps - self.middles) ** 2 - self.middles**2)[::-1]
        largest = int((self.middles**2).sum() + np.maximum(gains[: self.most_held], 0).sum())
        return Bounds(singles=largest + PERSON**2, pairs=largest**2 // 2)

    def size_classes(self) -> tuple[Numbers, Numbers]:
        """Give the upper ends of the classes of squared lengths, for singles and pairs; the last has none."""
        share = self.middles / self.steps
        typical = max(float((share * (1 - share) * self.steps**2).sum()), 1.0)
        wider = 2.0 ** (np.arange(1, BINS) / 4)
        return (
            np.rint((typical + PERSON**2) * wider).astype(np.int64),
            np.rint(typical**2 / 2 * wider**2).astype(np.int64) + 1,
        )

    def bounds_within(self, sizes: Numbers, sigma2: Fraction) -> Bounds:
        """Choose bounds that few people pass.

        Parameters
        ----------
        sizes
            Shape (2, BINS): noisy counts of the people by squared length, for singles and for pairs.
        sigma2
            The variance of their noise.
        """
        chosen = []
        for counts, ends, most in zip(sizes, self.size_classes(), _CLIPPED, strict=True):
            passing, at = 0, BINS - 1
            few = min(_CLIPPED_SHARE * int(counts.sum()), most)
            while at > 0:
                passing += int(counts[at])
                # What noise alone would hardly make: a bound too high costs far more than one too low.
                if passing > max(few, 3.5 * sqrt((BINS - at) * float(sigma2))):
                    break
                at -= 1
            chosen.append(int(ends[min(at, BINS - 2)]))
        return Bounds(*chosen)


def layout_of(settings: PrivateSettings, several: frozenset[str]) -> Layout:
    """Lay the attributes of the public domain out.

    Parameters
    ----------
    settings
        The columns and their domains.
    several
        The columns of which a person may hold several values.
    """
    attributes: list[Attribute] = []
    column_of: list[int] = []
    group_of: list[int] = []
    always: list[bool] = []
    for number, one in enumerate(settings.columns):
        values = [*(one.domain or ()), *([None] if one.absence_informs else [])]
        attributes += [Attribute(one.column, value) for value in values]
        column_of += [number] * len(values)
        apart = one.column in several
        group_of += [len(always) + place * apart for place in range(len(values))]
        always += [False] * len(values) if apart else [one.absence_informs]
    zeros = np.zeros(len(attributes), dtype=np.int64)
    return Layout(
        settings=settings,
        several=several,
        attributes=tuple(attributes),
        column_of=np.array(column_of, dtype=np.int32),
        group_of=np.array(group_of, dtype=np.int32),
        always=np.array(always, dtype=np.bool_),
        steps=zeros + 1,
        middles=zeros,
    )


def levels_within(bound: int, squares: Numbers) -> Numbers:
    """Give the most sixteenths at which each record stays within a bound.

    Parameters
    ----------
    bound
        The largest squared length of a whole record.
    squares
        Shape (records,): the squared length of each.

    Returns
    -------
    Numbers
        Shape (records,): the largest whole w <= LEVELS with w² squares <= LEVELS² bound.
    """
    most = np.iinfo(np.int64).max
    ends = [min(LEVELS**2 * bound // level**2, most) for level in range(LEVELS, 0, -1)]
    return LEVELS - np.searchsorted(np.array(ends, dtype=np.int64), squares, side="left").astype(np.int64)


def _sums(values: Numbers, offsets: Numbers) -> Numbers:
    """Add up what each record holds."""
    sums = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(values, dtype=np.int64)])
    made: Numbers = sums[offsets[1:]] - sums[offsets[:-1]]
    return made
