"""Ages, bands and majority: what a day of birth, a number or a band tells."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

MAJORITY = 18
"""Years; Convention on the Rights of the Child, article 1."""


def ends(band: str) -> tuple[int, float]:
    """Give the lowest and highest age of a band: ``9--17``, ``48+``, ``17``."""
    if band.endswith("+"):
        return int(band[:-1]), float("inf")
    low, _, high = band.partition("--")
    return int(low), int(high or low)


def band_that_holds(band: str, bands: Sequence[str]) -> str | None:
    """Find the one of several bands that holds all of a band."""
    low, high = ends(band)
    for one in bands:
        lowest, highest = ends(one)
        if lowest <= low and high <= highest:
            return one
    return None


def majority_of(band: str) -> str | None:
    """Say ``Minor`` or ``Adult`` of a band; None where it reaches over both."""
    low, high = ends(band)
    if low >= MAJORITY:
        return "Adult"
    return "Minor" if high < MAJORITY else None


def age_at(birth: pl.Series, day: pl.Series) -> pl.Series:
    """Count the completed years from births to days; null where one is unknown or the order is wrong.

    Parameters
    ----------
    birth, day
        Dates, one per case.

    Returns
    -------
    polars.Series
        Whole years.
    """
    before = (day.dt.month().cast(pl.Int64) * 100 + day.dt.day()) < (
        birth.dt.month().cast(pl.Int64) * 100 + birth.dt.day()
    )
    years = day.dt.year().cast(pl.Int64) - birth.dt.year().cast(pl.Int64) - before.cast(pl.Int64)
    return years.set(years.fill_null(0) < 0, None)
