"""Stories as the portal tells them: words, and charts with their pictures, tables and files."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from fanal.exploring import stories
from fanal.web.portal.figures import Figure, figure
from fanal.web.portal.places import Place


@dataclass(frozen=True)
class Part:
    """A part of a story: words, or a chart, or why there is none."""

    words: str = ""
    figure: Figure | None = None
    wrong: str = ""


def told(place: Place, markdown: str) -> list[Part]:
    """Tell a story; its charts are of the release of the place. See `fanal.exploring.stories`."""
    published = place.published if place.release else None
    return [_shown(place, one) for one in stories.parts_of(markdown, published, place.language)]


def chart(place: Place, query: str) -> Figure | None:
    """Give the chart of a query; none where the release cannot answer it."""
    published = place.published if place.release else None
    return _shown(place, stories.chart(query, published, place.language)).figure


def _shown(place: Place, part: stories.Part) -> Part:
    if part.question is not None:
        return Part(figure=figure(place, part.question, part.title))
    return Part(words=SafeString(part.html), wrong=part.wrong)
