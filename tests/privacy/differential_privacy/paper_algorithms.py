"""The algorithms of Canonne, Kamath and Steinke (2020), in fractions: slow, and as printed."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import floor, isqrt


class Words:
    """An endless row of words, of which the compiled loops use the lower 63 bits."""

    def __init__(self, words: Iterator[int]) -> None:
        self._words = words

    def below(self, whole: int) -> int:
        """Draw a number below `whole`, passing over the words at the end that would favour some."""
        share = (2**63 - 1) // whole
        while True:
            word = next(self._words) % 2**63
            if word < share * whole:
                return word // share

    def bernoulli(self, chance: Fraction) -> bool:
        return self.below(chance.denominator) < chance.numerator


def exp_of(gamma: Fraction, words: Words, whole: int) -> bool:
    """Algorithm 1, the denominator of the last step being `whole`."""
    if gamma > 1:
        for _ in range(floor(gamma)):
            if not exp_of(Fraction(1), words, 1):
                return False
        return exp_of(gamma - floor(gamma), words, whole)
    k = 1
    while True:
        # The chance gamma / k: 1 / k and then gamma, each in words of its own.
        if k > 1 and not words.bernoulli(Fraction(1, k)):
            break
        if gamma < 1 and not words.below(whole) < gamma * whole:
            break
        k += 1
    return k % 2 == 1


def laplace(t: int, words: Words) -> int:
    """Algorithm 2 with s = 1."""
    while True:
        u = words.below(t)
        if not exp_of(Fraction(u, t), words, t):
            continue
        v = 0
        while exp_of(Fraction(1), words, 1):
            v += 1
        negative = words.bernoulli(Fraction(1, 2))
        if negative and u + t * v == 0:
            continue
        return -(u + t * v) if negative else u + t * v


def gaussian(sigma2: Fraction, words: Words) -> int:
    """Algorithm 3, with the least scale t that is no less than sigma."""
    t = isqrt(-(-sigma2.numerator // sigma2.denominator) - 1) + 1
    ratio = sigma2 / t
    while True:
        y = laplace(t, words)
        gamma = (abs(y) - sigma2 / t) ** 2 / (2 * sigma2)
        if gamma == 1:
            # A whole step and nothing left.
            if exp_of(Fraction(1), words, 1) and exp_of(Fraction(0), words, 2 * t * ratio.numerator):
                return y
            continue
        if exp_of(gamma, words, 2 * t * ratio.numerator * ratio.denominator):
            return y
