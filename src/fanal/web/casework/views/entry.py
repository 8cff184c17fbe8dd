"""Pages that add, change, and mark an entry: the same for every kind."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from fanal.web.access.actor import actor_of
from fanal.web.access.views import requires
from fanal.web.casework.editing import ChangedMeanwhile
from fanal.web.casework.models import Case, SupportPlan
from fanal.web.casework.models.care import Entered
from fanal.web.casework.nouns import Noun
from fanal.web.casework.pages import case_page
from fanal.web.casework.reaching import case_of
from fanal.web.casework.selectors.entry import entries, entry
from fanal.web.casework.services.entry import Unsuitable
from fanal.web.casework.views.editing import edited, seen_of
from fanal.web.design.errors import Refused
from fanal.web.design.forms import mistake
from fanal.web.design.language import say

View = Callable[..., HttpResponse]
FORM = "casework/entry_form.html"


def adding(noun: Noun) -> View:
    """Make the page that adds one."""

    @requires(noun.adds)
    @require_http_methods(["GET", "HEAD", "POST"])
    def add(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
        found = case_of(request, case, noun.adds)
        if noun.name == "safety-plan" and (held := _single(noun, found)):
            return redirect("casework.safety-plan-change", _slug(request), found.pk, held.pk)
        return added(request, found, noun)

    return add


def added(request: HttpRequest, case: Case, noun: Noun, **more: Any) -> HttpResponse:
    """Ask for an entry and add it; `more` is what it holds besides."""
    form = noun.form(*_sent(request), case=case, initial=_suggested(request, noun, case))
    if request.method == "POST" and form.is_valid():
        with saying_unsuitable(form):
            noun.add(noun.model, case=case, actor=actor_of(request), **form.values(), **more)
            return _back(request, case, noun)
    # What is half typed is kept for this case, or for this plan.
    about = next((row.pk for row in more.values()), case.pk)
    return _asked(request, case, noun, form, new=True, about=about)


def changing(noun: Noun) -> View:
    """Make the page that changes one."""

    @requires("cases.change")
    @require_http_methods(["GET", "HEAD", "POST"])
    def change(request: HttpRequest, case: uuid.UUID, entry: uuid.UUID) -> HttpResponse:
        found = case_of(request, case, "cases.change")
        row = entry_of(noun, found, entry)
        kind = noun.change_form or noun.form

        def save(form: Any) -> None:
            with saying_unsuitable(form):
                values = form.values()
                noun.change(row, case=found, actor=actor_of(request), seen=form.version, **values)

        return edited(
            request,
            row=row,
            make=lambda data, one: kind(data, case=found, row=one),
            save=save,
            page=lambda form, status=200: _asked(request, found, noun, form, status=status, row=row),
            done=lambda: _back(request, found, noun),
        )

    return change


def marking(noun: Noun) -> View:
    """Make what marks one as a mistake, or puts it back."""

    @requires("cases.change")
    @require_POST
    def mark(request: HttpRequest, case: uuid.UUID, entry: uuid.UUID) -> HttpResponse:
        found = case_of(request, case, "cases.change")
        row = entry_of(noun, found, entry)
        mistaken = request.POST.get("mistaken") == "yes"
        try:
            noun.mark(row, case=found, actor=actor_of(request), seen=seen_of(request), mistaken=mistaken)
        except Unsuitable as why:
            raise Refused(why.key, status=400, **why.values) from None
        except ChangedMeanwhile:
            messages.warning(request, say("web.casework.changed-not-marked"))
            return _back(request, found, noun, told=False)
        messages.success(request, say("web.casework.marked" if mistaken else "web.casework.put-back-done"))
        return _back(request, found, noun, told=False)

    return mark


def entry_of(noun: Noun, case: Case, row: uuid.UUID) -> Any:
    """Give an entry of a case; 404 where there is none."""
    found = entry(noun, case, row)
    if found is None:
        raise Http404
    return found


def plan_of(case: Case, plan: uuid.UUID) -> SupportPlan:
    """Give a plan of a case; 404 where there is none."""
    found = SupportPlan.objects.filter(pk=plan, case=case, mistaken_at=None).first()
    if found is None:
        raise Http404
    return found


def _single(noun: Noun, case: Case) -> Entered | None:
    found: Entered | None = entries(noun, case).filter(mistaken_at=None).first()
    return found


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _suggested(request: HttpRequest, noun: Noun, case: Case) -> dict[str, Any]:
    """Begin with what an address carries: the bed and the night that were pressed."""
    names = {"stay": ("bed", "begins_on"), "appointment": ("day",)}.get(noun.name, ())
    return {name: request.GET[name] for name in names if name in request.GET}


@contextmanager
def saying_unsuitable(form: Any) -> Iterator[None]:
    """Let a form say what of it does not go with what is there."""
    try:
        yield
    except Unsuitable as why:
        form.add_error(why.field if why.field in form.fields else None, mistake(why.key, **why.values))


def _asked(
    request: HttpRequest, case: Case, noun: Noun, form: Any, *, status: int = 0, **more: Any
) -> HttpResponse:
    status = status or (400 if form.is_bound else 200)
    context = {"noun": noun, "form": form, "back": reverse(noun.tab, args=[_slug(request), case.pk]), **more}
    return case_page(request, case, FORM, noun.tab, status=status, **context)


def _back(request: HttpRequest, case: Case, noun: Noun, *, told: bool = True) -> HttpResponse:
    if told:
        messages.success(request, say("web.casework.saved"))
    return redirect(noun.tab, _slug(request), case.pk)


def _slug(request: HttpRequest) -> str:
    return str(request.belonging.organisation.slug)
