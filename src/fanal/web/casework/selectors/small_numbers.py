"""Counts of cases and people, so that few are never counted, and nobody works out what is not shown.

What one table withholds another may give away: tables that have a total in common are protected together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import polars as pl

from fanal.privacy.published_counts import CountsSettings, audit_counts

FEWEST = 5
"""The fewest that a count says; nobody at all is said."""
TOTAL = "total"
"""The category that stands for all others of its dimension."""

Cell = tuple[str, ...]
Counts = Mapping[Cell, int]
Shown = dict[Cell, int | None]
Place = tuple[str, Cell]
"""A cell of a table, by the name of the table."""


def protected(counts: Counts, hidden: Collection[Cell] = ()) -> Shown:
    """Withhold counts below `FEWEST`, and as many more as keep them from being worked out: None.

    Parameters
    ----------
    counts
        Whole tables: each cell by its categories, `TOTAL` among them where a margin is shown, or known.
    hidden
        Cells that are withheld whatever they count.
    """
    shown: Shown = {
        cell: None if 0 < count < FEWEST or cell in hidden else count for cell, count in counts.items()
    }
    while betrayed := _betrayed(shown) or _fixed(shown, counts):
        companion = _companion(shown, betrayed)
        if companion is None:
            return dict.fromkeys(shown)
        shown[companion] = None
    return shown


def protected_together(tables: Mapping[str, Counts], same: Sequence[Collection[Place]]) -> dict[str, Shown]:
    """Protect several tables, of which some cells are the same number: withheld in one, withheld in all.

    Parameters
    ----------
    tables
        By their names.
    same
        Sets of places that have the same number.
    """
    hidden: dict[str, set[Cell]] = {name: set() for name in tables}
    while True:
        shown = {name: protected(counts, hidden[name]) for name, counts in tables.items()}
        more = [
            (name, cell)
            for places in same
            if any(shown[name][cell] is None for name, cell in places)
            for name, cell in places
            if shown[name][cell] is not None
        ]
        if not more:
            return shown
        for name, cell in more:
            hidden[name].add(cell)


def part_of(count: int, whole: int) -> Counts:
    """Write a part of a whole as a table: whoever knows both knows the rest."""
    return {("part",): count, ("rest",): whole - count, (TOTAL,): whole}


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


def _fixed(shown: Shown, counts: Counts) -> list[Cell]:
    """List the withheld cells that all sums together leave only one number for, where no single sum does.

    A table is a flow: from all to each row, on to each column, and back. What is withheld can be otherwise if
    some of it can go round in a circle through withheld cells: up along them, or down where they are not 0.
    """
    withheld = {cell: _edge(cell) for cell in shown if shown[cell] is None}
    if not any(TOTAL in cell for cell in shown):
        return []
    arcs: dict[str, list[tuple[str, Cell]]] = {}
    for cell, (begin, end) in withheld.items():
        arcs.setdefault(begin, []).append((end, cell))
        if counts[cell]:
            arcs.setdefault(end, []).append((begin, cell))
    return [
        cell
        for cell, (begin, end) in withheld.items()
        if not _leads(arcs, end, begin, cell) and not (counts[cell] and _leads(arcs, begin, end, cell))
    ]


def _edge(cell: Cell) -> tuple[str, str]:
    first = "all" if len(cell) == 1 else f"row {cell[0]}"
    last = "end" if len(cell) == 1 else f"column {cell[-1]}"
    if set(cell) == {TOTAL}:
        return "end", "all"
    if cell[-1] == TOTAL:
        return "all", first
    return (last, "end") if cell[0] == TOTAL else (first, last)


def _leads(arcs: Mapping[str, list[tuple[str, Cell]]], begin: str, end: str, without: Cell) -> bool:
    """Say whether there is a way, without a cell."""
    seen, ahead = {begin}, [begin]
    while ahead:
        for place, cell in arcs.get(ahead.pop(), ()):
            if cell != without and place not in seen:
                seen.add(place)
                ahead.append(place)
    return end in seen


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
