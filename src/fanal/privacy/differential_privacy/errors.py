"""How far counts of a model may be from the truth, seen where the truth is known: in the model itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fanal.privacy.differential_privacy.layout import Layout
from fanal.privacy.differential_privacy.listing import expected, likely
from fanal.privacy.differential_privacy.mixture import Mixture

Reals = npt.NDArray[np.float64]

LEAST = 2.0
"""Nothing is said of combinations that the model expects fewer people to share."""
WRONG = 0.02
"""Among the combinations told, the share that nobody is expected to share."""
WIDER = 1.3
"""What the model does not know of itself: people are less alike than it says. Picked on generated tables."""
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
        Shape (windows,): what to add to a count of that size for the ends of a 95 % interval.
    sure
        The least count from which on nearly all combinations are true of somebody.
    """

    sizes: Reals
    below: Reals
    above: Reals
    sure: float

    def around(self, counts: npt.NDArray[np.floating]) -> tuple[Reals, Reals]:
        """Give the ends of the intervals of some counts, none below zero."""
        at = np.log(np.maximum(counts, LEAST))
        low = counts + np.interp(at, self.sizes, self.below)
        high = counts + np.interp(at, self.sizes, self.above)
        return np.maximum(low, 0.0), np.maximum(high, 0.0)


def error_bars(first: Mixture, second: Mixture, layout: Layout, length: int) -> ErrorBars:
    """Compare a model with what was made of it through the same noise.

    Parameters
    ----------
    first
        The model, here in the place of the truth.
    second
        What was fitted to noisy counts of it.
    layout
        The attributes and their columns.
    length
        Attributes of the combinations.
    """
    ids, counts = likely(second, layout, length, LEAST)
    if not len(ids):
        return ErrorBars(np.zeros(1), np.zeros(1), np.zeros(1), LEAST)
    chance = np.random.Generator(np.random.PCG64(length))
    classes = np.log2(counts).astype(np.int64)
    taken, stands_for = [], []
    for one in np.unique(classes).tolist():
        here = np.flatnonzero(classes == one)
        some = here if len(here) <= _A_CLASS else np.sort(chance.choice(here, _A_CLASS, replace=False))
        taken.append(some)
        stands_for.append(np.full(len(some), len(here) / len(some)))
    order = np.concatenate(taken)
    weight = np.concatenate(stands_for)
    by_size = np.argsort(counts[order], kind="stable")
    order, weight = order[by_size], weight[by_size]
    said = counts[order].astype(np.float64)
    true = expected(first, ids[order]).astype(np.float64)
    windows = np.array_split(np.arange(len(order)), max(1, len(order) // _A_WINDOW))
    off = true - said
    return ErrorBars(
        sizes=np.array([np.log(said[some]).mean() for some in windows]),
        below=np.array([WIDER * np.quantile(off[some], 0.025) for some in windows]),
        above=np.array([WIDER * np.quantile(off[some], 0.975) for some in windows]),
        sure=_sure(said, np.exp(-true), weight),
    )


def _sure(said: Reals, nobody: Reals, weight: Reals) -> float:
    """Give the least count such that of all combinations from it on few are shared by nobody."""
    wrong = np.cumsum((nobody * weight)[::-1]) / np.cumsum(weight[::-1])
    few = np.flatnonzero(wrong <= WRONG)
    return float(said[::-1][few[-1]]) if few.size else float(said[-1])
