"""Ages and days, for whole columns at once."""

from __future__ import annotations

import numpy as np

from fanal.fictional.chance import Days, Flags, Numbers


def full_years(birth: Days, day: Days) -> Numbers:
    """Count the birthdays passed on a day; who is born on 29 February waits for 1 March."""
    months = (day.astype("M8[M]") - birth.astype("M8[M]")).astype(np.int64)
    counted: Numbers = (months - (_day_of_month(day) < _day_of_month(birth))) // 12
    return counted


def years_before(day: Days, years: Numbers) -> Days:
    """Give the same day some years earlier, 28 February where there is no 29th."""
    month = day.astype("M8[M]") - 12 * years.astype("m8[M]")
    first = month.astype("M8[D]")
    last = ((month + 1).astype("M8[D]") - first).astype(np.int64) - 1
    earlier: Days = first + np.minimum(_day_of_month(day), last)
    return earlier


def first_of_year(day: Days) -> Days:
    """Give 1 January of the same year."""
    return day.astype("M8[Y]").astype("M8[D]")


def years(day: Days) -> Numbers:
    """Give the calendar year."""
    return day.astype("M8[Y]").astype(np.int64) + 1970


def days_after(day: Days, number: Numbers) -> Days:
    """Give the day so many days later."""
    later: Days = day + number.astype("m8[D]")
    return later


def day_and_month_swapped(day: Days) -> tuple[Days, Flags]:
    """Swap day and month.

    Returns
    -------
    The days, as they were where they cannot be swapped; and where that gave another day.
    """
    year = day.astype("M8[Y]")
    month = (day.astype("M8[M]") - year.astype("M8[M]")).astype(np.int64)
    in_month = _day_of_month(day)
    swappable = (in_month < 12) & (in_month != month)
    swapped = (year.astype("M8[M]") + np.where(swappable, in_month, 0)).astype("M8[D]") + month
    return np.where(swappable, swapped, day), swappable


def _day_of_month(day: Days) -> Numbers:
    """Give the day of the month, the first being 0."""
    number: Numbers = (day - day.astype("M8[M]").astype("M8[D]")).astype(np.int64)
    return number
