"""A figure of a page: its title, its picture, its table, its notes, and where else it can be had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fanal.exploring import Form, Note, Question, as_query, suitable
from fanal.exploring.layout import Line, laid_out
from fanal.exploring.notes import what_is_counted
from fanal.exploring.wording import alternative_of, title_of
from fanal.web.portal.pictures import known_size
from fanal.web.portal.places import Place

_FORMS = ("csv", "json", "svg", "png")
_GRAVEST = ("detected", "fictional", "suppressed", "aggregates")


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

    @property
    def gravest(self) -> Sequence[Note]:
        """The notes without which its numbers would be taken for what they are not."""
        return [one for one in self.notes if one.name in _GRAVEST]


def figure(place: Place, question: Question, title: str = "") -> Figure:
    """Make the figure of an answer.

    Parameters
    ----------
    question
        In the language of the page.
    title
        In place of the one that says fields and filters.
    """
    cells = place.answer(question)
    query = as_query(question)
    drawn = question.kind is not Form.TABLE
    table = laid_out(cells)
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
        heads=table.heads,
        columns=table.columns,
        lines=table.lines,
        more=table.more,
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
