"""What is missing before readers get a story, a question of the quiz or a day of the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fanal.exploring import Published
from fanal.exploring.stories import Part, chart, parts_of
from fanal.presentation import LANGUAGES
from fanal.presentation.markdown import body_of
from fanal.web.collaborative.models import CalendarEntry, QuizQuestion, Story
from fanal.web.collaborative.models.story import Writing
from fanal.web.collaborative.policy.release import Obstacle
from fanal.web.design.language import say

FEWEST, MOST = 2, 4
"""Answers of a question."""
_TEXTS = {
    Story: {
        "title": {"en": "web.collaborative.story-title-en", "fr": "web.collaborative.story-title-fr"},
        "summary": {"en": "web.collaborative.story-summary-en", "fr": "web.collaborative.story-summary-fr"},
        "text": {"en": "web.collaborative.story-text-en", "fr": "web.collaborative.story-text-fr"},
    },
    QuizQuestion: {
        "question": {"en": "web.collaborative.quiz-question-en", "fr": "web.collaborative.quiz-question-fr"},
        "because": {"en": "web.collaborative.quiz-because-en", "fr": "web.collaborative.quiz-because-fr"},
    },
    CalendarEntry: {
        "title": {"en": "web.collaborative.calendar-title-en", "fr": "web.collaborative.calendar-title-fr"},
    },
}
_ANSWERS = {"en": "web.collaborative.quiz-answer-en", "fr": "web.collaborative.quiz-answer-fr"}
_CHARTS = {"en": "web.collaborative.writing-chart-en", "fr": "web.collaborative.writing-chart-fr"}


def missing(row: Writing, published: Published | None) -> list[Obstacle]:
    """List what stands in the way of publishing.

    Parameters
    ----------
    published
        The newest release, which its charts show; none: nothing is published yet.
    """
    found = [
        Obstacle("web.collaborative.writing-lacks", {"what": say(label)})
        for name, labels in _TEXTS[type(row)].items()
        for language, label in labels.items()
        if not getattr(row, name).get(language, "").strip()
    ]
    if isinstance(row, QuizQuestion):
        found += _of_answers(row)
    return found + charts_wrong(row, published)


def charts_wrong(row: Writing, published: Published | None) -> list[Obstacle]:
    """List the charts that the newest release cannot show, and why: as they are in what is being written."""
    return [
        Obstacle(_CHARTS[language], {"why": part.wrong})
        for language in LANGUAGES
        for part in parts(row, published, language)
        if part.wrong
    ]


def parts(row: Writing, published: Published | None, language: Any) -> list[Part]:
    """Read the words and charts of it in a language; of a question only its chart."""
    if isinstance(row, Story):
        return parts_of(body_of(row.text.get(language, "")), published, language)
    if isinstance(row, QuizQuestion) and row.chart:
        return [chart(row.chart, published, language)]
    return []


def _of_answers(row: QuizQuestion) -> Iterator[Obstacle]:
    if not FEWEST <= len(row.given) <= MOST:
        yield Obstacle("web.collaborative.quiz-answers-count", {"fewest": FEWEST, "most": MOST})
    for place in row.given:
        for language, label in _ANSWERS.items():
            if not row.answers[place].get(language, "").strip():
                yield Obstacle("web.collaborative.writing-lacks", {"what": say(label, n=place + 1)})
    if row.right not in row.given:
        yield Obstacle("web.collaborative.quiz-right-empty")
