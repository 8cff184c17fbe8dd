"""The exact sampler: against the paper's algorithms, the exact probabilities, and OpenDP."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from fanal.presentation import Refusal
from fanal.privacy.differential_privacy.randomness import Randomness
from fanal.privacy.differential_privacy.sampler import (
    discrete_gaussian,
    variance_at_least,
    variance_for,
)

from . import paper_algorithms

VARIANCES = [Fraction(1, 9), Fraction(1), Fraction(9), Fraction(10), Fraction(22, 7), Fraction(2500)]


class Counted:
    """Words of a seed in portions of one size, and how many were given."""

    def __init__(self, seed: int, portion: int | None = None) -> None:
        self.generator = np.random.PCG64(seed)
        self.portion = portion
        self.given = 0

    def __call__(self, n: int) -> npt.NDArray[np.uint64]:
        n = self.portion or n
        self.given += n
        return self.generator.random_raw(n).astype(np.uint64)


def endless(seed: int) -> paper_algorithms.Words:
    generator = np.random.PCG64(seed)
    return paper_algorithms.Words(int(generator.random_raw()) for _ in itertools.count())


def probabilities(sigma2: Fraction, reach: int) -> npt.NDArray[np.float64]:
    """The exact distribution on -reach..reach, what lies beyond added to its ends."""
    at = np.arange(-60 * (reach + 1), 60 * (reach + 1) + 1)
    masses = np.exp(-(at.astype(float) ** 2) / (2 * float(sigma2)))
    return np.bincount(np.clip(at, -reach, reach) + reach, weights=masses / masses.sum())


@pytest.mark.parametrize("sigma2", [*VARIANCES, variance_at_least(Fraction("1234567.89"))], ids=str)
def test_the_same_words_give_the_draws_of_the_papers_algorithms(sigma2: Fraction) -> None:
    for seed in range(3):
        words = endless(seed)
        expected = [paper_algorithms.gaussian(sigma2, words) for _ in range(150)]
        assert discrete_gaussian(sigma2, 150, Randomness.seeded(seed)).tolist() == expected


@settings(max_examples=40)
@given(
    wanted=st.fractions(min_value=Fraction(1, 1000), max_value=10**13),
    seed=st.integers(min_value=0, max_value=2**32),
)
def test_any_variance_gives_the_draws_of_the_papers_algorithms(wanted: Fraction, seed: int) -> None:
    sigma2 = variance_at_least(wanted)
    words = endless(seed)
    expected = [paper_algorithms.gaussian(sigma2, words) for _ in range(20)]
    assert discrete_gaussian(sigma2, 20, Randomness.seeded(seed)).tolist() == expected


@pytest.mark.parametrize("portion", [1, 7, 1000])
def test_words_that_run_out_in_the_middle_of_a_draw_change_nothing(portion: int) -> None:
    whole = discrete_gaussian(100, 40, Randomness.seeded(5))
    in_portions = discrete_gaussian(100, 40, Randomness(Counted(5, portion)))
    assert in_portions.tolist() == whole.tolist()


def test_no_word_serves_two_calls() -> None:
    source = Counted(8)
    randomness = Randomness(source)
    first, second = (discrete_gaussian(400, 500, randomness) for _ in range(2))
    later = np.random.PCG64(8)
    later.random_raw(source.given // 2)
    assert second.tolist() == discrete_gaussian(400, 500, Randomness(lambda n: later.random_raw(n))).tolist()
    assert first.tolist() != second.tolist()


@pytest.mark.parametrize("sigma2", VARIANCES, ids=str)
def test_draws_follow_the_exact_probabilities(sigma2: Fraction) -> None:
    """Chi-square over every value that is expected 20 times, the tails together."""
    n = 400_000
    drawn = discrete_gaussian(sigma2, n, Randomness.seeded(11))
    reach = next(
        x for x in range(10_000) if n * math.exp(-((x + 1) ** 2) / (2 * sigma2)) < 20 * math.sqrt(sigma2) + 20
    )
    observed = np.bincount(np.clip(drawn, -reach, reach) + reach, minlength=2 * reach + 1)
    assert stats.chisquare(observed, n * probabilities(sigma2, reach)).pvalue > 1e-4


def test_a_slightly_wrong_variance_would_be_seen() -> None:
    drawn = discrete_gaussian(100, 400_000, Randomness.seeded(11))
    observed = np.bincount(np.clip(drawn, -30, 30) + 30, minlength=61)
    assert stats.chisquare(observed, 400_000 * probabilities(Fraction(102), 30)).pvalue < 1e-4


def test_a_large_variance_has_its_moments_and_its_tail() -> None:
    sigma = 2**20
    drawn = discrete_gaussian(variance_at_least(sigma**2), 200_000, Randomness.seeded(3)) / sigma
    assert stats.kstest(drawn, "norm").pvalue > 1e-3
    assert abs(np.mean(np.abs(drawn) > 3) / (2 * stats.norm.sf(3)) - 1) < 0.2


def test_draws_of_one_call_are_independent() -> None:
    drawn = discrete_gaussian(100, 200_000, Randomness.seeded(2)).astype(float)
    for apart in (1, 2, 17):
        assert abs(np.corrcoef(drawn[:-apart], drawn[apart:])[0, 1]) < 4 / math.sqrt(drawn.size)


def test_opendp_draws_from_the_same_distribution() -> None:
    dp = pytest.importorskip("opendp.prelude")
    dp.enable_features("contrib")
    n, scale = 15_000, 5.0
    space = dp.vector_domain(dp.atom_domain(T="i64")), dp.l2_distance(T="i64")
    theirs = np.array(dp.m.make_gaussian(*space, scale)([0] * n))
    ours = discrete_gaussian(25, n, Randomness.seeded(4))
    table = [np.bincount(np.clip(some, -13, 13) + 13, minlength=27) for some in (theirs, ours)]
    assert stats.chi2_contingency(table).pvalue > 1e-6


def test_the_systems_words_differ_each_time_and_are_the_only_private_ones() -> None:
    system = Randomness.system()
    assert discrete_gaussian(10**6, 50, system).tolist() != discrete_gaussian(10**6, 50, system).tolist()
    assert system.private
    assert not Randomness.seeded(1).private
    assert "not private" in repr(Randomness.seeded(1))
    assert system.words(1000).dtype == np.uint64
    assert len(set(system.words(1000).tolist())) == 1000


@pytest.mark.parametrize("word", [0, 2**64 - 1, 2**62])
def test_a_machine_that_always_says_the_same_is_refused(word: int) -> None:
    stuck = Randomness(lambda n: np.full(n, word, np.uint64))
    with pytest.raises(Refusal, match="not random"):
        discrete_gaussian(100, 10, stuck)


def test_a_machine_whose_words_never_end_a_draw_is_refused() -> None:
    low = Randomness(lambda n: np.arange(n, dtype=np.uint64))
    with pytest.raises(Refusal, match="not random"):
        discrete_gaussian(100, 10, low)


@given(wanted=st.fractions(min_value=Fraction(1, 10**6), max_value=2**46))
def test_what_is_asked_for_is_rounded_up_and_can_be_drawn(wanted: Fraction) -> None:
    sigma2 = variance_at_least(wanted)
    assert 0 <= sigma2 - wanted <= max(wanted, 1) / 10**6
    assert variance_at_least(sigma2) == sigma2
    assert discrete_gaussian(sigma2, 1, Randomness.seeded(0)).shape == (1,)


@given(
    squared=st.integers(min_value=1, max_value=10**5),
    rho=st.floats(min_value=1e-6, max_value=100, allow_subnormal=False),
)
def test_the_variance_spends_no_more_than_the_budget(squared: int, rho: float) -> None:
    sigma2 = variance_for(squared, rho)
    assert Fraction(squared) / (2 * sigma2) <= Fraction(rho)


@pytest.mark.parametrize(
    "sigma2", [0, -1, Fraction(-1, 3), 2**46 + 1, Fraction(1, 2**24), Fraction(10**9, 7)]
)
def test_a_variance_that_64_bits_do_not_hold_is_refused(sigma2: Fraction | int) -> None:
    with pytest.raises(Refusal, match="cannot be drawn"):
        discrete_gaussian(sigma2, 1, Randomness.seeded(0))


@pytest.mark.parametrize("rho", [0.0, -1.0, math.nan, math.inf])
def test_a_budget_that_is_none_is_refused(rho: float) -> None:
    with pytest.raises(Refusal, match="Rho"):
        variance_for(1, rho)


@pytest.mark.parametrize("rho", [5e-324, 1e-20])
def test_a_budget_too_small_for_any_noise_is_refused(rho: float) -> None:
    with pytest.raises(Refusal, match="larger epsilon"):
        variance_for(1, rho)


def test_the_widest_scale_keeps_within_64_bits() -> None:
    """At the largest products that the bounds allow: the paper's algorithms have no bounds."""
    sigma2 = Fraction(2**46)
    words = endless(9)
    expected = [paper_algorithms.gaussian(sigma2, words) for _ in range(200)]
    assert discrete_gaussian(sigma2, 200, Randomness.seeded(9)).tolist() == expected


def test_no_draws_are_no_words() -> None:
    source = Counted(1)
    assert discrete_gaussian(4, 0, Randomness(source)).size == 0
    assert source.given == 0
