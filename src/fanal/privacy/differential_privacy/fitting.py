"""A model of the people, from noisy counts alone: several mixtures, averaged, and how far off they are."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Event, Lock

import numpy as np

from fanal.presentation import Progress, silent
from fanal.privacy.differential_privacy.adaptive_shrinkage import shrink_counts, shrink_deviations
from fanal.privacy.differential_privacy.clipping import lost_to
from fanal.privacy.differential_privacy.expectation import Expectation, averaged, shrunk
from fanal.privacy.differential_privacy.heard import Heard
from fanal.privacy.differential_privacy.layout import LEVELS
from fanal.privacy.differential_privacy.measurements import Measurements
from fanal.privacy.differential_privacy.mixture import Mixture, Target
from fanal.privacy.differential_privacy.private_model import PrivateModel

SINGLES = 2.0
"""What the error of a single count weighs, beside one over its variance.

Picked on generated tables, as are `MEMBERS` and `_effort`."""

MEMBERS = 24
"""Mixtures that are fitted from different beginnings and averaged: what each makes of the noise differs, and
their average is nearer to the truth than one larger mixture."""
MOST_WORK = 1.5e12
"""Floating-point operations, about, after which it is time to stop: they grow with the square of the
attributes, not with the people."""
_FIRST = (40, 150)
"""Classes and steps of the mixture that says what the bounds took."""
_BLOCK = 64
"""Pairs of values of two columns from which on their spread is learned from them alone."""


@dataclass(frozen=True)
class _Effort:
    """How many mixtures are fitted, their classes, and the steps of a descent."""

    members: int
    classes: int
    steps: int


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
    target, lost = _with_what_bounds_took(_target(measurements), measurements, seed)
    heard = Heard.of(target)
    effort = _effort(measurements, heard.ids.size)
    # A quarter is enough to see how far off they are, if rather too far.
    again_effort = replace(effort, members=effort.members // 4)
    total, done = (effort.members + again_effort.members) * effort.steps, 0
    counting = Lock()

    def after() -> None:
        nonlocal done
        with counting:
            done += 1
            if done % 25 == 0 or done == total:
                progress(done, total, "privacy.progress-fitting")

    progress(0, total, "privacy.progress-fitting")
    members = _members(heard, effort, seed, after)
    truth = averaged(members, target)
    again = Heard.of(_measured_anew(target, truth, seed))
    return PrivateModel(
        measurements=measurements,
        people=measurements.people + lost,
        lost=lost,
        expectation=shrunk(members, target),
        truth=truth,
        again=shrunk(_members(again, again_effort, seed, after), again.target),
        seed=seed,
    )


def _with_what_bounds_took(measured: Target, measurements: Measurements, seed: int) -> tuple[Target, float]:
    """Add what people who passed the bounds counted less, as a first mixture has it; and how much it was."""
    first = Heard.of(_through_noise(measured)).fitted(*_FIRST, seed, lambda: None)
    lost = lost_to(measurements.bounds, measured.layout, first, measured.people, seed)
    pairs = measured.pairs + np.where(measured.pairs_weight > 0, lost.pairs, np.float32(0))
    corrected = replace(
        measured,
        people=measured.people + lost.people,
        singles=measured.singles + lost.singles,
        pairs=pairs,
    )
    return _through_noise(corrected), lost.people


def _members(heard: Heard, effort: _Effort, seed: int, after: Callable[[], None]) -> list[Mixture]:
    """Fit the mixtures side by side, each on one thread, so that cores decide on no digit."""
    from threadpoolctl import threadpool_limits

    stopped = Event()

    def one(place: int) -> Mixture:
        def next_step() -> None:
            if stopped.is_set():
                raise InterruptedError
            after()

        return heard.fitted(effort.classes, effort.steps, seed * effort.members + place, next_step)

    with threadpool_limits(1, "blas"), ThreadPoolExecutor(min(os.cpu_count() or 1, effort.members)) as pool:
        try:
            return list(pool.map(one, range(effort.members)))
        except BaseException:
            # A person who stops the work does not wait for what is under way.
            stopped.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _effort(measurements: Measurements, size: int) -> _Effort:
    """Give the effort for so many attributes: the more people are above the noise of a pair, the more."""
    layout = measurements.layout
    noise = measurements.sigmas[1] / LEVELS / float(np.median(layout.steps)) ** 2
    told = float(np.sqrt(max(measurements.people, 1) / noise))
    classes = int(np.clip(1.8 * told, 40, 120))
    step = size * (4 * classes * size + 64 * size + 64 * classes)
    most = max(MOST_WORK / (1.25 * MEMBERS * step), 50)
    return _Effort(members=MEMBERS, classes=classes, steps=int(min(np.clip(0.085 * told**2, 100, 700), most)))


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
    both_ways = (pairs + pairs.T).astype(np.float32)
    return Target(
        layout=layout,
        people=float(max(measurements.people, 1)),
        singles=measurements.counts[0].astype(np.float32),
        singles_noise=measurements.counts[1].astype(np.float32),
        singles_weight=(SINGLES * (steps / sigma_singles) ** 2).astype(np.float32),
        pairs=both_ways,
        pairs_weight=(weight + weight.T).astype(np.float32),
        aimed=both_ways,
        middle=(layout.middles / layout.steps).astype(np.float32),
    )


def _measured_anew(target: Target, truth: Expectation, seed: int) -> Target:
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
    singles = singles + noise_of_singles * target.singles_noise
    return _through_noise(replace(target, singles=singles.astype(np.float32), pairs=pairs))


def _through_noise(measured: Target) -> Target:
    """Give what the measurements say, given that in a large domain most counts are nearly nothing.

    Single counts are looked at by column. Deviations of pairs from what chance would bring together are
    told in units of their largest spread, by pair of columns where those have many values.
    """
    layout, people = measured.layout, measured.people
    singles = np.empty(measured.singles.size)
    for column in range(len(layout.settings.columns)):
        here = layout.column_of == column
        noise = measured.singles_noise[here].astype(np.float64)
        singles[here] = shrink_counts(measured.singles[here].astype(np.float64), noise)
    share = np.clip(singles / people, 1 / people, max(1 - 1 / people, 1 / people))
    spread = np.sqrt(people * share * (1 - share) + 1e-9)
    first, second = layout.cells
    unit = spread[first] * spread[second]
    noisy = measured.pairs[first, second] / unit
    noise = 1 / np.sqrt(measured.pairs_weight[first, second].astype(np.float64)) / unit
    columns = len(layout.settings.columns)
    block = layout.column_of[first].astype(np.int64) * columns + layout.column_of[second]
    block[np.bincount(block, minlength=columns**2)[block] < _BLOCK] = -1
    aimed = np.zeros_like(measured.pairs)
    for one in np.unique(block):
        here = block == one
        aimed[first[here], second[here]] = shrink_deviations(noisy[here], noise[here]) * unit[here]
    return replace(measured, singles=singles.astype(np.float32), aimed=aimed + aimed.T)
