"""Error bars that hold the truth far less often than they say are a finding."""

from __future__ import annotations

import polars as pl
import pytest

from fanal.presentation import LANGUAGES
from fanal.privacy.evaluation import EvaluationSettings, evaluate


def published(people: pl.DataFrame, missed: int, bars: int) -> pl.DataFrame:
    """Counts of single values; the bars of the first few lie beside the truth."""
    counted = people.group_by("value").len().sort("value").head(bars)
    off = pl.when(pl.int_range(pl.len()) < missed).then(9).otherwise(0)
    return counted.select(
        column_1=pl.lit("value"),
        value_1="value",
        count=pl.col("len").cast(pl.Int64) + off,
        low=pl.col("len").cast(pl.Int64) + off - 3,
        high=pl.col("len").cast(pl.Int64) + off + 3,
    )


@pytest.mark.parametrize(
    ("missed", "bars", "holds"), [(0, 100, True), (14, 100, True), (16, 100, False), (5, 10, True)]
)
def test_bars_that_mislead_are_a_finding(missed: int, bars: int, holds: bool) -> None:
    people = pl.DataFrame({"value": [f"v{n % 100:02}" for n in range(1500)]})
    found = evaluate(
        people, people, EvaluationSettings(by_chance=True), combinations=published(people, missed, bars)
    )
    assert found.holds is holds
    assert found.as_json()["covered"] == pytest.approx(1 - missed / bars)
    for language in LANGUAGES:
        report = found.report(language)
        assert (report.tone == "danger") is not holds
        assert ("95" in report.lead) is not holds
