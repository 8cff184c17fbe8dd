"""Stories: Markdown with live charts. What somebody writes is shown as text; no HTML of it passes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from markdown_it.token import Token

from fanal.exploring.asking import Question, parse
from fanal.exploring.published import Published
from fanal.presentation import Language, Refusal, text
from fanal.presentation.markdown import reader

CHART = "chart"
"""A block of code of this name is a chart: its content is a query of explore, with a title before it."""
_TITLE = "title:"


@dataclass(frozen=True)
class Part:
    """A part of a story: words, or a chart, or why there is none.

    Attributes
    ----------
    html
        Safe: what was written is in it as text.
    question, title
        Of a chart; the title that the story gives it, or nothing.
    wrong
        Why a chart cannot be shown, in the language of the story.
    """

    html: str = ""
    question: Question | None = None
    title: str = ""
    wrong: str = ""


def parts_of(markdown: str, published: Published | None, language: Language) -> list[Part]:
    """Read a story.

    Parameters
    ----------
    markdown
        CommonMark, headings from the second level on. A chart is a fenced block::

            ```chart
            title: Most are women
            as=bars&by=gender
            ```
    published
        What its charts show; none: nothing is published yet.
    language
        Of the story.
    """
    return list(_parts(markdown, published, language))


def chart(content: str, published: Published | None, language: Language) -> Part:
    """Read what stands in a block of a chart: a title, if it has one, and a query of explore."""
    lines = [line.strip() for line in content.splitlines() if line.strip()]
    title = next((line[len(_TITLE) :].strip() for line in lines if line.startswith(_TITLE)), "")
    query = next((line for line in lines if not line.startswith(_TITLE)), "")
    if published is None:
        return Part(wrong=text("exploring.nothing-published", language))
    try:
        question = replace(parse(query, published, language), language=language)
    except Refusal as refusal:
        return Part(wrong=refusal.finding.text(language))
    return Part(question=question, title=title)


def _parts(markdown: str, published: Published | None, language: Language) -> Iterator[Part]:
    words: list[Token] = []
    for token in reader().parse(markdown):
        if token.type == "fence" and token.info.strip() == CHART:
            yield from _words(words)
            words = []
            yield chart(token.content, published, language)
        else:
            words.append(token)
    yield from _words(words)


def _words(tokens: list[Token]) -> Iterator[Part]:
    if tokens:
        made = reader()
        yield Part(html=str(made.renderer.render(tokens, made.options, {})))
