from __future__ import annotations

from collections.abc import Callable
from math import exp, log, sqrt

import numpy as np
import polars as pl
import pytest
from scipy import stats

from fanal.presentation import Refusal
from fanal.privacy.evaluation.bounds import epsilon_at_least, rate_at_least, rate_at_most, rho_at_least
from fanal.privacy.evaluation.canary import Claim, audit_with_canary, shows, worst_canary

RHO, DELTA = 0.28, 1e-6
"""What epsilon 3.8 is made of."""
CLAIM = Claim(epsilon=3.8, delta=DELTA, rho=RHO)
AUDITS = 40
COUNTS = 10
"""Counts that one person changes by one, at most."""


def counting(noise: float = 1.0, most: int = COUNTS) -> Callable[[np.ndarray, int], np.ndarray]:
    """Make a mechanism: the sum of people, each cut to `most` counts, with Gaussian noise.

    Parameters
    ----------
    noise
        1 for what `RHO` asks for `COUNTS` counts, less for a broken one.
    most
        Counts that a person keeps.
    """

    def mechanism(people: np.ndarray, seed: int) -> np.ndarray:
        draw = np.random.default_rng(seed)
        kept = people * (people.cumsum(axis=1) <= most)
        return kept.sum(axis=0) + draw.normal(0, noise * sqrt(COUNTS / (2 * RHO)), people.shape[1])

    return mechanism


def people(canary: int = 0, width: int = COUNTS) -> np.ndarray:
    """Forty people, and perhaps one who holds all that nobody else does."""
    others = np.random.default_rng(1).integers(0, 2, (40, 5))
    table = np.zeros((40 + canary, 5 + width), dtype=np.int64)
    table[:40, :5] = others
    table[40:, 5:] = 1
    return table


def disproved(
    mechanism: Callable[[np.ndarray, int], np.ndarray],
    runs: int,
    width: int = COUNTS,
    score: Callable[[np.ndarray], float] | None = None,
) -> int:
    without, planted = people(width=width), people(1, width)
    return sum(
        not audit_with_canary(
            mechanism, without, planted, CLAIM, runs=runs, score=score, seed=1_000_000 * audit
        ).holds
        for audit in range(AUDITS)
    )


def test_a_sound_mechanism_passes() -> None:
    assert disproved(counting(), 150) == 0


def test_noise_three_times_too_small_is_found() -> None:
    assert disproved(counting(noise=1 / 3), 200) >= 0.9 * AUDITS


def test_a_forgotten_clip_is_found() -> None:
    """A person with nine times the counts that the noise is meant for, looked for where they are."""
    wide = 9 * COUNTS

    def score(counts: np.ndarray) -> float:
        return float(counts[-wide:].sum())

    assert disproved(counting(most=wide), 200, wide, score) >= 0.9 * AUDITS
    assert disproved(counting(), 150, wide, score) == 0, "with the clip, the same person is hidden"


@pytest.mark.soak
def test_noise_half_of_what_it_should_be_is_found() -> None:
    assert disproved(counting(noise=1 / 2), 1200) >= 0.9 * AUDITS


def test_the_lower_bound_is_near_the_loss_of_a_mechanism_that_is_known() -> None:
    """Randomised response says the truth with e^epsilon to 1: no mechanism of its epsilon tells more."""

    def response(epsilon: float) -> Callable[[int, int], int]:
        def mechanism(truth: int, seed: int) -> int:
            lies = np.random.default_rng(seed).random() > exp(epsilon) / (1 + exp(epsilon))
            return truth ^ int(lies)

        return mechanism

    for epsilon in (0.5, 1.0, 2.0):
        audit = audit_with_canary(response(epsilon), 0, 1, Claim(epsilon=epsilon), runs=4000)
        assert 0.75 * epsilon < audit.epsilon <= epsilon
        assert audit.holds and "speaks against" in repr(audit)
        broken = audit_with_canary(response(2 * epsilon), 0, 1, Claim(epsilon=epsilon), runs=4000)
        assert not broken.holds and broken.as_json()["holds"] is False


def test_what_the_bound_says_is_true_95_times_of_100() -> None:
    def mechanism(truth: int, seed: int) -> float:
        return truth + np.random.default_rng(seed).laplace(0, 1)

    over = sum(
        not audit_with_canary(mechanism, 0, 1, Claim(epsilon=1.0), runs=90, seed=10_000 * audit).holds
        for audit in range(100)
    )
    assert over <= 10


def test_a_canary_of_records_is_made_of_unused_values() -> None:
    table = pl.DataFrame({"a": ["x", "x", "y"], "b": ["u", "v", "v"]})
    canary = worst_canary(table, {"a": ["x", "y", "z"], "b": ["u", "v"]})
    assert canary == {"a": "z", "b": "u"}
    score = shows(canary)
    two = pl.DataFrame([canary, {"a": "z", "b": None}], schema=table.schema)
    assert score(pl.concat([table, two])).tolist() == [2, 2, 1]

    def copies(rows: pl.DataFrame, seed: int) -> pl.DataFrame:
        return rows.sample(fraction=0.9, seed=seed)

    planted = pl.concat([table, pl.DataFrame([canary], schema=table.schema)] * 3)
    audit = audit_with_canary(
        copies, pl.concat([table] * 3), planted, Claim(epsilon=1, delta=1e-5), runs=60, score=score
    )
    assert not audit.holds, "a sample of the people themselves"


def test_too_few_runs_are_refused() -> None:
    with pytest.raises(Refusal):
        audit_with_canary(counting(), people(), people(1), CLAIM, runs=29)


@pytest.mark.parametrize(("successes", "trials"), [(0, 10), (1, 10), (9, 10), (10, 10), (480, 1000)])
def test_rates_are_bounded_exactly(successes: int, trials: int) -> None:
    known = stats.binomtest(successes, trials).proportion_ci(0.95, method="exact")
    assert rate_at_least(successes, trials, 0.975) == pytest.approx(known.low, abs=1e-9)
    assert rate_at_most(successes, trials, 0.975) == pytest.approx(known.high, abs=1e-9)


def test_no_test_of_a_gaussian_proves_more_than_its_rho() -> None:
    for mu in (0.2, 0.75, 2.0):
        proved = [
            rho_at_least(stats.norm.sf(threshold, mu), stats.norm.sf(threshold))
            for threshold in np.linspace(-4, 6, 101)
        ]
        assert max(proved) <= mu**2 / 2
        assert max(proved) >= 0.5 * mu**2 / 2, "and some test proves a good part of it"


def test_epsilon_counts_both_kinds_of_error_and_delta() -> None:
    assert epsilon_at_least(0.5, 0.5, 0) == 0
    assert epsilon_at_least(0.6, 0.2, 0) == pytest.approx(log(3))
    assert epsilon_at_least(0.9, 0.5, 0) == pytest.approx(log(5)), "rejections: .5 against .1"
    assert epsilon_at_least(0.6, 0.2, 0.2) == pytest.approx(log(2))
    assert epsilon_at_least(0.1, 0.0, 0.05) == float("inf")
