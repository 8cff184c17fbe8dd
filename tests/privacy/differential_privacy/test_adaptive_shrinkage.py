"""What noisy numbers say of true ones: less than they seem to, where most are nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanal.privacy.differential_privacy.adaptive_shrinkage import shrink_counts, shrink_deviations

SHRINK = {"counts": shrink_counts, "deviations": shrink_deviations}
noisy_numbers = st.lists(st.tuples(st.floats(-1e5, 1e5), st.floats(0.01, 1e3)), min_size=1, max_size=30).map(
    lambda pairs: (np.array([one for one, _ in pairs]), np.array([noise for _, noise in pairs]))
)


def _people(seed: int, empty: int, full: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    chance = np.random.Generator(np.random.PCG64(seed))
    true = np.append(np.zeros(empty), chance.gamma(1.0, 60.0, full))
    noise = chance.uniform(3, 12, true.size)
    return true, true + chance.normal(0, noise), noise


@pytest.mark.parametrize("seed", range(3))
def test_the_noise_of_empty_cells_does_not_add_up_to_people(seed: int) -> None:
    true, noisy, noise = _people(seed, empty=1000, full=60)
    told = shrink_counts(noisy, noise)
    assert noisy.clip(0).sum() > 1.5 * true.sum()
    assert told.sum() == pytest.approx(true.sum(), rel=0.2)
    assert np.abs(told - true).mean() < 0.4 * np.abs(noisy.clip(0) - true).mean()


@pytest.mark.parametrize("seed", range(3))
def test_deviations_come_nearer_to_the_true_ones_on_either_side(seed: int) -> None:
    true, noisy, noise = _people(seed, empty=3000, full=300)
    side = np.where(np.arange(true.size) % 2, 1, -1)
    told = shrink_deviations(noisy - true + true * side, noise)
    assert np.mean((told - true * side) ** 2) < 0.3 * np.mean((noisy - true) ** 2)
    assert (np.sign(told[np.abs(true) > 100]) == side[np.abs(true) > 100]).all()


@pytest.mark.parametrize("name", SHRINK)
def test_what_stands_far_out_of_the_noise_is_believed(name: str) -> None:
    noisy = np.array([10_000.0, 5_000.0, 800.0])
    assert SHRINK[name](noisy, np.ones(3)) == pytest.approx(noisy, rel=0.01)


@given(noisy_numbers)
def test_counts_are_never_below_zero_nor_deviations_beyond_what_was_seen(
    given: tuple[np.ndarray, np.ndarray],
) -> None:
    noisy, noise = given
    counts, deviations = shrink_counts(noisy, noise), shrink_deviations(noisy, noise)
    assert np.isfinite(counts).all()
    assert (counts >= 0).all()
    assert (np.abs(deviations) <= np.abs(noisy) * (1 + 1e-9)).all()
    assert (deviations * noisy >= 0).all()


@pytest.mark.parametrize("name", SHRINK)
def test_of_nothing_nothing_is_told(name: str) -> None:
    assert SHRINK[name](np.empty(0), np.empty(0)).size == 0
