"""How well a score tells two groups of people apart: the area under the ROC curve."""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, sqrt

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]

_Z = 1.959963984540054
"""A normal variable is within so many standard deviations with 95 %."""


@dataclass(frozen=True, slots=True)
class Area:
    """The chance that a member scores higher than somebody else, ties counting half.

    Attributes
    ----------
    value, low, high
        0 to 1, .5 being chance; its 95 % interval.
    p
        How likely so large a value is, or a larger, where members and others are alike.
    """

    value: float
    low: float
    high: float
    p: float


def area_of(members: Scores, others: Scores) -> Area:
    """Compare the scores of two groups.

    The interval is Newcombe's method 5 (R. Newcombe, "Confidence intervals for an effect size measure
    based on the Mann-Whitney statistic. Part 2", Statistics in Medicine 25, 2006), which holds near 0
    and 1 too; p is that of the Mann-Whitney test, ties corrected.

    Parameters
    ----------
    members, others
        Shapes (members,) and (others,): at least one each.
    """
    m, n = members.size, others.size
    scores = np.concatenate([members, others])
    _, place, times = np.unique(scores, return_inverse=True, return_counts=True)
    rank = times.cumsum() - (times - 1) / 2
    value = float((rank[place[:m]].sum() - m * (m + 1) / 2) / (m * n))
    together = m + n
    ties = float((times.astype(np.float64) ** 3 - times).sum()) / (together * max(together - 1, 1))
    deviation = sqrt(max((together + 1 - ties) / (12 * m * n), 0.0))
    p = 0.5 * erfc((value - 0.5) / deviation / sqrt(2)) if deviation else 1.0
    return Area(value, _bound(value, m, n, 0.0), _bound(value, m, n, 1.0), p)


def _bound(value: float, m: int, n: int, end: float) -> float:
    """Find the last area towards an end from which the one seen is within two standard deviations."""
    inner, outer = value, end
    for _ in range(60):
        middle = (inner + outer) / 2
        if abs(middle - value) <= _Z * sqrt(_variance(middle, m, n)):
            inner = middle
        else:
            outer = middle
    return inner


def _variance(area: float, m: int, n: int) -> float:
    """Give Newcombe's equation for the variance of an area, after Hanley and McNeil (1982)."""
    many = (m + n) / 2 - 1
    spread = 1 + many * (1 - area) / (2 - area) + many * area / (1 + area)
    return area * (1 - area) * spread / (m * n)
