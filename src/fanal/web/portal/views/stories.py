"""Stories, and the exhibit: a tour of them with a quiz, for an information stand."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from fanal.exploring.catalogue import QuizQuestion, Story
from fanal.presentation.markdown import body_of
from fanal.web.design.middleware import HEADERS, with_headers
from fanal.web.portal import answers
from fanal.web.portal.places import Place, placed
from fanal.web.portal.telling import Part, chart, told

_FULL_SCREEN = HEADERS["Permissions-Policy"].replace("fullscreen=()", "fullscreen=(self)")


@placed
def stories(request: HttpRequest, place: Place) -> HttpResponse:
    """List the stories."""
    return answers.page(request, place, "portal/stories.html", stories=place.catalogue.stories)


@placed
def story(request: HttpRequest, place: Place, slug: str) -> HttpResponse:
    """Tell a story."""
    found = next((one for one in place.catalogue.stories if one.slug == slug), None)
    if found is None:
        raise Http404
    return answers.page(request, place, "portal/story.html", story=found, parts=_parts(place, found))


@placed
def exhibit(request: HttpRequest, place: Place) -> HttpResponse:
    """Show stories, charts and quiz one screen after the other."""
    shown = sorted((one for one in place.catalogue.stories if one.in_exhibit), key=lambda one: one.place)
    tour = [(one, _screens(_parts(place, one))) for one in shown]
    quiz = [_question(place, number, one) for number, one in enumerate(place.catalogue.quiz, start=1)]
    response = answers.page(request, place, "portal/exhibit.html", tour=tour, quiz=quiz)
    return with_headers(response, {"Permissions-Policy": _FULL_SCREEN})


def _parts(place: Place, story: Story) -> list[Part]:
    return told(place, body_of(place.catalogue.story_text(story.slug, place.language) or ""))


def _screens(parts: list[Part]) -> list[list[Part]]:
    """Put each chart on a screen with the words before it."""
    screens: list[list[Part]] = []
    words: list[Part] = []
    for part in parts:
        words.append(part)
        if part.figure is not None:
            screens.append(words)
            words = []
    return [*screens, words] if words else screens


def _question(place: Place, number: int, one: QuizQuestion) -> dict[str, Any]:
    language = place.language
    return {
        "number": number,
        "question": one.question.in_(language),
        "answers": [
            (place_of, words.in_(language), place_of == one.right)
            for place_of, words in enumerate(one.answers)
        ],
        "because": one.because.in_(language),
        "right": one.answers[one.right].in_(language),
        "figure": chart(place, one.chart) if one.chart else None,
    }
