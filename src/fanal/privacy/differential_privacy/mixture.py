"""A mixture of products: classes of people, in each of which the groups of attributes are independent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fanal.privacy.differential_privacy.layout import Ids, Layout

Floats = npt.NDArray[np.float32]
Reals = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]

_RATE = 0.15
_KEEP, _KEEP_SQUARE = np.float32(0.9), np.float32(0.95)
_LAST_RATE = 0.1
_SPREAD = 0.5
"""How far apart the classes begin, in logits. This and the rates were picked on generated tables."""


@dataclass(frozen=True, eq=False)
class Mixture:
    """Classes of people.

    Attributes
    ----------
    sizes
        Shape (classes,): how many people are of each.
    chances
        Shape (classes, attributes): the chance that one of the class holds each attribute.
    """

    sizes: Floats
    chances: Floats

    @property
    def singles(self) -> Floats:
        """Shape (attributes,): how many people hold each."""
        return self.sizes @ self.chances

    @property
    def pairs(self) -> Floats:
        """Shape (attributes, attributes): how many hold both, of different groups."""
        return np.asarray((self.chances * self.sizes[:, None]).T @ self.chances)


@dataclass(frozen=True, eq=False)
class Target:
    """What a mixture is to meet: noisy counts, as numbers around a middle.

    Attributes
    ----------
    layout
        The attributes and their groups.
    people
        How many there are.
    singles, singles_noise, singles_weight
        Shapes (attributes,): counts, the standard deviation of their noise, and what the square of an
        error weighs.
    pairs, pairs_weight
        Shapes (attributes, attributes), symmetric: sums over people of (x_i - middle_i)(x_j - middle_j),
        and one over the variance of their noise; 0 where nothing was measured.
    aimed
        Shape (attributes, attributes): what is expected of `pairs`, most of which are noise alone.
    middle
        Shape (attributes,).
    """

    layout: Layout
    people: float
    singles: Floats
    singles_noise: Floats
    singles_weight: Floats
    pairs: Floats
    pairs_weight: Floats
    aimed: Floats
    middle: Floats

    def of(self, kept: Ids) -> Target:
        """Give what some of the attributes are to meet."""
        square = np.ix_(kept, kept)
        return Target(
            layout=self.layout.of(kept),
            people=self.people,
            singles=self.singles[kept],
            singles_noise=self.singles_noise[kept],
            singles_weight=self.singles_weight[kept],
            pairs=self.pairs[square],
            pairs_weight=self.pairs_weight[square],
            aimed=self.aimed[square],
            middle=self.middle[kept],
        )


def fitted(target: Target, classes: int, steps: int, seed: int, after: Callable[[], None]) -> Mixture:
    """Fit a mixture by descent on the squared errors of singles and pairs, in units of their noise.

    Parameters
    ----------
    target
        What to meet.
    classes, steps
        How many classes, and how many steps of Adam.
    seed
        Where the classes begin.
    after
        Called after each step.
    """
    from fanal.privacy.differential_privacy.mixture_kernels import descend, normalise

    starts = np.flatnonzero(np.diff(target.layout.group_of, prepend=-1, append=-2)).astype(np.int64)
    blanks = (~target.layout.always).astype(np.float32)
    logits = _begin(target, starts, classes, seed)
    mass = np.zeros(classes, np.float32)
    runs = [np.zeros_like(logits), np.zeros_like(logits), np.zeros_like(mass), np.zeros_like(mass)]
    people = np.float32(target.people)
    chances, sizes = logits, mass
    for step in range(1, steps + 2):
        chances = np.exp(logits)
        normalise(chances, starts, blanks)
        shares = np.exp(mass - mass.max())
        shares /= shares.sum()
        sizes = shares * people
        if step > steps:
            break
        # Around the middle, sums of products of pairs are one matrix product.
        centred = chances - target.middle
        off = (centred * sizes[:, None]).T @ centred
        off -= target.aimed
        off *= target.pairs_weight
        slope_singles = (sizes @ chances - target.singles) * target.singles_weight
        slopes = centred @ off
        slope_mass = (slopes * centred).sum(axis=1) / np.float32(2) + chances @ slope_singles
        slope_mass = sizes * (slope_mass - shares @ slope_mass)
        slopes += slope_singles
        slopes *= sizes[:, None]
        rates = _rates(step, steps)
        descend(logits, chances, slopes, runs[0], runs[1], starts, rates)
        runs[2] = runs[2] * _KEEP + (1 - _KEEP) * slope_mass
        runs[3] = runs[3] * _KEEP_SQUARE + (1 - _KEEP_SQUARE) * slope_mass**2
        mass = mass - rates[0] * runs[2] * rates[3] / (np.sqrt(runs[3] * rates[4]) + np.float32(1e-12))
        after()
    return Mixture(sizes, chances)


def _begin(target: Target, starts: Numbers, classes: int, seed: int) -> Floats:
    """Give logits near those of everybody, spread by chance."""
    held = np.clip(target.singles.astype(np.float64), 1, max(target.people, 1))
    blank = np.maximum(target.people - np.add.reduceat(held, starts[:-1]), 1.0)
    everybody = np.log(held / blank[target.layout.group_of])
    chance = np.random.Generator(np.random.PCG64(seed))
    return (everybody + chance.normal(0, _SPREAD, (classes, held.size))).astype(np.float32)


def _rates(step: int, steps: int) -> tuple[np.float32, ...]:
    """Give what `descend` asks for: in the second half the steps become shorter."""
    rate = _RATE * (_LAST_RATE + (1 - _LAST_RATE) * min(1.0, 2 * (1 - step / (steps + 1))))
    corrections = (1 / (1 - float(keep) ** step) for keep in (_KEEP, _KEEP_SQUARE))
    return (np.float32(rate), _KEEP, _KEEP_SQUARE, *map(np.float32, corrections))
