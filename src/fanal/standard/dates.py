"""Dates as people write them: understood, or told why not; never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from fanal.standard.spelling import fold

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Years that a case file may hold."""

_SERIAL_ZERO = date(1899, 12, 30)
"""Day 0 of Excel's calendar, for serials after its 29 February 1900 that never was."""

_LAST_SERIAL = 73_415  # 31 December 2100


@dataclass(frozen=True, slots=True)
class DateRead:
    """A date, or the key of the text that says why there is none."""

    date: date | None = None
    problem: str | None = None


def parse_date(text: str, *, day_first: bool | None = None) -> DateRead:
    """Read a date.

    ISO (``2021-03-04``, with or without a time), ``4.3.2021``, ``25/03/2021``, ``25-03-2021``,
    month names in English and French, and serials of Excel. With slashes or dashes and both numbers
    up to 12 it could be read two ways, and a year of two figures could be of two centuries: those
    are problems, not guesses.

    Parameters
    ----------
    text
        The cell, stripped.
    day_first
        How the owner of the file says that ``03/04/2021`` is meant; None where nobody said.
    """
    for pattern, reading in _FORMS:
        if match := pattern.fullmatch(text):
            return reading(match.groupdict(), day_first)
    return DateRead(problem="standard.date-unknown")


def _number(match: Mapping[str, Any], _: bool | None) -> DateRead:
    number = float(match["serial"])
    if FIRST_YEAR <= number <= LAST_YEAR and number == int(number):
        return DateRead(problem="standard.date-incomplete")
    if LAST_YEAR < number < _LAST_SERIAL + 1:
        return DateRead(_SERIAL_ZERO + timedelta(days=int(number)))
    return DateRead(problem="standard.date-unknown")


def _year_first(match: Mapping[str, Any], _: bool | None) -> DateRead:
    return _exists(match["y"], match["m"], match["d"])


def _dotted(match: Mapping[str, Any], _: bool | None) -> DateRead:
    return _day_month(match["y"], match["a"], match["b"])


def _slashed(match: Mapping[str, Any], day_first: bool | None) -> DateRead:
    first, second = int(match["a"]), int(match["b"])
    if day_first is None and first <= 12 and second <= 12 and first != second:
        return DateRead(problem="standard.date-two-ways")
    if (day_first is False or second > 12) and first <= 12:
        first, second = second, first
    return _day_month(match["y"], first, second)


def _named(match: Mapping[str, Any], _: bool | None) -> DateRead:
    month = _months().get(fold(match["month"]))
    if month is None:
        return DateRead(problem="standard.date-unknown")
    if match["d"] is None:
        return DateRead(problem="standard.date-incomplete")
    return _day_month(match["y"], match["d"], month)


def _incomplete(_: Mapping[str, Any], __: bool | None) -> DateRead:
    return DateRead(problem="standard.date-incomplete")


def _day_month(year: str, day: str | int, month: str | int) -> DateRead:
    if len(year) == 2:
        return DateRead(problem="standard.date-century")
    return _exists(year, month, day)


def _exists(year: str, month: str | int, day: str | int) -> DateRead:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return DateRead(problem="standard.date-not-in-calendar")
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        return DateRead(problem="standard.date-out-of-range")
    return DateRead(found)


@cache
def _months() -> Mapping[str, int]:
    """Month names and abbreviations of English and French (CLDR, through Babel), folded."""
    from babel import Locale

    found: dict[str, int] = {"sept": 9, "avr": 4, "janv": 1, "fevr": 2, "fev": 2, "juil": 7, "jul": 7}
    for language in ("en", "fr"):
        forms = Locale.parse(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                found |= {fold(name): number for number, name in forms[context][width].items()}
    return found


_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?(?:Z|[AaPp][Mm]|[+-]\d{2}:?\d{2}))?)?"
_MONTH = r"(?P<month>[^\W\d_]+)\.?"

_Reading = Callable[[Mapping[str, Any], bool | None], DateRead]

_FORMS: tuple[tuple[re.Pattern[str], _Reading], ...] = tuple(
    (re.compile(pattern), reading)
    for pattern, reading in (
        (rf"(?P<y>\d{{4}})-(?P<m>\d{{1,2}})-(?P<d>\d{{1,2}}){_TIME}", _year_first),
        (rf"(?P<y>\d{{4}})([./])(?P<m>\d{{1,2}})\2(?P<d>\d{{1,2}}){_TIME}", _year_first),
        (r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})", _year_first),
        (rf"(?P<a>\d{{1,2}})\. ?(?P<b>\d{{1,2}})\. ?(?P<y>\d{{4}}|\d{{2}}){_TIME}", _dotted),
        (rf"(?P<a>\d{{1,2}})([/-])(?P<b>\d{{1,2}})\2(?P<y>\d{{4}}|\d{{2}}){_TIME}", _slashed),
        (r"(?P<serial>\d{1,6}(?:\.\d+)?)", _number),
        (rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th|er)?[ -](?:of )?{_MONTH}[ -](?P<y>\d{{4}}|\d{{2}})", _named),
        (rf"{_MONTH} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>\d{{4}})", _named),
        (rf"(?P<d>(?!)x)?{_MONTH}[ -](?P<y>\d{{4}})", _named),
        (r"\d{1,2}[./-]\d{4}|\d{4}[./-]\d{1,2}", _incomplete),
    )
)
