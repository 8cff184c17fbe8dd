"""How readers will see what is written: words, charts, tables, by the engine that the portal uses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from fanal.exploring import Form, Published, Question, Status, answer
from fanal.exploring.layout import Layout, laid_out
from fanal.exploring.notes import what_is_counted
from fanal.exploring.stories import Part
from fanal.exploring.wording import alternative_of, title_of

Address = Callable[[Question], str]
"""Gives the address of the picture of a chart."""


@dataclass(frozen=True)
class Chart:
    """A chart as it will be.

    Attributes
    ----------
    picture
        Its address; empty: it is a table only.
    withheld
        How many numbers are not told.
    nothing
        Whether none is told, so that the chart shows nothing.
    """

    title: str
    unit: str
    alternative: str
    picture: str
    table: Layout
    total: str
    notes: Sequence[str]
    withheld: int
    nothing: bool


@dataclass(frozen=True)
class Shown:
    """Words, a chart, or why there is none."""

    words: str = ""
    chart: Chart | None = None
    wrong: str = ""


def shown(parts: Sequence[Part], published: Published | None, address: Address) -> list[Shown]:
    """Show the parts of a story."""
    return [_shown(one, published, address) for one in parts]


def _shown(part: Part, published: Published | None, address: Address) -> Shown:
    if part.question is None or published is None:
        return Shown(words=SafeString(part.html), wrong=part.wrong)
    cells = answer(published, part.question)
    told = any(one.number.status is not Status.SUPPRESSED for one in cells.rows())
    return Shown(
        chart=Chart(
            title=part.title or title_of(cells),
            unit=what_is_counted(published, cells.language),
            alternative=alternative_of(cells),
            picture=address(part.question) if part.question.kind is not Form.TABLE else "",
            table=laid_out(cells),
            total=cells.words(cells.total),
            notes=[one.words for one in cells.notes],
            withheld=cells.suppressed,
            nothing=not told,
        )
    )
