"""Which attributes stand out of the noise, when many are looked at and most may be nobody's."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.float64]

WRONG = 0.02
"""Of the attributes told, the share that nobody holds, on average at most."""


def standing_out(noisy: Reals, noise: Reals, wrong: float = WRONG) -> npt.NDArray[np.bool_]:
    """Say which numbers are more than noise, such that few of them are noise after all.

    Y. Benjamini, Y. Hochberg, *Controlling the False Discovery Rate*, JRSS B 57 (1995), theorem 1.

    Parameters
    ----------
    noisy, noise
        Shapes (numbers,): each with normal noise, and the standard deviation of that.
    wrong
        The share of noise among those that are said to be more, on average at most.
    """
    if not noisy.size:
        return np.zeros(0, dtype=np.bool_)
    by_noise = np.array([math.erfc(one / math.sqrt(2)) / 2 for one in (noisy / noise).tolist()])
    ascending = np.sort(by_noise)
    within = np.flatnonzero(ascending <= wrong * np.arange(1, noisy.size + 1) / noisy.size)
    return np.asarray(by_noise <= (ascending[within[-1]] if within.size else -1.0))
