"""How far counts of a model may be from the truth, seen where the truth is known: in the model itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fanal.privacy.differential_privacy.expectation import Expectation
from fanal.privacy.differential_privacy.layout import Layout

Reals = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]

LEAST = 3.0
"""Nothing is said of combinations that the model expects fewer people to share."""
WRONG = 0.005
"""Among the combinations told, the share that nobody is expected to share."""
WIDER = {1: 1.15, 2: 1.35, 3: 1.8}
"""What a model does not know of itself, by length: people are less alike than it says. Picked on generated
tables."""
SPREADS = 1.96
"""Standard deviations on each side of which 95 of 100 lie."""
_LOOKED_AT = 200_000
_A_CLASS = 3000
_A_WINDOW = 150


@dataclass(frozen=True, eq=False)
class ErrorBars:
    """Errors of the counts of one length, by the size of the count.

    Attributes
    ----------
    sizes
        Shape (windows,): logarithms of counts, ascending.
    below, above
        Shape (windows,): what to add to a count of that size for the ends of a 95 % interval, in the units
        of `Expectation.of`.
    sure
        The least count from which on nearly all combinations are true of somebody.
    """

    sizes: Reals
    below: Reals
    above: Reals
    sure: float

    def around(self, counts: Floats, spreads: Floats, apart: Reals) -> tuple[Reals, Reals]:
        """Give the ends of the intervals of some counts, none below zero.

        Parameters
        ----------
        counts, spreads
            Shapes (combinations,): as of `Expectation.of`.
        apart
            Shape (combinations,): standard deviations of what the intervals do not know of.
        """
        at, unit = np.log(np.maximum(counts, LEAST)), _unit(spreads)
        low = counts - np.hypot(np.interp(at, self.sizes, self.below) * unit, SPREADS * apart)
        high = counts + np.hypot(np.interp(at, self.sizes, self.above) * unit, SPREADS * apart)
        return np.maximum(low, 0.0), np.maximum(high, 0.0)


def error_bars(truth: Expectation, again: Expectation, layout: Layout, length: int) -> ErrorBars:
    """Compare what is expected through noise with the truth, where both are known.

    Parameters
    ----------
    truth, again
        What mixtures say, and what was expected of noisy counts of it.
    layout
        The attributes and their columns.
    length
        Attributes of the combinations.
    """
    ids, counts, spreads = again.some(layout, length, LEAST, _LOOKED_AT, length)
    if length == 1 or not len(ids):
        # Single counts are few, and as far off as their noise: no need to look.
        reach = SPREADS * WIDER[1] * (1.0 if length == 1 else float(again.noise.max()))
        sizes, below, above = np.zeros(1), np.array([-reach]), np.array([reach])
        return ErrorBars(sizes=sizes, below=below, above=above, sure=LEAST)
    order, weight = _some_of_each_size(counts, np.random.Generator(np.random.PCG64(length)))
    said = counts[order].astype(np.float64)
    true = truth.of(ids[order])[0].astype(np.float64)
    off = WIDER[length] * (true - said) / _unit(spreads[order])
    windows = np.array_split(np.arange(len(order)), max(1, len(order) // _A_WINDOW))
    return ErrorBars(
        sizes=np.array([np.log(said[some]).mean() for some in windows]),
        below=np.array([min(float(np.quantile(off[some], 0.025)), 0.0) for some in windows]),
        above=np.array([max(float(np.quantile(off[some], 0.975)), 0.0) for some in windows]),
        sure=_sure(said, np.exp(-true), weight),
    )


def _some_of_each_size(counts: Floats, chance: np.random.Generator) -> tuple[npt.NDArray[np.intp], Reals]:
    """Give places of counts, ascending, of all sizes; and how many each stands for."""
    classes = np.log2(counts).astype(np.int64)
    taken, stands_for = [], []
    for one in np.unique(classes).tolist():
        here = np.flatnonzero(classes == one)
        some = here if len(here) <= _A_CLASS else chance.choice(here, _A_CLASS, replace=False)
        taken.append(some)
        stands_for.append(np.full(len(some), len(here) / len(some)))
    places, weight = np.concatenate(taken), np.concatenate(stands_for)
    by_size = np.argsort(counts[places], kind="stable")
    return places[by_size], weight[by_size]


def _unit(spreads: Floats) -> Reals:
    """Give what errors are counted in: the spread of mixtures, where it is looked at."""
    return np.where(spreads > 0, spreads + 0.5, 1.0)


def _sure(said: Reals, nobody: Reals, weight: Reals) -> float:
    """Give the least count such that of all combinations from it on few are shared by nobody."""
    wrong = np.cumsum((nobody * weight)[::-1]) / np.cumsum(weight[::-1])
    few = np.flatnonzero(wrong <= WRONG)
    if few.size == said.size:
        return LEAST
    return float(said[::-1][few[-1]]) if few.size else float(said[-1])
