"""The real measurements, audited by the strongest adversary there can be: one who knows everybody else.

The score is the logarithm of the likelihood ratio of all that was measured, which no test can better
(Neyman and Pearson): each sum less that of everybody else, along what the canary would add.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest

from fanal.privacy.differential_privacy import PrivateSettings, Shares, measuring
from fanal.privacy.evaluation.canary import CanaryAudit, Claim, audit_with_canary

from .generated_tables import columns, people, settings
from .test_sensitivity import Sums, sums

OTHERS = people(60)
CANARY = pl.DataFrame([{one.column: (one.domain or ("",))[-1] for one in columns()}], schema=OTHERS.schema)
WITH = pl.concat([OTHERS, CANARY])


def audited(how: PrivateSettings, runs: int) -> CanaryAudit:
    def score(released: Sums) -> float:
        without, planted = (sums(table, how, released) for table in (OTHERS, WITH))
        ratio = 0.0
        for place, said in enumerate(released.after):
            adds = (planted.before[place] - without.before[place]).astype(float)
            sigma2 = float(released.squares[place] / (2 * released.rhos[place]))
            beyond = (said - without.before[place]).astype(float)
            ratio += float((beyond * adds).sum() - (adds**2).sum() / 2) / sigma2
        return ratio

    claim = Claim(epsilon=how.epsilon, delta=how.delta, rho=how.rho)
    return audit_with_canary(
        lambda table, seed: sums(table, how, seed=seed), OTHERS, WITH, claim, runs=runs, score=score
    )


@contextmanager
def noise_too_small(times: int) -> Iterator[None]:
    exact = measuring.variance_for
    with patch.object(measuring, "variance_for", lambda square, rho: exact(square, rho * times**2)):
        yield


def whole(bound: int, squares: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return np.full(len(squares), measuring.LEVELS, dtype=np.int64)


@pytest.mark.parametrize("most", [None, 3])
def test_nothing_speaks_against_the_claim(most: int | None) -> None:
    audit = audited(settings(4.0, most_attributes=most), 90)
    assert audit.holds, audit


def test_the_canary_is_one_that_shows() -> None:
    """More than half of the budget is needed to hide this person, so that the audit is not idle."""
    how = settings(4.0, most_attributes=3)
    released = sums(OTHERS, how)
    without, planted = (sums(table, how, released) for table in (OTHERS, WITH))
    adds = [
        ((one - two).astype(float) ** 2).sum()
        for one, two in zip(planted.before, without.before, strict=True)
    ]
    spent = [
        float(rho) * add / square
        for add, square, rho in zip(adds, released.squares, released.rhos, strict=True)
    ]
    assert 0.5 * how.rho < sum(spent) <= how.rho


def test_noise_three_times_too_small_is_found() -> None:
    with noise_too_small(3):
        assert not audited(settings(4.0, most_attributes=3), 90).holds


def test_a_forgotten_clip_is_found() -> None:
    # The rough counts, which it bounds most, get a share in which it shows.
    how = settings(4.0, most_attributes=1, shares=Shares(rough=80, singles=10, pairs=10))
    assert audited(how, 90).holds
    with patch.object(measuring, "levels_within", whole):
        assert not audited(how, 90).holds
