"""Ages, bands and majority: what a day of birth, a number or a band tells."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from fanal.standard.bands import parse_band

MAJORITY = 18
"""Years; Convention on the Rights of the Child, article 1."""


def ends(band: str) -> tuple[int, float] | None:
    """Give the lowest and highest age of a band: ``9--17``, ``48+``, ``17``; None of what is no band."""
    if parse_band(band) != band:
        return None
    if band.endswith("+"):
        return int(band[:-1]), float("inf")
    low, _, high = band.partition("--")
    return int(low), int(high or low)


def band_that_holds(band: str, bands: Sequence[str]) -> str | None:
    """Find the one of several bands that holds all of a band."""
    wanted = ends(band)
    for one in bands:
        whole = ends(one)
        if wanted and whole and whole[0] <= wanted[0] and wanted[1] <= whole[1]:
            return one
    return None


def majority_of(band: str) -> str | None:
    """Say ``Minor`` or ``Adult`` of a band; None where it reaches over both."""
    wanted = ends(band)
    if wanted is None:
        return None
    if wanted[0] >= MAJORITY:
        return "Adult"
    return "Minor" if wanted[1] < MAJORITY else None


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
