"""What noisy numbers say of true ones, when most of the true ones are nearly nothing.

M. Stephens, *False discovery rates: a new deal*, Biostatistics 18 (2017): how the true numbers are spread is
itself learned from all the noisy ones, as a mixture of a lump at zero and ever wider parts; what each
noisy number then says is its expectation. Without it, the noise of thousands of empty cells adds up.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.float64]

_ROUNDS = 60
_AT_ONCE = 1 << 15
_LEARNED_FROM = 40_000
"""Numbers at most from which the spread is learned."""
_FARTHEST = 36.0
"""Widest parts, as a power of two of the narrowest."""


def shrink_counts(noisy: Reals, noise: Reals) -> Reals:
    """Give the expectation of each of some numbers that are zero or more.

    The spread is a mixture of zero and of uniform distributions from zero up (Stephens 2017, equation 3).

    Parameters
    ----------
    noisy, noise
        Shapes (numbers,): each with normal noise, and the standard deviation of that.
    """
    if not noisy.size:
        return noisy.copy()
    ends = _grid(float(noise.min()) / 2, float(noisy.max() + 3 * noise.max()))
    told, width = noisy[:, None], noise[:, None]
    low, high = -told / width, (ends - told) / width
    inside = np.maximum(_below(high) - _below(low), 1e-300)
    mean = np.clip(told + width * (_density(low) - _density(high)) / inside, 0, ends)
    likely = np.concatenate(
        [np.log(_density(low)) - np.log(width), np.log(inside) - np.log(ends)[None, :]], axis=1
    )
    likely = np.exp(likely - likely.max(axis=1, keepdims=True))
    parts = likely * _shares(likely)
    parts /= parts.sum(axis=1, keepdims=True)
    return np.asarray((parts[:, 1:] * mean).sum(axis=1))


def shrink_deviations(noisy: Reals, noise: Reals) -> Reals:
    """Give the expectation of each of some numbers that are most often near zero, on either side.

    The spread is a mixture of zero and of normal distributions around it (Stephens 2017, equation 2).

    Parameters
    ----------
    noisy, noise
        Shapes (numbers,): each with normal noise, and the standard deviation of that.
    """
    if not noisy.size:
        return noisy.copy()
    least = float(noise.min())
    spreads = np.append(0.0, _grid(least / 10, max(float(np.abs(noisy).max()), least)))
    some = np.linspace(0, noisy.size - 1, min(noisy.size, _LEARNED_FROM)).astype(np.int64)
    shares = _shares(_normal(noisy[some], noise[some], spreads))
    made = np.empty_like(noisy)
    for top in range(0, noisy.size, _AT_ONCE):
        here = slice(top, top + _AT_ONCE)
        parts = _normal(noisy[here], noise[here], spreads) * shares
        kept = spreads**2 / (spreads**2 + noise[here, None] ** 2)
        made[here] = noisy[here] * (parts * kept).sum(axis=1) / parts.sum(axis=1)
    return made


def _grid(least: float, most: float) -> Reals:
    """Give widths from the least on, each twice the last, that reach the most."""
    steps = math.ceil(min(max(math.log2(max(most, least) / least), 1.0), _FARTHEST))
    return np.asarray(least * 2.0 ** np.arange(steps + 1))


def _shares(likely: Reals) -> Reals:
    """Learn how large a share each part has (expectation and maximisation).

    Parameters
    ----------
    likely
        Shape (numbers, parts): how likely each part makes each number, up to a factor per number.
    """
    shares = np.full(likely.shape[1], 1 / likely.shape[1])
    for _ in range(_ROUNDS):
        shares *= (1 / (likely @ shares)) @ likely / len(likely)
    return shares


def _normal(noisy: Reals, noise: Reals, spreads: Reals) -> Reals:
    variance = spreads**2 + noise[:, None] ** 2
    likely = -0.5 * (np.log(variance) + noisy[:, None] ** 2 / variance)
    return np.asarray(np.exp(likely - likely.max(axis=1, keepdims=True)))


def _density(at: Reals) -> Reals:
    return np.asarray(np.maximum(np.exp(-0.5 * at**2) / math.sqrt(2 * math.pi), 1e-300))


def _below(at: Reals) -> Reals:
    """Give the share of the normal distribution below each number."""
    return np.asarray(_complement(-at / math.sqrt(2)) / 2, dtype=np.float64)


_complement = np.frompyfunc(math.erfc, 1, 1)
