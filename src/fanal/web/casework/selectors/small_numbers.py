"""Counts of people, so that few are never counted, and nobody works out by subtraction what is not shown."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from fanal.privacy.published_counts import CountsSettings, audit_counts

FEWEST = 5
"""The fewest people that a count says; nobody at all is said."""
TOTAL = "total"
"""The category that stands for all others of its dimension."""

Cell = tuple[str, ...]
Counts = Mapping[Cell, int]
Shown = dict[Cell, int | None]


def protected(counts: Counts) -> Shown:
    """Withhold counts below `FEWEST`, and as many more as keep them from being worked out: None.

    Parameters
    ----------
    counts
        Whole tables: each cell by its categories, `TOTAL` among them where a margin is shown.
    """
    shown: Shown = {cell: None if 0 < count < FEWEST else count for cell, count in counts.items()}
    while betrayed := _betrayed(shown):
        companion = _companion(shown, betrayed)
        if companion is None:
            return dict.fromkeys(shown)
        shown[companion] = None
    return shown


def _betrayed(shown: Shown) -> list[Cell]:
    """List the withheld cells that the others give away, exactly or too closely."""
    if None not in shown.values():
        return []
    cells = list(shown)
    names = [f"d{place}" for place in range(len(cells[0]))]
    table = pl.DataFrame(
        {name: [cell[place] for cell in cells] for place, name in enumerate(names)}
        | {"n": ["*" if shown[cell] is None else str(shown[cell]) for cell in cells]}
    )
    settings = CountsSettings(
        count="n",
        dimensions=tuple(names),
        k=FEWEST,
        total_labels=(TOTAL,),
        marks=("*",),
        least_hidden=0,
        absent="zero",
    )
    found = audit_counts(table, settings)
    return [cells[row] for row in (*found.disclosed, *found.narrowed)]


def _companion(shown: Shown, betrayed: list[Cell]) -> Cell | None:
    """Choose the smallest count beside a cell that is given away: parts before totals, nought last."""
    beside = [
        cell
        for cell, count in shown.items()
        if count is not None and any(_in_line(cell, other) for other in betrayed)
    ]
    return min(beside, key=lambda cell: (cell.count(TOTAL), not shown[cell], shown[cell]), default=None)


def _in_line(one: Cell, other: Cell) -> bool:
    return sum(a != b for a, b in zip(one, other, strict=True)) == 1
