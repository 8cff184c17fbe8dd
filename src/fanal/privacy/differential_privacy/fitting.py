"""A model of the people, from noisy counts alone: several mixtures, averaged, and how far off they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from fanal.presentation import Progress, silent
from fanal.privacy.differential_privacy.layout import LEVELS
from fanal.privacy.differential_privacy.measurements import Measurements
from fanal.privacy.differential_privacy.mixture import Mixture, Target, fitted
from fanal.privacy.differential_privacy.private_model import PrivateModel

Reals = npt.NDArray[np.float64]

MEMBERS = 4
"""Mixtures that are fitted from different beginnings and averaged: what each makes of the noise differs."""
CLASSES = 200
STEPS = 250
"""Classes of each mixture, and steps of its descent."""
SINGLES = 2.0
"""What the error of a single count weighs, beside one over its variance. All picked on generated tables."""


def fit(measurements: Measurements, seed: int = 0, progress: Progress = silent) -> PrivateModel:
    """Fit a model to noisy counts.

    Mixtures of products are fitted by descent and averaged. Then the same is done once more with counts
    that the model itself would give, and noise of the same size: how far the second model is from the
    first says how far the first may be from the truth (the parametric bootstrap: B. Efron, R. Tibshirani,
    *An Introduction to the Bootstrap* 1993, 6.5).

    Parameters
    ----------
    measurements
        What was measured. Nothing else of the data is known here.
    seed
        Where the mixtures begin. The same measurements and seed give the same model, to the last bit on
        one machine.
    progress
        Hears of each step.
    """
    target = _target(measurements)
    total, done = 2 * MEMBERS * STEPS, 0

    def after() -> None:
        nonlocal done
        done += 1
        if done % 25 == 0 or done == total:
            progress(done, total, "privacy.progress-fitting")

    progress(0, total, "privacy.progress-fitting")
    made = _averaged([fitted(target, CLASSES, STEPS, seed + place, after) for place in range(MEMBERS)])
    again = _measured_anew(target, made, seed)
    second = _averaged([fitted(again, CLASSES, STEPS, seed + place, after) for place in range(MEMBERS)])
    return PrivateModel(measurements=measurements, mixture=made, second=second, seed=seed)


def _target(measurements: Measurements) -> Target:
    """Give the noisy counts as numbers around the middle."""
    layout = measurements.layout
    steps = layout.steps.astype(np.float64) * LEVELS
    sigma_singles, sigma_pairs = measurements.sigmas
    first, second = layout.cells
    size = len(layout.attributes)
    pairs, weight = np.zeros((size, size)), np.zeros((size, size))
    scale = steps[first] * steps[second] / LEVELS
    pairs[first, second] = measurements.pairs / scale
    weight[first, second] = (scale / sigma_pairs) ** 2
    return Target(
        layout=layout,
        people=float(max(measurements.people, 1)),
        singles=measurements.counts[0].astype(np.float32),
        singles_weight=(SINGLES * (steps / sigma_singles) ** 2).astype(np.float32),
        pairs=(pairs + pairs.T).astype(np.float32),
        pairs_weight=(weight + weight.T).astype(np.float32),
        middle=(layout.middles / layout.steps).astype(np.float32),
    )


def _averaged(members: list[Mixture]) -> Mixture:
    """Make one mixture of several."""
    return Mixture(
        sizes=np.concatenate([one.sizes / np.float32(len(members)) for one in members]).astype(np.float32),
        chances=np.concatenate([one.chances for one in members]),
    )


def _measured_anew(target: Target, truth: Mixture, seed: int) -> Target:
    """Measure the people of a mixture as the people recorded were measured."""
    chance = np.random.Generator(np.random.PCG64([seed, 1]))
    singles, middle = truth.singles, target.middle
    off = np.outer(middle, singles)
    pairs = truth.pairs - off - off.T + np.float32(target.people) * np.outer(middle, middle)
    noise = np.triu(chance.standard_normal(pairs.shape, dtype=np.float32), 1)
    noise += noise.T
    measured = target.pairs_weight > 0
    pairs[measured] += noise[measured] / np.sqrt(target.pairs_weight[measured])
    pairs[~measured] = 0
    noise_of_singles = chance.standard_normal(singles.size, dtype=np.float32)
    singles = singles + noise_of_singles / np.sqrt(target.singles_weight / np.float32(SINGLES))
    return replace(target, singles=singles.astype(np.float32), pairs=pairs)
