"""What noise spends: zero-concentrated differential privacy (zCDP), and the epsilon and delta it amounts to.

M. Bun, T. Steinke, *Concentrated Differential Privacy*, TCC 2016; C. Canonne, G. Kamath, T. Steinke, *The
Discrete Gaussian for Differential Privacy*, NeurIPS 2020. Every rounding is to the safe side:
accounting.proof.md.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import lru_cache

from fanal.presentation import Refusal

_GOLDEN = (math.sqrt(5) - 1) / 2
_ROUNDING = 2.0**-48
"""Far more than the rounding of one evaluation, as a share of the sum of its terms' sizes."""


def epsilon_of(rho: Fraction | float, delta: float) -> float:
    """Give an epsilon for which rho-zCDP is (epsilon, delta)-differential privacy, rounded up.

    It is the least over alpha > 1 of
    ``alpha rho + log(1 - 1/alpha) + (log(1/delta) - log(alpha)) / (alpha - 1)``
    (Canonne, Kamath and Steinke 2020, proposition 12 and corollary 13); any alpha gives a true one.

    Parameters
    ----------
    rho
        What is spent in all.
    delta
        Between 0 and 1, both excluded.

    Raises
    ------
    Refusal
        If rho is negative or no number, or delta is outside.
    """
    check_delta(delta)
    if not 0 <= rho < math.inf:
        raise Refusal("privacy.rho-not-positive", value=str(rho))
    if rho == 0:
        return 0.0
    spent = rounded_up(Fraction(rho))
    # The best alpha - 1 lies near sqrt(log(1/delta) / rho): a search of its logarithm from far around.
    middle = 0.5 * (math.log1p(-math.log(delta)) - math.log(spent))
    _, least = _least(
        lambda u: _epsilon_at(u, spent, delta), min(middle, 0.0) - 12.0, max(middle, 0.0) + 12.0
    )
    return max(0.0, math.nextafter(least, math.inf))


@lru_cache(256)
def rho_within(epsilon: float, delta: float) -> float:
    """Give the largest rho that `epsilon_of` holds within epsilon at this delta, rounded down.

    Parameters
    ----------
    epsilon
        Positive.
    delta
        Between 0 and 1, both excluded.

    Raises
    ------
    Refusal
        If either is outside.
    """
    check_epsilon(epsilon)
    check_delta(delta)
    within, beyond = 0.0, 1.0
    while epsilon_of(beyond, delta) <= epsilon:
        within, beyond = beyond, 2 * beyond
    while True:
        half = math.sqrt(within * beyond) if within > 0 else beyond / 1024
        if not within < half < beyond:
            return within
        if epsilon_of(half, delta) <= epsilon:
            within = half
        else:
            beyond = half


def composed(rhos: Iterable[Fraction | float]) -> Fraction:
    """Add up what several mechanisms spend on the same people, exactly (Bun and Steinke 2016, lemma 1.7)."""
    return sum((Fraction(rho) for rho in rhos), Fraction(0))


def rounded_up(exact: Fraction) -> float:
    """Give the least floating-point number that is no less."""
    near = float(exact)
    return near if Fraction(near) >= exact else math.nextafter(near, math.inf)


def rounded_down(exact: Fraction) -> float:
    """Give the largest floating-point number that is no more."""
    return -rounded_up(-exact)


def check_epsilon(epsilon: float) -> None:
    """Refuse an epsilon that is not a positive number.

    Raises
    ------
    Refusal
        If it is zero, negative, infinite or no number.
    """
    if not 0 < epsilon < math.inf:
        raise Refusal("privacy.epsilon-not-positive", value=str(epsilon))


def check_delta(delta: float) -> None:
    """Refuse a delta that is no chance.

    Raises
    ------
    Refusal
        If it is not between 0 and 1.
    """
    if not 0 < delta < 1:
        raise Refusal("privacy.delta-outside", value=str(delta))


def _epsilon_at(u: float, rho: float, delta: float) -> float:
    """Evaluate the bound at alpha = 1 + exp(u), and add more than its rounding can have taken away."""
    above = math.exp(u)
    terms = (
        (1 + above) * rho,
        -math.log1p(1 / above),
        -math.log(delta) / above,
        -math.log1p(above) / above,
    )
    return math.fsum(terms) + _ROUNDING * math.fsum(map(abs, terms))


def _least(value: Callable[[float], float], low: float, high: float) -> tuple[float, float]:
    """Search a function with one valley by golden section; give a place and its value."""
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_left, at_right = value(left), value(right)
    for _ in range(64):
        if at_left <= at_right:
            high, right, at_right = right, left, at_left
            left = high - _GOLDEN * (high - low)
            at_left = value(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + _GOLDEN * (high - low)
            at_right = value(right)
    return (left, at_left) if at_left <= at_right else (right, at_right)
