"""Ages and days of whole columns agree with the calendar, one by one."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fanal.fictional.ages import day_and_month_swapped, full_years, years_before

days = st.dates(date(1930, 1, 1), date(2024, 12, 31))


def column(*values: date) -> np.ndarray:
    return np.array(values, dtype="M8[D]")


@given(days, days)
def test_full_years_count_birthdays(one: date, other: date) -> None:
    birth, day = sorted((one, other))
    birthdays = day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
    assert full_years(column(birth), column(day)).tolist() == [birthdays]


@given(days, st.integers(0, 80))
def test_years_before_is_the_same_day_or_28_february(day: date, number: int) -> None:
    (found,) = years_before(column(day), np.array([number])).tolist()
    try:
        assert found == day.replace(year=day.year - number)
    except ValueError:
        assert found == date(day.year - number, 2, 28)


@given(days)
def test_day_and_month_are_swapped_where_that_is_another_day(day: date) -> None:
    swapped, could = day_and_month_swapped(column(day))
    if day.day <= 12 and day.day != day.month:
        assert could.all()
        assert swapped.tolist() == [date(day.year, day.day, day.month)]
    else:
        assert not could.any()
        assert swapped.tolist() == [day]
