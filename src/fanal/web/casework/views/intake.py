"""From a first search to a new case: nobody is recorded twice unseen."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from fanal.web.access.actor import actor_of
from fanal.web.access.views import requires
from fanal.web.casework.forms.person import IntakeForm
from fanal.web.casework.forms.search import Search
from fanal.web.casework.models import Case
from fanal.web.casework.selectors.search import Found, described
from fanal.web.casework.services.case import case_open
from fanal.web.casework.services.person import person_create
from fanal.web.casework.services.procedure import procedures_insist
from fanal.web.casework.services.search import Match, persons_search
from fanal.web.casework.vocabulary import Words
from fanal.web.design.language import say
from fanal.web.keys.blind_indexes.searching import search_followed

BEGIN = "begin"


@requires("cases.read")
def search_show(request: HttpRequest) -> HttpResponse:
    """Search for a person; what is searched for is sent, and never stands in an address."""
    form = Search(request.POST or None)
    context: dict[str, Any] = {"form": form, "slug": _slug(request), "searched": False}
    if request.method == "POST" and form.is_valid():
        actor = actor_of(request)
        matches = persons_search(by=actor, **form.asked())
        context |= {
            "searched": True,
            "matches": _described(matches),
            "begin": form.begins(),
            "may_open": "cases.change" in actor.actions,
        }
    return render(request, "casework/search_show.html", context, status=400 if form.errors else 200)


@requires("cases.change")
def case_intake(request: HttpRequest) -> HttpResponse:
    """Record a person and open a case; possible duplicates are shown first."""
    procedures_insist()
    if request.method != "POST":
        return HttpResponseRedirect(reverse("casework.search", args=[_slug(request)]))
    if BEGIN in request.POST:
        known = {name: request.POST.get(name, "") for name in IntakeForm.besides + IntakeForm.only[2:3]}
        return _page(request, IntakeForm(initial=known))
    form = IntakeForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    if not form.cleaned_data["another"]:
        matches = persons_search(by=actor_of(request), **form.found_by())
        if matches:
            return _page(request, form, matches=_described(matches))
    case = _open(request, form)
    messages.success(request, say("web.casework.case-was-opened", number=case.number))
    return HttpResponseRedirect(reverse("casework.case-show", args=[_slug(request), case.pk]))


def _described(matches: list[Match]) -> list[Found]:
    words = Words()
    return [described(match, words) for match in matches]


@transaction.atomic
def _open(request: HttpRequest, form: IntakeForm) -> Case:
    person = person_create(**form.person_values())
    search_followed()
    return case_open(
        person=person,
        by=actor_of(request),
        source=form.cleaned_data["source"],
        context=form.context_values(),
    )


def _page(request: HttpRequest, form: IntakeForm, status: int = 200, **more: Any) -> HttpResponse:
    context = {"form": form, "slug": _slug(request), **more}
    return render(request, "casework/intake_show.html", context, status=status)


def _slug(request: HttpRequest) -> str:
    return request.belonging.organisation.slug
