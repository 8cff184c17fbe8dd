from __future__ import annotations

from datetime import date, timedelta

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from fanal.standard.dates import parse_date

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@given(DAYS)
def test_every_unambiguous_way_to_write_a_day_gives_that_day(day: date) -> None:
    written = [
        day.isoformat(),
        f"{day}T23:59:59.000+01:00",
        day.strftime("%Y/%m/%d"),
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day:02}.{day.month:02}.{day.year}",
        format_date(day, "d MMMM yyyy", locale="en"),
        format_date(day, "MMMM d, yyyy", locale="en"),
        format_date(day, "d MMM yyyy", locale="en"),
        format_date(day, "d MMMM yyyy", locale="fr"),
        format_date(day, "d MMM yyyy", locale="fr"),
        format_date(day, "d MMMM yyyy", locale="fr").upper(),
    ]
    assert {text: parse_date(text).date for text in written} == dict.fromkeys(written, day)


@given(DAYS, st.sampled_from("/-"))
def test_with_slashes_a_day_is_read_only_where_there_is_one_way_to(day: date, sign: str) -> None:
    text = f"{day.day}{sign}{day.month}{sign}{day.year}"
    read = parse_date(text)
    if day.day <= 12 and day.day != day.month:
        assert read.problem == "standard.date-two-ways"
    else:
        assert read.date == day
    assert parse_date(text, day_first=True).date == day


@given(st.integers(2101, 73_415))
def test_serials_count_days_as_excel_does(serial: int) -> None:
    assert parse_date(str(serial)).date == date(1900, 3, 1) + timedelta(days=serial - 61)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2021", "date-incomplete"),
        ("mars 2021", "date-incomplete"),
        ("03/2021", "date-incomplete"),
        ("31.02.2021", "date-not-in-calendar"),
        ("2021-13-01", "date-not-in-calendar"),
        ("3.4.21", "date-century"),
        ("3 mars 21", "date-century"),
        ("0999-01-01", "date-out-of-range"),
        ("3 Brumaire 2021", "date-unknown"),
        ("hier", "date-unknown"),
        ("999999", "date-unknown"),
        ("2021-03-04 and more", "date-unknown"),
    ],
)
def test_what_is_no_date_says_why(text: str, problem: str) -> None:
    read = parse_date(text)
    assert read.date is None
    assert read.problem == f"standard.{problem}"


@given(st.text(max_size=20))
def test_no_text_breaks_it(text: str) -> None:
    read = parse_date(text)
    assert (read.date is None) == (read.problem is not None)


def test_first_of_the_month_in_french() -> None:
    assert parse_date("1er août 2019").date == date(2019, 8, 1)
