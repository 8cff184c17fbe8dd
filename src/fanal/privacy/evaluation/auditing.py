"""Differentially private measurements audited with the settings of a release, on people who never were."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from fanal.presentation import Progress, silent
from fanal.privacy.attribute_settings import AttributeColumn
from fanal.privacy.attributes import Attribute
from fanal.privacy.differential_privacy import Measurements, PrivateSettings, Randomness, measure
from fanal.privacy.evaluation.canary import CanaryAudit, Claim, audit_with_canary

_PEOPLE = 100
_RECORDED = 0.3
"""The share of the cells of invented people that say something."""

Held = dict[str, list[str]]
"""The values that somebody holds, by column."""


def audit_measurements(
    settings: PrivateSettings,
    runs: int = 1000,
    seed: int | None = None,
    confidence: float = 0.95,
    progress: Progress = silent,
) -> CanaryAudit:
    """Run what measures people many times with and without the person who is hardest to hide.

    Everybody else holds few values of the first half of each domain. The canary holds one of the other half
    in every column, and all of them where a cell may have several; where the settings let one person be
    several, the canary is as many. Sensitive people are not needed: the guarantee holds for any table.

    Parameters
    ----------
    settings
        Those of a release.
    runs
        Runs with the canary, and as many without.
    seed
        For tests: noise that can be drawn again. None: that of the system, as in a release.
    confidence
        0 to 1: how likely a true claim passes.
    progress
        Hears of each run.
    """
    others, canary = _invented(settings.columns)
    alike = [canary] * settings.rows_per_person

    def run(people: list[Held], turn: int) -> Measurements:
        chance = Randomness.system() if seed is None else Randomness.seeded(turn)
        return measure(_as_table(people, settings), settings, chance)

    return audit_with_canary(
        run,
        others,
        [*others, *alike],
        Claim(epsilon=settings.epsilon, delta=settings.delta, rho=settings.rho),
        runs=runs,
        score=_looking_for(canary),
        confidence=confidence,
        seed=seed or 0,
        progress=progress,
    )


def _invented(columns: tuple[AttributeColumn, ...]) -> tuple[list[Held], Held]:
    """Invent people, always the same, and the canary."""
    draw = np.random.Generator(np.random.PCG64(1))
    halves = {one.column: max(1, len(one.domain or ()) // 2) for one in columns}
    domains = {one.column: list(one.domain or ()) for one in columns}
    people = [
        {
            name: [domain[int(draw.integers(halves[name]))]] if draw.random() < _RECORDED else []
            for name, domain in domains.items()
        }
        for _ in range(_PEOPLE)
    ]
    canary = {}
    for one in columns:
        unused = domains[one.column][halves[one.column] :] or domains[one.column]
        canary[one.column] = unused if one.separator is not None else unused[:1]
    return people, canary


def _as_table(people: list[Held], settings: PrivateSettings) -> pl.DataFrame:
    """Write people as a release would read them: a row each, who it is about beside where that is asked."""
    columns: dict[str, list[str | None]] = {
        one.column: [(one.separator or "").join(held[one.column]) or None for held in people]
        for one in settings.columns
    }
    if settings.subject is not None:
        columns[settings.subject] = [str(number) for number in range(len(people))]
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def _looking_for(canary: Held) -> Callable[[Measurements], list[float]]:
    """Make a score: what measurements say of the attributes of the canary, and of its pairs of them.

    With them, what the canary would add to the pairs times what the pairs are, the test that tells best
    where the others are known; and by how much the rough counts have moved the middles of its attributes.
    """
    its = {Attribute(column, value) for column, values in canary.items() for value in values}

    def score(measurements: Measurements) -> list[float]:
        layout = measurements.layout
        held = np.array([one in its for one in layout.attributes])
        first, second = layout.cells
        both = held[first] & held[second]
        steps, middles = layout.steps.astype(np.float64), layout.middles.astype(np.float64)
        number = np.where(held, steps - middles, -middles)
        return [
            float(measurements.rough[:-1][held].sum()),
            float((measurements.singles[:-1] / steps)[held].sum()),
            float((measurements.pairs / (steps[first] * steps[second]))[both].sum()),
            float((measurements.pairs * number[first] * number[second]).sum()),
            float((middles / steps)[held].sum()),
        ]

    return score
