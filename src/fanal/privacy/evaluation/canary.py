"""An audit by planted canaries, which asks whether a mechanism is as private as it claims.

Run many times with and without one person, a private mechanism gives results that are hard to tell
apart. A test that tells them apart too well proves the claim wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from fanal.presentation import Progress, Refusal, silent
from fanal.privacy.evaluation.bounds import epsilon_at_least, rate_at_least, rate_at_most, rho_at_least

Data = TypeVar("Data")
Released = TypeVar("Released")
Numbers = npt.NDArray[np.float64]

_FEWEST_RUNS = 30
_MOST_THRESHOLDS = 40
_RUNS_PER_NUMBER = 4


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What a mechanism claims of its privacy."""

    epsilon: float
    delta: float = 0.0
    rho: float | None = None
    """Of zero-concentrated differential privacy, where the claim is proved by it."""


@dataclass(frozen=True, kw_only=True)
class CanaryAudit:
    """What an audit proved.

    Attributes
    ----------
    claim
        What was claimed.
    confidence
        How likely a true claim is to pass.
    runs, detected, false_alarms
        Runs with the canary, and as many without; those of each in which the test said that it is there.
    epsilon, rho
        The privacy that the mechanism has lost at least.
    """

    claim: Claim
    confidence: float
    runs: int
    detected: int
    false_alarms: int
    epsilon: float
    rho: float

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against the claim; it proves no claim."""
        return self.epsilon <= self.claim.epsilon and (self.claim.rho is None or self.rho <= self.claim.rho)

    def __repr__(self) -> str:
        verdict = "nothing speaks against" if self.holds else "this disproves"
        return (
            f"CanaryAudit: found in {self.detected:,} of {self.runs:,} runs, falsely in "
            f"{self.false_alarms:,}; epsilon is at least {self.epsilon:.3g} and rho {self.rho:.3g}, "
            f"{verdict} epsilon {self.claim.epsilon:.3g}"
            + (f", rho {self.claim.rho:.3g}" if self.claim.rho is not None else "")
        )

    def as_json(self) -> dict[str, Any]:
        """Give the numbers to a machine."""
        return {**asdict(self), "holds": self.holds}


def audit_with_canary(
    mechanism: Callable[[Data, int], Released],
    without: Data,
    planted: Data,
    claim: Claim,
    *,
    runs: int = 1000,
    score: Callable[[Released], npt.ArrayLike] | None = None,
    confidence: float = 0.95,
    seed: int = 0,
    progress: Progress = silent,
) -> CanaryAudit:
    """Give a lower bound on the privacy loss of a mechanism, and say whether it disproves a claim.

    A third of the runs choose the direction in which the canary shows and the threshold of a test;
    the others, untouched until then, tell how often the test is right. Their exact intervals (half of
    what may fail for each side, and for each of epsilon and rho where both are claimed) bound the
    loss: M. Jagielski, J. Ullman, A. Oprea, "Auditing differentially private machine learning",
    NeurIPS 2020, section 4; for delta and rho see `fanal.privacy.evaluation.bounds`.

    Parameters
    ----------
    mechanism
        Takes data and a seed and gives a result.
    without, planted
        The data without and with the canary.
    claim
        What is to be tested.
    runs
        Runs with the canary, and as many without.
    score
        Numbers of a result in which the canary may show; none: the result is numbers itself.
    confidence
        0 to 1: how likely a true claim passes.
    seed
        The first of the seeds; no two runs share one.
    progress
        Hears of each pair of runs.

    Raises
    ------
    Refusal
        If there are too few runs to say anything.
    """
    if runs < _FEWEST_RUNS:
        raise Refusal("privacy.canary-few-runs", n=runs, least=_FEWEST_RUNS)
    sides: tuple[list[Numbers], list[Numbers]] = ([], [])
    for run in range(runs):
        for side, data in enumerate((without, planted)):
            released = mechanism(data, seed + 2 * run + side)
            numbers = released if score is None else score(released)
            sides[side].append(np.atleast_1d(np.asarray(numbers, dtype=np.float64)).ravel())
        progress(run + 1, runs, "privacy.progress-canary")
    absent, present = (np.array(one) for one in sides)
    learning, choosing = runs // 6, runs // 3
    direction = _direction(absent[:learning], present[:learning])
    low, high = absent @ direction, present @ direction
    claims = [claim.epsilon, *([] if claim.rho is None else [claim.rho])]
    each = 1 - (1 - confidence) / 2 / len(claims)
    proved, told = [], (0, 0)
    for number in range(len(claims)):

        def bound(true: float, false: float, rho: bool = number == 1) -> float:
            return rho_at_least(true, false) if rho else epsilon_at_least(true, false, claim.delta)

        threshold = _threshold(low[learning:choosing], high[learning:choosing], bound)
        detected, alarms = int((high[choosing:] > threshold).sum()), int((low[choosing:] > threshold).sum())
        tried = runs - choosing
        proved.append(bound(rate_at_least(detected, tried, each), rate_at_most(alarms, tried, each)))
        told = (detected, alarms)
    return CanaryAudit(
        claim=claim,
        confidence=confidence,
        runs=runs - choosing,
        detected=told[0],
        false_alarms=told[1],
        epsilon=proved[0],
        rho=proved[1] if len(proved) > 1 else 0.0,
    )


def worst_canary(table: pl.DataFrame, domains: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Make the person who is hardest to hide: in every column a value that nobody else has, or few.

    Parameters
    ----------
    table
        The others.
    domains
        The values that each column may take.
    """
    canary = {}
    for column, domain in domains.items():
        held = dict(table[column].value_counts().iter_rows())
        canary[column] = min(domain, key=lambda value: held.get(value, 0))
    return canary


