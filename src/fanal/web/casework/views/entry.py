"""Pages that add, change, and mark an entry: the same for every kind."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from fanal.web.access.actor import Actor, actor_of
from fanal.web.access.views import requires
from fanal.web.casework.editing import ChangedMeanwhile
from fanal.web.casework.models import Case, SupportPlan
from fanal.web.casework.models.care import Entered
from fanal.web.casework.nouns import Noun
from fanal.web.casework.pages import case_page
from fanal.web.casework.reaching import case_of
from fanal.web.casework.selectors.entry import entries, entry, line
from fanal.web.casework.services.entry import Unsuitable
from fanal.web.casework.vocabulary import Words
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

    def save(actor: Actor) -> None:
        noun.add(noun.model, case=case, actor=actor, **form.values(), **more)

    if request.method == "POST" and form.is_valid() and _saved(request, form, save):
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
        form = (noun.change_form or noun.form)(*_sent(request), case=found, row=row)

        def save(actor: Actor) -> None:
            seen = form.cleaned_data["seen"] or 0
            noun.change(row, case=found, actor=actor, seen=seen, **form.values())

        try:
            if request.method == "POST" and form.is_valid() and _saved(request, form, save):
                return _back(request, found, noun)
        except ChangedMeanwhile as meanwhile:
            return _asked_again(request, found, noun, form, meanwhile.row)
        return _asked(request, found, noun, form, row=row)

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


def seen_of(request: HttpRequest) -> int:
    """Say which version a button was pressed on."""
    said = request.POST.get("seen", "")
    return int(said) if said.isdecimal() and len(said) < 10 else 0


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


def _saved(request: HttpRequest, form: Any, save: Callable[[Actor], None]) -> bool:
    try:
        save(actor_of(request))
    except Unsuitable as why:
        form.add_error(why.field if why.field in form.fields else None, mistake(why.key, **why.values))
        return False
    return True


def _asked(
    request: HttpRequest, case: Case, noun: Noun, form: Any, *, status: int = 0, **more: Any
) -> HttpResponse:
    status = status or (400 if form.is_bound else 200)
    context = {"noun": noun, "form": form, "back": reverse(noun.tab, args=[_slug(request), case.pk]), **more}
    return case_page(request, case, FORM, noun.tab, status=status, **context)


def _asked_again(request: HttpRequest, case: Case, noun: Noun, form: Any, now: Any) -> HttpResponse:
    """Show what was typed and what is there now; whoever saves again has seen both."""
    data = form.data.copy()
    data["seen"] = now.version
    form.data = data
    there = line(noun, entry_of(noun, case, now.pk), Words())
    return _asked(request, case, noun, form, status=409, row=now, there=there)


def _back(request: HttpRequest, case: Case, noun: Noun, *, told: bool = True) -> HttpResponse:
    if told:
        messages.success(request, say("web.casework.saved"))
    return redirect(noun.tab, _slug(request), case.pk)


def _slug(request: HttpRequest) -> str:
    return str(request.belonging.organisation.slug)
