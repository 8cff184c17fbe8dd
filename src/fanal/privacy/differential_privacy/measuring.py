"""Noisy counts of one and two attributes: the only module that is given sensitive data.

Everything that leaves it is public or has passed through `_noisy`; what comes after is post-processing.
What one person can change, and why the parts add up to the budget, is proven in measuring.proof.md, which
names the functions below.

A record is made a vector of small whole numbers first: attribute i stands there as b_i where it is held and
as -a_i where it is not, a_i / (a_i + b_i) being about the share of people who hold it. Counts of pairs are
sums of products of two such numbers. A person is then *near* the middle of all people, and one who comes or
goes changes the sums far less than the counts themselves; the counts are had back by adding what the middle
alone would make.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import polars as pl

from fanal.presentation import Progress, silent
from fanal.privacy.attribute_settings import AttributeSettings
from fanal.privacy.attributes import AttributeTable, Numbers, attributes_of
from fanal.privacy.differential_privacy.layout import BINS, LEVELS, PERSON, Layout, layout_of, levels_within
from fanal.privacy.differential_privacy.measurements import Measurements
from fanal.privacy.differential_privacy.randomness import Randomness
from fanal.privacy.differential_privacy.sampler import discrete_gaussian, variance_for
from fanal.privacy.differential_privacy.settings import PrivateSettings

_STEPS = 4


def measure(
    table: pl.DataFrame,
    settings: PrivateSettings,
    randomness: Randomness | None = None,
    progress: Progress = silent,
) -> Measurements:
    """Count people by one and by two attributes, with noise that hides any one person.

    Parameters
    ----------
    table
        One row per person, or several with `settings.subject`. Values outside the domain of their column
        are blanks; nothing is said of them.
    settings
        The columns with their domains, the budget, and how it is shared out.
    randomness
        Where the noise comes from; the system's if none is given. With any other the measurements say
        that they are not private.
    progress
        Hears of each step.

    Returns
    -------
    Measurements
        Noisy counts, and nothing else that the table says. (epsilon, delta)-differential privacy for
        people added or taken away, `settings.rows_per_person` records at once.

    Raises
    ------
    Refusal
        If a column is missing or cannot be compared. No refusal depends on what the rows say.
    """
    chance = Randomness.system() if randomness is None else randomness
    progress(0, _STEPS, "privacy.progress-measuring")
    people = attributes_of(
        table, AttributeSettings(columns=settings.columns, subject=settings.subject, drop_outside=True)
    )
    several = frozenset(
        one.column
        for one in settings.columns
        if one.separator is not None or settings.subject is not None or table[one.column].dtype == pl.List
    )
    layout = layout_of(settings, several)
    rho = settings.parts()
    progress(1, _STEPS, "privacy.progress-measuring")
    rough = _rough(people, layout, rho["rough"], chance)
    layout = layout.centred(rough)
    sizes = None
    if settings.most_attributes is None:
        sizes = _sizes(people, layout, rho["bounds"], chance)
        bounds = layout.bounds_within(sizes, variance_for(2, rho["bounds"]))
    else:
        bounds = layout.public_bounds()
    singles_square, pairs_square = layout.square_lengths(people.offsets, people.ids)
    progress(2, _STEPS, "privacy.progress-measuring")
    singles = _singles(people, layout, levels_within(bounds.singles, singles_square))
    singles = _noisy(singles, LEVELS**2 * bounds.singles, rho["singles"], chance)
    progress(3, _STEPS, "privacy.progress-measuring")
    pairs = _pairs(people, layout, levels_within(bounds.pairs, pairs_square))
    pairs = _noisy(pairs, LEVELS**2 * bounds.pairs, rho["pairs"], chance)
    progress(_STEPS, _STEPS, "privacy.progress-measuring")
    return Measurements(
        settings=settings,
        several=several,
        private=chance.private,
        rough=rough,
        sizes=sizes,
        singles=singles,
        pairs=pairs,
    )


def _noisy(counts: Numbers, square: int, rho: Fraction, chance: Randomness) -> Numbers:
    """Add noise to every number: rho-zCDP if one record changes the sum of squares by at most `square`."""
    return counts + discrete_gaussian(variance_for(square, rho), counts.size, chance).reshape(counts.shape)


def _rough(people: AttributeTable, layout: Layout, rho: Fraction, chance: Randomness) -> Numbers:
    """Count who holds each attribute, and the people last, in `LEVELS`; who holds many counts less."""
    square = layout.most_held + 1
    level = levels_within(square, np.diff(people.offsets) + 1) * people.weights
    counts = np.append(_held(people, level), level.sum())
    return _noisy(counts, LEVELS**2 * square, rho, chance)


def _sizes(people: AttributeTable, layout: Layout, rho: Fraction, chance: Randomness) -> Numbers:
    """Count the people by how much they add to the singles, and to the pairs: one in one class of each."""
    counts = [
        np.bincount(np.searchsorted(ends, squares), weights=people.weights, minlength=BINS)
        for ends, squares in zip(
            layout.size_classes(), layout.square_lengths(people.offsets, people.ids), strict=True
        )
    ]
    return _noisy(np.array(counts).astype(np.int64), 2, rho, chance)


def _singles(people: AttributeTable, layout: Layout, level: Numbers) -> Numbers:
    """Add up the numbers of the attributes, and that of the person last."""
    counted = level * people.weights
    total = counted.sum()
    sums = layout.steps * _held(people, counted) - layout.middles * total
    return np.append(sums, PERSON * total)


def _pairs(people: AttributeTable, layout: Layout, level: Numbers) -> Numbers:
    """Add up the products of the numbers of two attributes of different groups."""
    from fanal.privacy.differential_privacy.together import together

    counted = level * people.weights
    first, second = layout.cells
    both = together(people.offsets, people.ids, counted, len(layout.attributes))[first, second]
    held, total = _held(people, counted), counted.sum()
    step, middle = layout.steps, layout.middles
    return np.asarray(
        step[first] * step[second] * both
        - step[first] * middle[second] * held[first]
        - middle[first] * step[second] * held[second]
        + middle[first] * middle[second] * total
    )


def _held(people: AttributeTable, counted: Numbers) -> Numbers:
    """Count the attributes, each record as often as said; below 2^53, where adding up is exact."""
    each = np.repeat(counted, np.diff(people.offsets))
    return np.bincount(people.ids, weights=each, minlength=len(people.attributes)).astype(np.int64)
