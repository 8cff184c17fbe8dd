"""Noise of the discrete Gaussian distribution, exact: no floating-point number comes near it.

C. Canonne, G. Kamath, T. Steinke, *The Discrete Gaussian for Differential Privacy*, NeurIPS 2020. The proof
that this code draws what they say stands in sampler.proof.md.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

import numpy as np
import numpy.typing as npt

from fanal.presentation import Refusal
from fanal.privacy.differential_privacy.randomness import Randomness

GRID = 2**23
"""The scale times the denominator of variance / scale is at most this: then 64 bits hold every product."""

_WORDS_AT_ONCE = 2**17
_WORDS_A_DRAW = 24
_MOST_WORDS_A_DRAW = 2**16


def discrete_gaussian(sigma2: Fraction | int, n: int, randomness: Randomness) -> npt.NDArray[np.int64]:
    """Draw independent whole numbers x with probability proportional to exp(-x² / (2 sigma2)), exactly.

    Parameters
    ----------
    sigma2
        The variance parameter, a number that `variance_at_least` or `variance_for` gave; whole numbers
        up to 2896² serve as they are.
    n
        How many.
    randomness
        Where the words come from; no word serves two draws.

    Returns
    -------
    numpy.ndarray
        Shape (n,), of whole numbers.

    Raises
    ------
    Refusal
        If sigma2 is not positive or not one that 64 bits hold, or if the words are not random.
    """
    from fanal.privacy.differential_privacy.sampler_kernels import fill

    scale, over, under = _split(Fraction(sigma2))
    drawn = np.empty(n, np.int64)
    words = np.empty(0, np.int64)
    done = at = 0
    while done < n:
        wanted = min(64 + _WORDS_A_DRAW * (n - done), _WORDS_AT_ONCE)
        fresh = randomness.words(wanted).view(np.int64)
        words = np.concatenate([words[at:], fresh])
        # Stuck sources: chance brings neither (sampler.proof.md, "Refusals").
        if words.size - fresh.size > _MOST_WORDS_A_DRAW or (fresh.size > 1 and (fresh == fresh[0]).all()):
            raise Refusal("privacy.noise-not-random")
        done, at = fill(drawn, done, scale, over, under, words)
        if at < 0:
            raise Refusal("privacy.noise-not-random")
    return drawn


def variance_at_least(wanted: Fraction | int) -> Fraction:
    """Give the least variance parameter from `wanted` on that can be drawn, at most a millionth above.

    Parameters
    ----------
    wanted
        Any positive rational number up to 2^46; below 1 the millionth is one of 1.

    Raises
    ------
    Refusal
        If it is not positive, or too large.
    """
    wanted = Fraction(wanted)
    scale = _scale(wanted)
    under = GRID // scale
    return Fraction(-(-wanted * under // scale)) * scale / under


def variance_for(squared_sensitivity: Fraction | int, rho: Fraction | float) -> Fraction:
    """Give the variance parameter at which adding noise to every number is rho-zCDP.

    Parameters
    ----------
    squared_sensitivity
        The largest sum of squares by which one person can change the numbers together.
    rho
        The budget of all the numbers together.

    Returns
    -------
    Fraction
        At least squared_sensitivity / (2 rho) (Canonne, Kamath and Steinke 2020, theorem 14), and one
        that can be drawn.

    Raises
    ------
    Refusal
        If rho is not positive, or so small that the noise cannot be drawn.
    """
    if not 0 < rho < float("inf"):
        raise Refusal("privacy.rho-not-positive", value=str(rho))
    return variance_at_least(Fraction(squared_sensitivity) / (2 * Fraction(rho)))


def _scale(sigma2: Fraction) -> int:
    """Give the least whole number that is no less than the square root of the variance parameter."""
    if not 0 < sigma2 <= GRID**2:
        raise Refusal("privacy.noise-variance-outside", value=f"{float(min(sigma2, Fraction(10**300))):.3g}")
    return isqrt(-(-sigma2.numerator // sigma2.denominator) - 1) + 1


def _split(sigma2: Fraction) -> tuple[int, int, int]:
    """Give the scale t of the proposals, and a / c = sigma2 / t in lowest terms."""
    scale = _scale(sigma2)
    ratio = sigma2 / scale
    if scale * ratio.denominator > GRID:
        raise Refusal("privacy.noise-variance-outside", value=f"{float(sigma2):.17g}")
    return scale, ratio.numerator, ratio.denominator
