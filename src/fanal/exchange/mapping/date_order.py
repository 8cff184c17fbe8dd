"""Whether a file writes the day or the month first, as its own unmistakable dates show."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fanal.exchange.mapping.evidence import ColumnValues

_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](?:\d{4}|\d{2})\b.*")


def day_first(columns: Iterable[ColumnValues]) -> tuple[bool | None, int]:
    """Look for dates that can be read in one way only.

    Returns
    -------
    order, two_ways
        True where some can only be day first and none only month first, False the other way round,
        None where nothing or both is shown; and how many rows hold a date that can be read two ways.
    """
    day = month = two_ways = 0
    for column in columns:
        for text, rows in column.counts.items():
            match = _SLASHED.fullmatch(text)
            if match is None:
                continue
            first, second = int(match[1]), int(match[2])
            if first > 12 >= second:
                day += rows
            elif second > 12 >= first:
                month += rows
            elif first != second:
                two_ways += rows
    return (None if bool(day) == bool(month) else bool(day)), two_ways
