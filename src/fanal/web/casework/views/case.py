"""The page of a case, its timeline, and what becomes of it: changed, closed, opened again."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from fanal.web.access.actor import actor_of
from fanal.web.access.views import requires
from fanal.web.casework import lists
from fanal.web.casework.forms.case import CaseForm, Close, Reopen
from fanal.web.casework.models import Case, Context
from fanal.web.casework.pages import case_page
from fanal.web.casework.policy import may_read_alleged
from fanal.web.casework.reaching import case_of
from fanal.web.casework.selectors.context import contexts_of
from fanal.web.casework.selectors.recorded import recorded, recorded_of_person
from fanal.web.casework.selectors.status import is_both
from fanal.web.casework.selectors.timeline import timeline
from fanal.web.casework.services.case import case_change, case_close, case_reopen
from fanal.web.casework.views.editing import edited
from fanal.web.casework.vocabulary import Words
from fanal.web.design.language import say

SHOW = "casework.case-show"


@requires("cases.read")
def case_show(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Show what is recorded of a case."""
    found, actor, words = case_of(request, case), actor_of(request), Words()
    contexts = contexts_of(found, actor)
    own = next(
        (one for one in contexts if one.person_id == found.person_id and one.role == Context.Role.VICTIM),
        None,
    )
    return case_page(
        request,
        found,
        "casework/case_show.html",
        SHOW,
        of_person=recorded_of_person(found.person, words),
        context=own,
        of_context=recorded(own.values, words, "victim context") if own else None,
        of_case=recorded(found.values, words, "case"),
        both=may_read_alleged(actor, found) and is_both(found.person),
        source=lists.said("sources", found.source) if found.source else "",
        closure=lists.said("closure-reasons", found.closure) if found.closure else "",
        closure_details=(found.told or {}).get("cas_ReasonForCaseClosure", ""),
        latest=timeline(found, actor)[:6],
    )


@requires("cases.read")
def case_timeline(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Show what happened in a case, by the day."""
    found = case_of(request, case)
    moments = timeline(found, actor_of(request))
    return case_page(request, found, "casework/case_timeline.html", "casework.case-timeline", moments=moments)


@requires("cases.change")
def case_edit(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Change what is recorded of a case as such."""
    found, actor = case_of(request, case, "cases.change"), actor_of(request)

    def save(form: Any) -> None:
        case_change(case=found, seen=form.version, by=actor, **form.case_values(found))

    return edited(
        request,
        row=found,
        make=lambda data, row: CaseForm(data, case=row),
        save=save,
        page=lambda **more: case_page(request, found, "casework/case_edit.html", SHOW, **more),
        done=_page(request, found),
    )


@requires("cases.change")
def case_end(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Close a case, with a reason."""
    found, actor = case_of(request, case, "cases.change"), actor_of(request)

    def done() -> HttpResponse:
        messages.success(request, say("web.casework.case-was-closed", number=found.number))
        return HttpResponseRedirect(_page(request, found))

    return edited(
        request,
        row=found,
        make=lambda data, row: Close(data, case=row),
        save=lambda form: case_close(case=found, seen=form.version, by=actor, **form.filled),
        page=lambda **more: case_page(request, found, "casework/case_close.html", SHOW, **more),
        done=done,
    )


@requires("cases.reopen")
def case_restart(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Open a closed case again, with a reason."""
    found = case_of(request, case, "cases.reopen")
    if found.status != Case.Status.CLOSED:
        return HttpResponseRedirect(_page(request, found))
    actor = actor_of(request)

    def done() -> HttpResponse:
        messages.success(request, say("web.casework.case-was-reopened", number=found.number))
        return HttpResponseRedirect(_page(request, found))

    return edited(
        request,
        row=found,
        make=lambda data, row: Reopen(data),
        save=lambda form: case_reopen(case=found, seen=form.version, by=actor, **form.filled),
        page=lambda **more: case_page(request, found, "casework/case_reopen.html", SHOW, **more),
        done=done,
    )


def _page(request: HttpRequest, case: Case) -> str:
    return reverse(SHOW, args=[request.belonging.organisation.slug, case.pk])
