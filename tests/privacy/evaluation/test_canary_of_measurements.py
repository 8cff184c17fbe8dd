"""The measurements of differential privacy, and all that is made of them, audited with the worst canary.

It holds, in every column, a value that nobody else has. Broken on purpose, the same code is found out.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from unittest.mock import patch

import numpy as np
import polars as pl
import pytest

from fanal.presentation import as_text
from fanal.privacy.attribute_settings import AttributeColumn
from fanal.privacy.differential_privacy import PrivateSettings, Randomness, fit, measure, measuring
from fanal.privacy.differential_privacy.layout import LEVELS
from fanal.privacy.evaluation import CanaryAudit, EvaluationSettings, audit_measurements, evaluate
from fanal.privacy.evaluation.canary import Claim, audit_with_canary, shows, worst_canary

DOMAINS = {f"c{number}": ("a", "unused") for number in range(12)}
HELD = 2
"""Attributes of one person that are counted at most: the canary holds six times as many."""
SETTINGS = PrivateSettings(
    epsilon=4,
    delta=1e-6,
    columns=tuple(AttributeColumn(column=name, domain=domain) for name, domain in DOMAINS.items()),
    most_attributes=HELD,
)
RUNS = 150


@contextmanager
def too_little_noise() -> Iterator[None]:
    """Draw noise of a quarter of what it should be, as if rho were sixteen times as much."""
    right = measuring.variance_for

    def wrong(square: int, rho: Fraction) -> Fraction:
        return right(square, rho * 16)

    with patch.object(measuring, "variance_for", wrong):
        yield


@contextmanager
def no_clip() -> Iterator[None]:
    """Let everybody count whole, however much they hold."""

    def wrong(bound: int, squares: np.ndarray) -> np.ndarray:
        return np.full(len(squares), LEVELS)

    with patch.object(measuring, "levels_within", wrong):
        yield


def disproved(audits: int, runs: int = RUNS, settings: PrivateSettings = SETTINGS) -> int:
    return sum(
        not audit_measurements(settings, runs, seed=1_000_000 * (audit + 1)).holds for audit in range(audits)
    )


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
        assert disproved(40, runs=300) >= 36


@pytest.mark.soak
def test_sound_measurements_pass_again_and_again() -> None:
    assert disproved(20, runs=600) == 0


def test_whoever_is_several_people_and_holds_several_values_is_hidden_too() -> None:
    settings = PrivateSettings(
        epsilon=2,
        delta=1e-6,
        columns=(
            AttributeColumn(column="means", domain=tuple("abcdefgh"), separator=";"),
            AttributeColumn(column="country", domain=("AA", "BB", "CC"), absence_informs=True),
        ),
        subject="who",
        rows_per_person=3,
    )
    audit = audit_measurements(settings, 60, seed=1)
    assert audit.holds and audit.claim.rho == settings.rho


def test_the_noise_of_the_system_is_audited_too() -> None:
    audit = audit_measurements(SETTINGS, 40)
    assert audit.runs > 20 and "epsilon is at least" in repr(audit)


def test_an_audit_is_told_with_the_rest_and_a_false_claim_is_no_good_news() -> None:
    table = pl.DataFrame({"a": ["x", "y"] * 20})
    claim = Claim(epsilon=1, delta=1e-6, rho=0.02)
    for holds in (True, False):
        epsilon = 0.5 if holds else 1.5
        audit = CanaryAudit(
            claim=claim, confidence=0.95, runs=100, detected=60, false_alarms=50, epsilon=epsilon, rho=0.0
        )
        result = evaluate(table, table, EvaluationSettings(k=2), audit=audit)
        assert result.holds is holds
        assert result.as_json()["audit"]["epsilon"] == epsilon
        said = " ".join(as_text(result.report("en")).split())
        assert ("Nothing speaks against the guarantee" in said) is holds
        assert ("disproves the guarantee" in said) is not holds
        assert "canari" in as_text(result.report("fr"))


@pytest.mark.soak
def test_the_whole_chain_passes() -> None:
    """From people to synthetic records: noise, model, records."""
    draw = np.random.default_rng(1)
    without = pl.DataFrame(
        {name: [draw.choice(["a", None], p=[0.2, 0.8]) for _ in range(80)] for name in DOMAINS},
        schema=dict.fromkeys(DOMAINS, pl.String),
    )
    canary = worst_canary(without, DOMAINS)
    assert set(canary.values()) == {"unused"}
    planted = pl.concat([without, pl.DataFrame([canary], schema=without.schema)])

    def records(table: pl.DataFrame, seed: int) -> pl.DataFrame:
        return fit(measure(table, SETTINGS, Randomness.seeded(seed)), seed=seed).records()

    def audited(runs: int) -> bool:
        claim = Claim(epsilon=SETTINGS.epsilon, delta=SETTINGS.delta, rho=SETTINGS.rho)
        found = audit_with_canary(
            records, without, planted, claim, runs=runs, score=lambda rows: shows(canary)(rows).sum()
        )
        return found.holds

    # That broken noise is found is shown on the measurements: the model hides single people by itself.
    assert audited(100)
