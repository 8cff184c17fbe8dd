"""Attributes that noise drowns are left out of the mixtures, and still told as often as was measured."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from fanal.privacy.attribute_settings import AttributeColumn
from fanal.privacy.differential_privacy import PrivateModel, PrivateSettings, Randomness, fit, measure

ROWS, FAINT = 4000, 300


def model(*, absence_informs: bool = False, held: int = 40) -> PrivateModel:
    """Fit people of two kinds, each with a value of its own, in a column where most values are nobody's."""
    chance = np.random.Generator(np.random.PCG64(1))
    kind = chance.integers(0, 2, ROWS)
    places = pl.Series(np.where(kind == 0, "north", "south"))
    places = places.set(pl.Series(np.arange(ROWS) < held), "v0")
    table = pl.DataFrame({"kind": kind.astype(str), "place": places})
    columns = (
        AttributeColumn(column="kind", domain=("0", "1")),
        AttributeColumn(
            column="place",
            domain=("north", "south", *(f"v{number}" for number in range(FAINT))),
            absence_informs=absence_informs,
        ),
    )
    settings = PrivateSettings(epsilon=4.0, delta=1e-6, columns=columns)
    return fit(measure(table, settings, Randomness.seeded(3)))


@pytest.mark.parametrize("absence_informs", [False, True])
def test_chances_of_a_group_are_chances(absence_informs: bool) -> None:
    fitted = model(absence_informs=absence_informs)
    groups = fitted.measurements.layout.group_of
    for member in fitted.expectation.members:
        sums = np.array([member.chances[:, groups == one].sum(axis=1) for one in np.unique(groups)])
        assert member.chances.min() >= 0
        assert sums.max() < 1 + 1e-3
        if absence_informs:
            assert sums[1] == pytest.approx(1, abs=1e-3)


def test_records_tell_few_values_of_nobody() -> None:
    records = model(held=0).records()
    faint = records.filter(pl.col("place").str.starts_with("v"))
    assert faint.height < 0.03 * ROWS


def test_what_is_heard_keeps_who_it_is_found_with() -> None:
    records = model().records()
    north = records.filter(pl.col("place") == "north")
    assert (north["kind"] == "0").mean() > 0.95


def test_a_table_in_which_nothing_is_heard_can_be_told() -> None:
    columns = (AttributeColumn(column="place", domain=("north", "south")),)
    settings = PrivateSettings(epsilon=0.1, delta=1e-6, columns=columns)
    nobody = pl.DataFrame({"place": pl.Series([None, None], dtype=pl.String)})
    assert fit(measure(nobody, settings, Randomness.seeded(3))).records().columns == ["place"]
