"""Numbers, dates and truth values as the text that a person would type."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

_LONGEST = 40
"""Digits beyond which an exponent says more than zeros."""


def number_text(number: float | Decimal) -> str:
    """Write a number with no exponent and no ".0".

    Parameters
    ----------
    number
        A finite number; one of more than 40 digits keeps its exponent.
    """
    exact = number if isinstance(number, Decimal) else Decimal(repr(number))
    if not exact:
        return "0"
    if abs(exact.adjusted()) > _LONGEST:
        return str(exact)
    text = f"{exact:f}"
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
        value = (value + timedelta(milliseconds=500)).replace(microsecond=0)
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
        return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(value)