def shows(canary: Mapping[str, str]) -> Callable[[pl.DataFrame], Numbers]:
    """Make a score of released records: how many hold each value, and each pair of values, of a canary."""
    sets = [some for length in (1, 2) for some in combinations(sorted(canary), length)]

    def score(records: pl.DataFrame) -> Numbers:
        held = {name: (records[name] == canary[name]).fill_null(value=False).to_numpy() for name in canary}
        return np.array([np.logical_and.reduce([held[name] for name in some]).sum() for some in sets], float)

    return score


def _direction(absent: Numbers, present: Numbers) -> Numbers:
    """Find along which weights of the numbers both sides are furthest apart.

    R. Fisher, "The use of multiple measurements in taxonomic problems", Annals of Eugenics 7, 1936; of more
    numbers than the runs can relate to each other, each is weighed by itself.
    """
    apart = present.mean(axis=0) - absent.mean(axis=0)
    spread = (absent.var(axis=0) + present.var(axis=0)) / 2
    # What never varies and yet differs shows the canary beyond doubt.
    spread = np.maximum(spread, 1e-9 * max(1.0, float(spread.max(initial=0.0))))
    if apart.size * _RUNS_PER_NUMBER > len(absent):
        return np.asarray(apart / spread)
    around = np.concatenate([absent - absent.mean(axis=0), present - present.mean(axis=0)]) / np.sqrt(spread)
    related = around.T @ around / len(around)
    solved = np.linalg.solve(related + 0.05 * np.eye(apart.size), apart / np.sqrt(spread))
    return np.asarray(solved / np.sqrt(spread))


def _threshold(absent: Numbers, present: Numbers, bound: Callable[[float, float], float]) -> float:
    """Choose the threshold that would prove most, had the runs left over gone like these."""
    points = np.unique(np.concatenate([absent, present]))
    if points.size < 2:
        return float(points[0])
    points = np.quantile((points[:-1] + points[1:]) / 2, np.linspace(0, 1, _MOST_THRESHOLDS))
    found = [
        # Not the rates seen: no threshold is to be chosen for a rate of nought or one by luck.
        bound(
            _roughly(float((present > point).mean()), present.size, -1),
            _roughly(float((absent > point).mean()), absent.size, 1),
        )
        for point in points
    ]
    return float(points[int(np.argmax(found))])


def _roughly(rate: float, trials: int, side: int) -> float:
    """Give Wilson's bound below (-1) or above (1) a rate seen, which 90 of 100 true rates respect."""
    z = 1.2816
    spread = z * np.sqrt(rate * (1 - rate) / trials + z * z / (4 * trials * trials))
    return float((rate + z * z / (2 * trials) + side * spread) / (1 + z * z / trials))
