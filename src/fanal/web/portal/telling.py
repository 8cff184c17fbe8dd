"""Stories: Markdown with live charts. What a steward writes is shown as text; no HTML of it passes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

from fanal.exploring import parse
from fanal.presentation import Refusal
from fanal.web.portal.figures import Figure, figure
from fanal.web.portal.places import Place

CHART = "chart"
"""A block of code of this name is a chart: its content is a query of explore, with a title before it."""
_TITLE = "title:"


@dataclass(frozen=True)
class Part:
    """A part of a story: words, or a chart, or why there is none."""

    words: str = ""
    figure: Figure | None = None
    wrong: str = ""


def told(place: Place, markdown: str) -> list[Part]:
    """Tell a story.

    Parameters
    ----------
    place
        Of whose release its charts are.
    markdown
        CommonMark; a chart is a fenced block::

            ```chart
            title: Most are women
            as=bars&by=gender
            ```
    """
    parts: list[Part] = []
    words: list[Token] = []
    for token in _markdown().parse(markdown):
        if token.type == "fence" and token.info.strip() == CHART:
            parts += _words(words)
            words = []
            parts.append(_chart(place, token.content))
        else:
            words.append(token)
    return [*parts, *_words(words)]


def first_chart(parts: Sequence[Part]) -> Figure | None:
    """Give the first chart of a story."""
    return next((part.figure for part in parts if part.figure is not None), None)


@cache
def _markdown() -> MarkdownIt:
    """Read CommonMark: no HTML, and no pictures, which would come from elsewhere."""
    made = (
        MarkdownIt("commonmark", {"html": False})
        .enable("table")
        .disable(["image", "html_block", "html_inline"])
    )
    made.core.ruler.push("headings", _lower_headings)
    return made


def _lower_headings(state: object) -> None:
    """Begin headings at the second level: the first is the title's."""
    for token in state.tokens:  # type: ignore[attr-defined]
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{max(int(token.tag[1]), 2)}"


def _words(tokens: list[Token]) -> list[Part]:
    if not tokens:
        return []
    made = _markdown()
    return [Part(words=SafeString(made.renderer.render(tokens, made.options, {})))]


def _chart(place: Place, content: str) -> Part:
    lines = [line.strip() for line in content.splitlines() if line.strip()]
    title = next((line[len(_TITLE) :].strip() for line in lines if line.startswith(_TITLE)), "")
    query = next((line for line in lines if not line.startswith(_TITLE)), "")
    try:
        asked = replace(parse(query, place.published, place.language), language=place.language)
    except Refusal as refusal:
        return Part(wrong=refusal.finding.text(place.language))
    return Part(figure=figure(place, asked, title))
