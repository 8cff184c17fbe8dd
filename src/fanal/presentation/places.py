"""Where a finding stands, in words: sheet, column, field, and the first few of its rows."""

from __future__ import annotations

from collections.abc import Sequence

from fanal.presentation.findings import Place
from fanal.presentation.languages import Language, text

SHOWN_ROWS = 4
"""Rows named one by one before the rest is counted."""
SHOWN_RANGES = 200
"""Ranges of rows listed in a page before the rest is counted."""


def parts_of(place: Place, language: Language) -> list[str]:
    """Name the sheet, the column and the field of a place, leaving out what it does not have."""
    parts = []
    if place.sheet is not None:
        parts.append(text("presentation.sheet", language, name=place.sheet))
    if place.column is not None:
        parts.append(text("presentation.column", language, name=place.column))
    if place.field is not None and place.field != place.column:
        parts.append(text("presentation.field", language, name=place.field))
    return parts


def first_rows(rows: Sequence[int], language: Language) -> str:
    """Name the first few rows and count the others: ``rows 3, 7, 12 and 41 more``."""
    if not rows:
        return ""
    numbers = [str(row) for row in rows]  # as a spreadsheet writes them: not grouped
    if len(rows) > SHOWN_ROWS:
        shown = ", ".join(numbers[: SHOWN_ROWS - 1])
        return text("presentation.rows-and-more", language, list=shown, n=len(rows) - SHOWN_ROWS + 1)
    named = numbers[0]
    if len(rows) > 1:
        named = text("presentation.and", language, first=", ".join(numbers[:-1]), last=numbers[-1])
    return text("presentation.rows", language, list=named, n=len(rows))


def all_rows(rows: Sequence[int], language: Language) -> str:
    """Name every row, those that follow each other as a range: ``3, 7–12, 40``."""
    ranges: list[list[int]] = []
    for row in sorted(set(rows)):
        if ranges and row == ranges[-1][1] + 1:
            ranges[-1][1] = row
        else:
            ranges.append([row, row])
    shown = ", ".join(
        str(first) if first == last else f"{first}–{last}" for first, last in ranges[:SHOWN_RANGES]
    )
    if len(ranges) > SHOWN_RANGES:
        return text("presentation.ranges-and-more", language, list=shown, n=len(ranges) - SHOWN_RANGES)
    return shown


def describe_place(place: Place, language: Language) -> str:
    """Say a whole place in one line."""
    parts = parts_of(place, language)
    if rows := first_rows(place.rows, language):
        parts.append(rows)
    return ", ".join(parts)
