"""What the bounds on one person's contribution took from the counts, estimated from a model of the people.

Who holds much that is rare counts less than whole (`layout.levels_within`), so that counts are low, those of
the largest groups by most. How much that was for whom follows from public bounds and from what kinds of
people there are, which a first mixture tells: post-processing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fanal.privacy.differential_privacy.layout import LEVELS, PERSON, Bounds, Layout
from fanal.privacy.differential_privacy.mixture import Mixture

Floats = npt.NDArray[np.float32]

_DRAWN = 8192
_AT_ONCE = 1024


@dataclass(frozen=True, eq=False)
class Lost:
    """What is missing of the sums, in people.

    Attributes
    ----------
    people
        Of the number of people.
    singles
        Shape (attributes,): of the counts of each attribute.
    pairs
        Shape (attributes, attributes): of the sums over people of (x_i - middle_i)(x_j - middle_j).
    """

    people: float
    singles: Floats
    pairs: Floats


def lost_to(bounds: Bounds, layout: Layout, mixture: Mixture, people: float, seed: int) -> Lost:
    """Draw people of a mixture, and see by how much each would have counted less.

    Parameters
    ----------
    bounds
        What one record contributed at most.
    layout
        The attributes as numbers.
    mixture
        What kinds of people there are, about.
    people
        How many were counted.
    seed
        Where chance begins.
    """
    from fanal.privacy.differential_privacy.polishing import choose

    chance = np.random.Generator(np.random.PCG64([seed, 3]))
    starts = np.flatnonzero(np.diff(layout.group_of, prepend=-1, append=-2)).astype(np.int64)
    shares = mixture.sizes.astype(np.float64) / max(float(mixture.sizes.sum(dtype=np.float64)), 1e-9)
    ends = np.floor(np.cumsum(shares) * _DRAWN + chance.random()).astype(np.int64).clip(0, _DRAWN)
    ends[-1] = _DRAWN
    chosen = np.empty((_DRAWN, starts.size - 1), np.int32)
    choose(mixture.chances, ends, starts, chosen, chance.integers(0, 1 << 63, 1).astype(np.uint64))
    size = len(layout.attributes)
    middle = (layout.middles / layout.steps).astype(np.float32)
    lost, singles, pairs = 0.0, np.zeros(size, np.float32), np.zeros((size, size), np.float32)
    for top in range(0, _DRAWN, _AT_ONCE):
        some = chosen[top : top + _AT_ONCE]
        held = np.zeros((len(some), size), np.float32)
        row, group = np.nonzero(some >= 0)
        held[row, some[row, group]] = 1
        around = held - middle
        squares = np.add.reduceat(
            (around.astype(np.float64) * layout.steps) ** 2, starts[:-1], axis=1, dtype=np.float64
        )
        whole = squares.sum(axis=1)
        both = (whole**2 - (squares**2).sum(axis=1)) / 2
        missing = _missing(bounds.singles, whole + PERSON**2)
        lost += float(missing.sum(dtype=np.float64))
        singles += missing @ held
        less = _missing(bounds.pairs, both)
        passing = less > 0
        pairs += (around[passing] * less[passing, None]).T @ around[passing]
    # Those counted are the whole less what is missing.
    each = people / max(_DRAWN - lost, _DRAWN / 8)
    return Lost(people=lost * each, singles=singles * np.float32(each), pairs=pairs * np.float32(each))


def _missing(bound: int, squares: npt.NDArray[np.float64]) -> Floats:
    """Give by how much each record counts less than whole."""
    level = np.floor(LEVELS * np.sqrt(bound / np.maximum(squares, 1e-9)))
    return np.asarray(1 - np.minimum(level, LEVELS) / LEVELS, dtype=np.float32)
