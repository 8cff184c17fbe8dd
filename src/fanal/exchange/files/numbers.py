"""Numbers, dates and truth values as the text that a person would type."""

from __future__ import annotations

from datetime import MAXYEAR, date, datetime, time, timedelta
from decimal import Decimal

_LONGEST = 40
"""Digits beyond which an exponent says more than zeros."""

_EXACT = 2.0**53
"""Whole numbers under this are exact as floating-point numbers (IEEE 754)."""


def number_text(number: float | Decimal) -> str:
    """Write a number with no exponent and no ".0".

    Parameters
    ----------
    number
        A finite number; one of more than 40 digits keeps its exponent.
    """
    if isinstance(number, float):
        if number.is_integer() and abs(number) < _EXACT:
            return str(int(number))
        text = repr(number)
        if "e" not in text:
            return text
        number = Decimal(text)
    if not number:
        return "0"
    if abs(number.adjusted()) > _LONGEST:
        return str(number)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def cell_text(value: object) -> str:
    """Write what a workbook's cell holds: dates as ISO 8601, a midnight without its time.

    Parameters
    ----------
    value
        Text, number, truth value, date, time or duration.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, datetime):
        # Serial numbers carry rounding errors of less than a millisecond.
        if value.microsecond and value.year < MAXYEAR:
            value = (value + timedelta(milliseconds=500)).replace(microsecond=0)
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
        return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(value)
