"""The measurements of differential privacy, and all that is made of them, audited with the worst canary.

It holds, in every column, a value that nobody else has: six times as many attributes as anybody, all of them
unused. Broken on purpose, the same code is found out.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from unittest.mock import patch

import numpy as np
import polars as pl
import pytest

from fanal.privacy.attribute_settings import AttributeColumn
from fanal.privacy.differential_privacy import (
    Measurements,
    PrivateSettings,
    Randomness,
    fit,
    measure,
    measuring,
)
from fanal.privacy.differential_privacy.layout import LEVELS
from fanal.privacy.evaluation.canary import Claim, audit_with_canary, shows, worst_canary

DOMAINS = {f"c{number}": ("a", "b", "unused") for number in range(12)}
HELD = 2
"""Attributes of everybody but the canary."""
SETTINGS = PrivateSettings(
    epsilon=4,
    delta=1e-6,
    columns=tuple(AttributeColumn(column=name, domain=domain) for name, domain in DOMAINS.items()),
    most_attributes=HELD,
)
CLAIM = Claim(epsilon=4, delta=1e-6, rho=SETTINGS.rho)
RUNS = 150


def people() -> pl.DataFrame:
    draw = np.random.default_rng(1)
    rows = []
    for _ in range(80):
        held = set(draw.choice(len(DOMAINS), HELD, replace=False).tolist())
        rows.append(
            [str(draw.choice(["a", "b"])) if place in held else None for place in range(len(DOMAINS))]
        )
    return pl.DataFrame(rows, schema=dict.fromkeys(DOMAINS, pl.String), orient="row")


WITHOUT = people()
CANARY = worst_canary(WITHOUT, DOMAINS)
PLANTED = pl.concat([WITHOUT, pl.DataFrame([CANARY], schema=WITHOUT.schema)])


def measured(table: pl.DataFrame, seed: int) -> Measurements:
    return measure(table, SETTINGS, Randomness.seeded(seed))


def seen(measurements: Measurements) -> list[float]:
    """Look where the canary is: at the counts of its attributes, and of its pairs of them."""
    layout = measurements.layout
    its = np.array([one.value == CANARY[one.column] for one in layout.attributes])
    first, second = layout.cells
    both = its[first] & its[second]
    steps = layout.steps.astype(float)
    return [
        float(measurements.rough[:-1][its].sum()),
        float((measurements.singles[:-1] / steps)[its].sum()),
        float((measurements.pairs / (steps[first] * steps[second]))[both].sum()),
    ]


@contextmanager
def too_little_noise() -> Iterator[None]:
    """Draw noise of a third of what it should be, as if rho were nine times as much."""
    right = measuring.variance_for

    def wrong(square: int, rho: Fraction) -> Fraction:
        return right(square, rho * 9)

    with patch.object(measuring, "variance_for", wrong):
        yield


@contextmanager
def no_clip() -> Iterator[None]:
    """Let everybody count whole, however much they hold."""

    def wrong(bound: int, squares: np.ndarray) -> np.ndarray:
        return np.full(len(squares), LEVELS)

    with patch.object(measuring, "levels_within", wrong):
        yield


def disproved(audits: int, runs: int = RUNS) -> int:
    return sum(
        not audit_with_canary(
            measured, WITHOUT, PLANTED, CLAIM, runs=runs, score=seen, seed=1_000_000 * audit
        ).holds
        for audit in range(audits)
    )


def test_the_canary_is_the_worst() -> None:
    assert set(CANARY.values()) == {"unused"} and len(CANARY) == 6 * HELD


def test_measurements_pass() -> None:
    assert disproved(2) == 0


@pytest.mark.parametrize("broken", [too_little_noise, no_clip])
def test_broken_measurements_are_found(broken: type) -> None:
    with broken():
        assert disproved(2, runs=200) == 2


@pytest.mark.soak
@pytest.mark.parametrize("broken", [too_little_noise, no_clip])
def test_broken_measurements_are_found_nine_times_of_ten(broken: type) -> None:
    with broken():
        assert disproved(40, runs=200) >= 36


@pytest.mark.soak
def test_sound_measurements_pass_again_and_again() -> None:
    assert disproved(20, runs=600) == 0


@pytest.mark.soak
def test_the_whole_chain_passes_and_is_found_out_where_it_is_broken() -> None:
    """From people to synthetic records: noise, model, records."""

    def records(table: pl.DataFrame, seed: int) -> pl.DataFrame:
        return fit(measured(table, seed), seed=seed).records()

    def its(rows: pl.DataFrame) -> float:
        return float(shows(CANARY)(rows).sum())

    def audited(runs: int) -> bool:
        return audit_with_canary(records, WITHOUT, PLANTED, CLAIM, runs=runs, score=its).holds

    assert audited(100)
    right = measuring.variance_for
    with patch.object(measuring, "variance_for", lambda square, rho: right(square, rho * 400)), no_clip():
        assert not audited(60)
