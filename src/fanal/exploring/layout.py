"""An answer laid out as the table of a page: one cell a line, or the second field across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fanal.exploring.cells import Cells, Number, Status

MOST_ROWS = 100
"""Rows of a table on a page; all are in the files."""
MOST_COLUMNS = 8
_SUPPRESSED = Number(None, None, None, Status.SUPPRESSED)


@dataclass(frozen=True)
class Line:
    """One row of a table: its headings, and its numbers in words with what they are."""

    heads: Sequence[str]
    numbers: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Layout:
    """A table.

    Attributes
    ----------
    heads
        Headings of the columns that say what a line is of.
    columns
        Headings of the numbers: the values of the second field; empty: there is one number a line.
    more
        Rows that are in the files only.
    """

    heads: Sequence[str]
    columns: Sequence[str]
    lines: Sequence[Line]
    more: int


def laid_out(cells: Cells) -> Layout:
    """Lay the cells out: one a row; or, where the second field has few values, those side by side."""
    heads = [one.label.in_(cells.language) for one in cells.fields]
    if len(heads) == 2 and not cells.unlisted:
        rows = list(cells.rows())
        across = list(dict.fromkeys(one.labels[1] for one in rows))
        if len(across) <= MOST_COLUMNS:
            by_labels = {one.labels: one.number for one in rows}
            down = list(dict.fromkeys(one.labels[0] for one in rows))
            lines = [
                Line([label], [_said(cells, by_labels.get((label, other), _SUPPRESSED)) for other in across])
                for label in down
            ]
            return Layout(heads[:1], across, lines[:MOST_ROWS], max(len(lines) - MOST_ROWS, 0))
    # Of a hundred thousand cells only those that are shown are put into words.
    lines = [Line(one.labels, [_said(cells, one.number)]) for one in cells.rows(most=MOST_ROWS)]
    return Layout(heads, [], lines, cells.frame.height - len(lines) + cells.unlisted)


def _said(cells: Cells, number: Number) -> tuple[str, str]:
    return cells.words(number), str(number.status)
