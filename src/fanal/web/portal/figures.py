"""A figure of a page: its title, its picture, its table, its notes, and where else it can be had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fanal.exploring import Cells, Form, Note, Number, Question, Status, answer, as_query, suitable
from fanal.exploring.notes import what_is_counted
from fanal.exploring.wording import alternative_of, title_of
from fanal.web.portal.pictures import known_size
from fanal.web.portal.places import Place

MOST_ROWS = 100
"""Rows of a table on a page; all are in the files."""
MOST_COLUMNS = 8
_FORMS = ("csv", "json", "svg", "png")
_SUPPRESSED = Number(None, None, None, Status.SUPPRESSED)


@dataclass(frozen=True)
class Line:
    """One row of a table: its headings, and its numbers in words with what they are."""

    heads: Sequence[str]
    numbers: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Figure:
    """All that a page shows of one answer.

    Attributes
    ----------
    columns
        Headings of the numbers: one, or the values of the second field.
    more
        Rows that are in the files only.
    files
        Name and address of each form.
    """

    title: str
    unit: str
    alternative: str
    query: str
    kind: str
    size: tuple[int, int]
    looks: dict[str, str]
    heads: Sequence[str]
    columns: Sequence[str]
    lines: Sequence[Line]
    more: int
    total: str
    notes: Sequence[Note]
    files: Sequence[tuple[str, str]]
    explore: str
    embed: str
    specification: str


def figure(place: Place, question: Question, title: str = "") -> Figure:
    """Make the figure of an answer.

    Parameters
    ----------
    question
        In the language of the page.
    title
        In place of the one that says fields and filters.
    """
    cells = answer(place.published, question)
    query = as_query(question)
    drawn = question.kind is not Form.TABLE
    heads, columns, lines, more = _table(cells)
    return Figure(
        title=title or title_of(cells),
        unit=what_is_counted(cells.published, cells.language),
        alternative=alternative_of(cells),
        query=query,
        kind=str(question.kind),
        size=known_size(place, question) if drawn else (0, 0),
        looks={
            look: f"{place.in_release('portal.picture', look=look)}?{query}"
            for look in ("plain", "dark", "narrow", "narrow-dark")
        }
        if drawn
        else {},
        heads=heads,
        columns=columns,
        lines=lines,
        more=more,
        total=cells.words(cells.total),
        notes=[one for one in cells.notes if not (drawn and one.name == "detected")],
        files=[(kind, f"{place.in_release('portal.explore-file', kind=kind)}?{query}") for kind in _FORMS],
        explore=f"{place.in_release('portal.explore')}?{query}",
        embed=f"{place.in_release('portal.embed')}?{query}",
        specification=f"{place.in_release('portal.specification')}?{query}" if drawn else "",
    )


def best_form(place: Place, fields: Sequence[str]) -> Form:
    """Give the form that tells most of some fields."""
    return suitable(place.published.variables[name] for name in fields)[0]


def explore_of(place: Place, question: Question) -> str:
    """Give the address of an answer in explore."""
    return f"{place.in_release('portal.explore')}?{as_query(question)}"


def best_question(place: Place, name: str, where: Mapping[str, tuple[str, ...]] | None = None) -> Question:
    """Ask for one field, in the form that tells most of it.

    Parameters
    ----------
    name
        The field.
    where
        A filter.
    """
    return Question(fields=(name,), where=where or {}, kind=best_form(place, [name]), language=place.language)


def _table(cells: Cells) -> tuple[Sequence[str], Sequence[str], Sequence[Line], int]:
    """Lay the cells out: one a row; or, where the second field has few values, those side by side."""
    heads = [one.label.in_(cells.language) for one in cells.fields]
    rows = list(cells.rows())
    if len(heads) == 2 and not cells.unlisted:
        across = list(dict.fromkeys(one.labels[1] for one in rows))
        if len(across) <= MOST_COLUMNS:
            by_labels = {one.labels: one.number for one in rows}
            down = list(dict.fromkeys(one.labels[0] for one in rows))
            lines = [
                Line([label], [_said(cells, by_labels.get((label, other))) for other in across])
                for label in down
            ]
            return heads[:1], across, lines[:MOST_ROWS], max(len(lines) - MOST_ROWS, 0)
    lines = [Line(one.labels, [_said(cells, one.number)]) for one in rows]
    return heads, [], lines[:MOST_ROWS], max(len(lines) - MOST_ROWS, 0) + cells.unlisted


def _said(cells: Cells, number: Any) -> tuple[str, str]:
    if number is None:
        return cells.words(_SUPPRESSED), str(Status.SUPPRESSED)
    return cells.words(number), str(number.status)
