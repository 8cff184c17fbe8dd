"""From zCDP to epsilon and delta: against OpenDP, against the exact Gaussian, never to the unsafe side."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from fanal.presentation import Refusal
from fanal.privacy.differential_privacy.accounting import (
    composed,
    epsilon_of,
    rho_within,
    rounded_down,
    rounded_up,
)

RHOS = st.floats(min_value=1e-9, max_value=1e3)
DELTAS = st.floats(min_value=1e-15, max_value=0.3)


@pytest.mark.parametrize("delta", [1e-12, 1e-9, 1e-6, 1e-3, 0.1])
def test_epsilon_is_opendps_and_never_smaller(delta: float) -> None:
    dp = pytest.importorskip("opendp.prelude")
    dp.enable_features("contrib")
    space = dp.atom_domain(T="i64"), dp.absolute_distance(T="i64")
    for rho in (1e-6, 1e-4, 0.01, 0.05, 0.3, 1.0, 5.0, 50.0):
        measurement = dp.m.make_gaussian(*space, scale=math.sqrt(1 / (2 * rho)))
        theirs = dp.c.make_zCDP_to_approxDP(measurement).map(1).epsilon(delta)
        ours = epsilon_of(measurement.map(1), delta)
        assert theirs * (1 - 1e-9) <= ours <= theirs * 1.001


@given(rho=RHOS, delta=DELTAS)
def test_epsilon_is_above_what_the_gaussian_truly_gives(rho: float, delta: float) -> None:
    """The exact delta of the Gaussian mechanism (Balle and Wang 2018, theorem 8) at our epsilon."""
    epsilon, shift = epsilon_of(rho, delta), math.sqrt(2 * rho)
    lost = stats.norm.logcdf(-epsilon / shift - shift / 2) + epsilon
    truth = stats.norm.cdf(shift / 2 - epsilon / shift) - math.exp(min(lost, 0))
    assert truth <= delta * (1 + 1e-6) + 1e-15


@given(rho=RHOS, delta=DELTAS)
def test_no_other_alpha_is_better(rho: float, delta: float) -> None:
    def bound(log_above: float) -> float:
        above = math.exp(log_above)
        return (1 + above) * rho - math.log1p(1 / above) + (math.log(1 / delta) - math.log1p(above)) / above

    grid = [bound(step / 4) for step in range(-80, 160)]
    near = grid.index(min(grid)) / 4 - 20
    best = optimize.minimize_scalar(bound, bounds=(near - 0.5, near + 0.5), method="bounded").fun
    assert epsilon_of(rho, delta) <= max(best, 0) * (1 + 1e-7) + 1e-9


@given(epsilon=st.floats(min_value=1e-6, max_value=1e3), delta=DELTAS)
def test_the_budget_within_an_epsilon_holds_and_no_larger_one_does(epsilon: float, delta: float) -> None:
    rho = rho_within(epsilon, delta)
    assert rho > 0
    assert epsilon_of(rho, delta) <= epsilon
    assert epsilon_of(rho * (1 + 1e-9), delta) > epsilon


@given(rho=RHOS, delta=DELTAS, more=st.floats(min_value=1.001, max_value=100))
def test_epsilon_grows_with_rho_and_falls_with_delta(rho: float, delta: float, more: float) -> None:
    assert epsilon_of(rho * more, delta) >= epsilon_of(rho, delta) >= epsilon_of(rho, min(delta * more, 0.99))


def test_nothing_spent_is_nothing_and_a_large_delta_covers_a_small_rho() -> None:
    assert epsilon_of(0, 1e-9) == 0
    assert epsilon_of(1e-12, 0.5) == 0


@given(st.lists(RHOS, max_size=20))
def test_composition_is_the_exact_sum(rhos: list[float]) -> None:
    assert composed(rhos) == sum(map(Fraction, rhos))
    assert composed(reversed(rhos)) == composed(rhos)


@given(st.fractions())
def test_rounding_keeps_its_side(exact: Fraction) -> None:
    low, high = rounded_down(exact), rounded_up(exact)
    assert Fraction(low) <= exact <= Fraction(high)
    assert high == low or high == math.nextafter(low, math.inf)


@pytest.mark.parametrize("delta", [0.0, 1.0, -1e-9, math.nan, 2.0])
def test_a_delta_that_is_no_chance_is_refused(delta: float) -> None:
    for asked in (lambda: epsilon_of(0.1, delta), lambda: rho_within(1, delta)):
        with pytest.raises(Refusal, match="Delta"):
            asked()


@pytest.mark.parametrize("epsilon", [0.0, -1.0, math.nan, math.inf])
def test_an_epsilon_that_protects_nobody_is_refused(epsilon: float) -> None:
    with pytest.raises(Refusal, match="Epsilon"):
        rho_within(epsilon, 1e-6)


@pytest.mark.parametrize("rho", [-1e-9, math.nan, math.inf])
def test_a_rho_that_is_none_is_refused(rho: float) -> None:
    with pytest.raises(Refusal, match="Rho"):
        epsilon_of(rho, 1e-6)
