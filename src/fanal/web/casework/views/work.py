"""Plan, steps, tasks and appointments of a case."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fanal.web.access.actor import actor_of
from fanal.web.access.views import requires
from fanal.web.casework.editing import ChangedMeanwhile
from fanal.web.casework.models import Case
from fanal.web.casework.nouns import NOUNS
from fanal.web.casework.pages import case_page
from fanal.web.casework.reaching import case_of
from fanal.web.casework.selectors.entry import section
from fanal.web.casework.selectors.plan import plans
from fanal.web.casework.services.work import appointment_cancel, step_done, task_done
from fanal.web.casework.views.editing import seen_of
from fanal.web.casework.views.entry import added, entry_of, plan_of
from fanal.web.casework.vocabulary import Words
from fanal.web.design.language import say


@requires("cases.read")
@require_safe
def plan_list(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Show plans with their steps, tasks, and appointments."""
    found, words = case_of(request, case), Words()
    sections = [
        plans(found, words, request.GET.get("page")),
        section(NOUNS["task"], found, words, request.GET.get("tasks")),
        section(NOUNS["appointment"], found, words, request.GET.get("appointments")),
    ]
    return case_page(request, found, "casework/entry_list.html", "casework.plan-list", sections=sections)


@requires("cases.change")
@require_http_methods(["GET", "HEAD", "POST"])
def step_add(request: HttpRequest, case: uuid.UUID, plan: uuid.UUID) -> HttpResponse:
    """Add a step to a plan."""
    found = case_of(request, case, "cases.change")
    return added(request, found, NOUNS["step"], plan=plan_of(found, plan))


@requires("cases.change")
@require_POST
def step_mark_done(request: HttpRequest, case: uuid.UUID, entry: uuid.UUID) -> HttpResponse:
    """Say that a step is done today, or that it is not."""
    found, done = case_of(request, case, "cases.change"), request.POST.get("done") == "yes"
    row = entry_of(NOUNS["step"], found, entry)
    return _done(request, found, step_done, row, on=timezone.localdate() if done else None)


@requires("cases.change")
@require_POST
def task_mark_done(request: HttpRequest, case: uuid.UUID, entry: uuid.UUID) -> HttpResponse:
    """Say that a task is done, or that it is not."""
    found, done = case_of(request, case, "cases.change"), request.POST.get("done") == "yes"
    return _done(request, found, task_done, entry_of(NOUNS["task"], found, entry), done=done)


@requires("cases.change")
@require_POST
def appointment_mark(request: HttpRequest, case: uuid.UUID, entry: uuid.UUID) -> HttpResponse:
    """Cancel an appointment, or let it take place after all."""
    found, cancelled = case_of(request, case, "cases.change"), request.POST.get("cancelled") == "yes"
    row = entry_of(NOUNS["appointment"], found, entry)
    return _done(request, found, appointment_cancel, row, cancelled=cancelled)


def _done(request: HttpRequest, case: Case, service: Any, row: Any, **values: Any) -> HttpResponse:
    try:
        service(row, case=case, actor=actor_of(request), seen=seen_of(request), **values)
        messages.success(request, say("web.casework.saved"))
    except ChangedMeanwhile:
        messages.warning(request, say("web.casework.changed-not-marked"))
    return redirect("casework.plan-list", request.belonging.organisation.slug, case.pk)
