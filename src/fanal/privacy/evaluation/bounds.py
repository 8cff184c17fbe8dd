"""What the success of a test proves of the privacy of a mechanism: lower bounds with a confidence."""

from __future__ import annotations

from math import inf, log

import numpy as np
import numpy.typing as npt

_ORDERS = np.concatenate([1 + np.geomspace(1e-4, 1, 60), np.geomspace(2.05, 2000, 200)])


def rate_at_least(successes: int, trials: int, confidence: float) -> float:
    """Give the rate below which so many successes are too many.

    One-sided, exact: C. Clopper and E. Pearson, "The use of confidence or fiducial limits illustrated
    in the case of the binomial", Biometrika 26, 1934.

    Parameters
    ----------
    successes, trials
        How often something happened, of how many times.
    confidence
        0 to 1: how likely the bound is to hold.
    """
    if successes == 0:
        return 0.0
    low, high = 0.0, successes / trials
    for _ in range(40):
        middle = (low + high) / 2
        if _at_least(successes, trials, middle) < 1 - confidence:
            low = middle
        else:
            high = middle
    return low


def rate_at_most(successes: int, trials: int, confidence: float) -> float:
    """Give the rate above which so many successes are too few; see `rate_at_least`."""
    return 1 - rate_at_least(trials - successes, trials, confidence)


def _at_least(successes: int, trials: int, rate: float) -> float:
    """Give the chance of so many successes or more at a rate between 0 and 1."""
    if rate <= 0 or rate >= 1:
        return float(rate >= 1)
    logs = np.concatenate([np.zeros(1), np.log(np.arange(1, trials + 1)).cumsum()])
    n = np.arange(successes, trials + 1)
    terms = logs[trials] - logs[n] - logs[trials - n] + n * log(rate) + (trials - n) * np.log1p(-rate)
    largest = terms.max()
    return float(np.exp(largest) * np.exp(terms - largest).sum())


def epsilon_at_least(true_positive: float, false_positive: float, delta: float) -> float:
    """Give the least epsilon with which a test may succeed so well.

    P. Kairouz, S. Oh, P. Viswanath, "The composition theorem for differential privacy", ICML 2015,
    theorem 2.1: true <= e^epsilon false + delta, and the same of the two kinds of right rejections.

    Parameters
    ----------
    true_positive
        The test says yes at least so often where the person is in the data.
    false_positive
        It says yes at most so often where the person is not.
    delta
        0 to 1.
    """
    found = 0.0
    for rate, other in ((true_positive, false_positive), (1 - false_positive, 1 - true_positive)):
        if rate - delta > other:
            found = max(found, log((rate - delta) / other) if other > 0 else inf)
    return found


def rho_at_least(true_positive: float, false_positive: float) -> float:
    """Give the least rho of zero-concentrated differential privacy with which a test may succeed so well.

    Looking at a yes or no cannot raise the Rényi divergence of any order alpha, which is at most
    rho alpha (M. Bun and T. Steinke, "Concentrated differential privacy", TCC 2016, definition 1.1 and
    lemma 2.2).

    Parameters
    ----------
    true_positive, false_positive
        As of `epsilon_at_least`.
    """
    if true_positive <= false_positive:
        return 0.0
    both = np.array([[true_positive, 1 - true_positive], [false_positive, 1 - false_positive]])
    both = np.clip(both, 1e-300, 1.0)
    return max(_divergence_over_order(both[0], both[1]), _divergence_over_order(both[1], both[0]))


def _divergence_over_order(first: npt.NDArray[np.float64], second: npt.NDArray[np.float64]) -> float:
    """Give the largest of D_alpha(first || second) / alpha, of two chances each."""
    terms = np.outer(_ORDERS, np.log(first)) + np.outer(1 - _ORDERS, np.log(second))
    divergence = np.logaddexp(terms[:, 0], terms[:, 1]) / (_ORDERS - 1)
    return max(0.0, float((divergence / _ORDERS).max()))
