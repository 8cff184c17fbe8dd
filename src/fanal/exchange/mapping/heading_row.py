"""Which row of a foreign sheet holds its headings: under titles, above the values."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fanal.exchange.files import Sheet
from fanal.exchange.mapping.words import HeadingIndex
from fanal.standard.dates import parse_date

_LOOK_AT = 15
"""Rows at the top among which the headings are looked for."""
_LONGEST = 80
"""A longer text is a value or an explanation, not a heading."""
_KNOWN = 0.75
"""Likeness from which a cell looks like the heading of some field."""

_ODD = 0.3
"""Share of cells that may be no heading at all: a number or an address there is never shown."""

_PERSONAL = re.compile(r"@|(?:\d[\s.\-/()]*){7,}")


def heading_row(sheet: Sheet, index: HeadingIndex) -> int | None:
    """Find the position of the row of headings, or None where no row looks like one.

    A row of headings has words in most of its cells, none of them twice, and some that are like a
    field's name. None is better than a row of values: its cells would be printed.
    """
    rows = [sheet.cells.row(position) for position in range(min(_LOOK_AT, sheet.cells.height))]
    if not rows:
        return None
    widest = max(_filled(row) for row in rows)
    best: tuple[float, int] | None = None
    for position, row in enumerate(rows):
        score = _score(row, widest, index)
        if score is not None and (best is None or score > best[0] + 0.5):
            best = score, position
    return best[1] if best else None


def _filled(row: Sequence[str | None]) -> int:
    return sum(cell is not None for cell in row)


def _score(row: Sequence[str | None], widest: int, index: HeadingIndex) -> float | None:
    cells = [cell for cell in row if cell is not None]
    odd = sum(not may_be_heading(cell) for cell in cells)
    if len(cells) < max(1, widest / 2) or odd > len(cells) * _ODD:
        return None
    known = sum(
        any(found.value >= _KNOWN for found in index.likeness(cell).values()) for cell in dict.fromkeys(cells)
    )
    # One lucky word in a wide row is more likely a value: a country, a profession.
    return known + len(cells) / widest if known and known >= len(cells) / 8 else None


def may_be_heading(cell: str) -> bool:
    """Say whether a text may be printed as a heading: short, no telephone number, address or date."""
    if len(cell) > _LONGEST or _PERSONAL.search(cell):
        return False
    return len(cell) <= 3 or (any(map(str.isalpha, cell)) and parse_date(cell).date is None)
