"""Pages on which a steward writes for readers: stories, the quiz, the calendar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fanal.exploring import answer, as_query, parse
from fanal.exploring.looks import Look
from fanal.presentation import LANGUAGES, Refusal
from fanal.web.access.actor import actor_of
from fanal.web.access.views import requires
from fanal.web.casework.views.editing import edited
from fanal.web.casework.views.governing import pressed
from fanal.web.collaborative.forms.story import CalendarForm, QuizForm, StoryForm, WritingForm
from fanal.web.collaborative.models import CalendarEntry, QuizQuestion, Story
from fanal.web.collaborative.models.story import Writing
from fanal.web.collaborative.pages import address, form_page, gone_to, slug_of
from fanal.web.collaborative.policy.story import charts_wrong, missing, parts
from fanal.web.collaborative.previewing import shown
from fanal.web.collaborative.selectors import story as selectors
from fanal.web.collaborative.selectors.hub import hub_or_404
from fanal.web.collaborative.services.story import (
    writing_publish,
    writing_remove,
    writing_save,
    writing_take_back,
)
from fanal.web.design.language import current_language, say

NAMES_OF_LANGUAGES = {"en": "English", "fr": "Français"}
_LIST = "collaborative.story-list"


@dataclass(frozen=True)
class Kind:
    """What is written: its model, its form, keys of adding and changing one, the column that names it."""

    model: type[Writing]
    form: type[WritingForm]
    new: str
    change: str
    names: str


KINDS = {
    "story": Kind(
        Story, StoryForm, "web.collaborative.story-new", "web.collaborative.story-change", names="title"
    ),
    "quiz": Kind(
        QuizQuestion,
        QuizForm,
        "web.collaborative.quiz-new",
        "web.collaborative.quiz-change",
        names="question",
    ),
    "calendar": Kind(
        CalendarEntry,
        CalendarForm,
        "web.collaborative.calendar-new",
        "web.collaborative.calendar-change",
        names="title",
    ),
}


@requires("stories.write")
@require_safe
def story_list(request: HttpRequest) -> HttpResponse:
    """List what is written, what readers have of it, and which charts the newest release cannot show."""
    hub_or_404()
    newest = selectors.newest()
    published = newest.published if newest else None
    context = {
        "slug": slug_of(request),
        "newest": newest,
        "stories": [(one, _name(one), charts_wrong(one, published)) for one in selectors.stories()],
        "questions": [(one, _name(one), charts_wrong(one, published)) for one in selectors.questions()],
        "entries": [(one, _name(one)) for one in selectors.entries()],
    }
    return render(request, "collaborative/story_list.html", context)


@requires("stories.write")
@require_http_methods(["GET", "HEAD", "POST"])
def writing_new(request: HttpRequest, kind: str) -> HttpResponse:
    """Begin one."""
    hub_or_404()
    return _form(request, kind, None)


@requires("stories.write")
@require_http_methods(["GET", "HEAD", "POST"])
def writing_change(request: HttpRequest, kind: str, writing: UUID) -> HttpResponse:
    """Go on with one; readers keep what they have."""
    return _form(request, kind, _row(kind, writing))


@requires("stories.write")
@require_safe
def writing_show(request: HttpRequest, kind: str, writing: UUID) -> HttpResponse:
    """Show it in both languages as it will be, and what is missing before it can be published."""
    row = _row(kind, writing)
    newest = selectors.newest()
    published = newest.published if newest else None
    context = {
        "slug": slug_of(request),
        "kind": kind,
        "row": row,
        "name": _name(row),
        "newest": newest,
        "stops": missing(row, published),
        "sides": [
            {
                "language": language,
                "called": NAMES_OF_LANGUAGES[language],
                "title": getattr(row, KINDS[kind].names).get(language, ""),
                "parts": shown(parts(row, published, language), published, _picture(request, language)),
                **_more(row, language),
            }
            for language in LANGUAGES
        ],
    }
    return render(request, "collaborative/writing_show.html", context)


@requires("stories.write")
@require_POST
def writing_give(request: HttpRequest, kind: str, writing: UUID) -> HttpResponse:
    """Publish what was looked at."""
    row, actor, newest = _row(kind, writing), actor_of(request), selectors.newest()
    published = newest.published if newest else None
    return _done(
        request,
        kind,
        row,
        lambda seen: writing_publish(row, by=actor, seen=seen, published=published),
        "web.collaborative.writing-published",
    )


@requires("stories.write")
@require_POST
def writing_recall(request: HttpRequest, kind: str, writing: UUID) -> HttpResponse:
    """Take it from readers."""
    row, actor = _row(kind, writing), actor_of(request)
    return _done(
        request,
        kind,
        row,
        lambda seen: writing_take_back(row, by=actor, seen=seen),
        "web.collaborative.writing-taken-back",
    )


@requires("stories.write")
@require_POST
def writing_drop(request: HttpRequest, kind: str, writing: UUID) -> HttpResponse:
    """Delete a draft."""
    row, actor = _row(kind, writing), actor_of(request)
    if pressed(request, lambda seen: writing_remove(row, by=actor, seen=seen)):
        return gone_to(request, "web.collaborative.writing-removed", _LIST)
    return _changed_meanwhile(request, kind, row)


@requires("stories.write")
@require_safe
def story_picture(request: HttpRequest, language: str) -> HttpResponse:
    """Draw a chart from the newest release, as readers will see it."""
    from fanal.exploring.drawing import svg

    newest = selectors.newest()
    known = next((one for one in LANGUAGES if one == language), None)
    if newest is None or known is None:
        raise Http404
    try:
        question = parse(request.META.get("QUERY_STRING", ""), newest.published, known)
    except Refusal:
        raise Http404 from None
    drawn = svg(answer(newest.published, question), Look(titled=False))
    return HttpResponse(drawn, content_type="image/svg+xml")


def _form(request: HttpRequest, name: str, row: Writing | None) -> HttpResponse:
    kind, actor = _kind(name), actor_of(request)
    saved: list[Writing] = []

    def save(form: Any) -> None:
        saved.append(writing_save(kind.model, row, by=actor, seen=form.version, **form.said()))

    def page(form: Any, status: int = 200) -> HttpResponse:
        before = ("collaborative.writing-show", name, row.pk) if row else (_LIST,)
        return form_page(
            request,
            form,
            title=kind.change if row else kind.new,
            back=address(request, *before),
            back_key="web.collaborative.stories",
            button="web.collaborative.writing-save",
            template="collaborative/writing_form.html",
            kind=name,
            row=row,
        )

    return edited(
        request,
        row=row,
        make=lambda data, now: kind.form(data, row=now),
        save=save,
        page=page,
        done=lambda: gone_to(
            request, "web.collaborative.writing-saved", "collaborative.writing-show", name, saved[0].pk
        ),
    )


def _done(request: HttpRequest, kind: str, row: Writing, do: Callable[[int], Any], done: str) -> HttpResponse:
    if not pressed(request, do):
        return _changed_meanwhile(request, kind, row)
    return gone_to(request, done, "collaborative.writing-show", kind, row.pk)


def _changed_meanwhile(request: HttpRequest, kind: str, row: Writing) -> HttpResponse:
    """Show it as it is now: what was pressed was about something else."""
    messages.warning(request, say("web.collaborative.writing-changed"))
    return redirect(address(request, "collaborative.writing-show", kind, row.pk))


def _row(kind: str, pk: UUID) -> Any:
    return selectors.writing(_kind(kind).model, pk)


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


def _name(row: Any) -> str:
    """Name it in the language of the page, or in the other one."""
    texts = row.question if isinstance(row, QuizQuestion) else row.title
    language = current_language()
    known = (texts.get(one, "") for one in (language, *LANGUAGES))
    return next((one for one in known if one), "") or say("web.collaborative.untitled")


def _more(row: Any, language: str) -> dict[str, Any]:
    """Give what else readers see of it in a language."""
    if isinstance(row, Story):
        return {"summary": row.summary.get(language, "")}
    if isinstance(row, QuizQuestion):
        answers = [(row.answers[place].get(language, ""), place == row.right) for place in row.given]
        return {"answers": answers, "because": row.because.get(language, "")}
    return {}


def _picture(request: HttpRequest, language: str) -> Callable[[Any], str]:
    at = address(request, "collaborative.story-picture", language)
    return lambda question: f"{at}?{as_query(question)}"
