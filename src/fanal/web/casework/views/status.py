"""Pages of status and stages: who decided what and when, and how many days are left."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from fanal.web.access.actor import actor_of
from fanal.web.access.views import requires
from fanal.web.casework.forms.status import StageForm, StatusForm
from fanal.web.casework.models import Case, Stage
from fanal.web.casework.pages import case_page
from fanal.web.casework.policy import may_read_alleged
from fanal.web.casework.reaching import case_of
from fanal.web.casework.selectors.age import should_ask, treated_as_child
from fanal.web.casework.selectors.person import name_of
from fanal.web.casework.selectors.status import decided, is_both, stages, victims
from fanal.web.casework.services.status import stage_add, stage_change, status_decide
from fanal.web.casework.views.editing import edited
from fanal.web.design.language import say
from fanal.web.keys.hierarchy import load_persons

HERE = "casework.status_decision-list"
METHODS = ["GET", "HEAD", "POST"]


@requires("cases.read")
@require_safe
def status_decision_list(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Show what was decided on the status of each victim, and the stages."""
    found = case_of(request, case)
    known = decided(found)
    load_persons(one.context.person_id for one in known)
    context: dict[str, Any] = {
        "decided": [(one, name_of(one.context.person) if len(known) > 1 else "") for one in known],
        "stages": stages(found),
        "both": may_read_alleged(actor_of(request), found) and is_both(found.person),
        "child": treated_as_child(found.person),
        "ask_age": should_ask(found.person),
    }
    return case_page(request, found, "casework/status_decision_list.html", HERE, **context)


@requires("cases.change")
@require_http_methods(METHODS)
def status_decision_add(request: HttpRequest, case: uuid.UUID, context: uuid.UUID) -> HttpResponse:
    """Record what was decided on a status."""
    found = case_of(request, case, "cases.change")
    victim = victims(found).filter(pk=context).first()
    if victim is None:
        raise Http404
    form = StatusForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        status_decide(case=found, by=actor_of(request), context=victim, **form.cleaned_data)
        return _back(request, found)
    return _page(request, found, form, "casework/status_decision_form.html")


@requires("cases.change")
@require_http_methods(METHODS)
def stage_add_page(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Record a stage."""
    found = case_of(request, case, "cases.change")
    form = StageForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        stage_add(case=found, by=actor_of(request), **form.said())
        return _back(request, found)
    return _page(request, found, form, "casework/stage_form.html")


@requires("cases.change")
@require_http_methods(METHODS)
def stage_change_page(request: HttpRequest, case: uuid.UUID, stage: uuid.UUID) -> HttpResponse:
    """Change a stage."""
    found = case_of(request, case, "cases.change")
    row = Stage.objects.filter(pk=stage, case=found).first()
    if row is None:
        raise Http404

    def save(form: Any) -> None:
        stage_change(row, case=found, by=actor_of(request), seen=form.version, **form.said())

    def page(*, form: Any, status: int = 200) -> HttpResponse:
        return _page(request, found, form, "casework/stage_form.html")

    return edited(
        request,
        row=row,
        make=lambda data, held: StageForm(data, row=held),
        save=save,
        page=page,
        done=reverse(HERE, args=[_slug(request), found.pk]),
    )


def _page(request: HttpRequest, case: Case, form: Any, template: str) -> HttpResponse:
    back = reverse(HERE, args=[_slug(request), case.pk])
    return case_page(request, case, template, HERE, status=400 if form.errors else 200, form=form, back=back)


def _back(request: HttpRequest, case: Case) -> HttpResponse:
    messages.success(request, say("web.casework.basis-saved"))
    return redirect(HERE, _slug(request), case.pk)


def _slug(request: HttpRequest) -> str:
    return str(request.belonging.organisation.slug)
