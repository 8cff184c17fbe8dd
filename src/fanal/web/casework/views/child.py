"""Pages of a child: what is held of the age, who may decide, what was decided."""

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
from fanal.web.casework.forms.child import FORMS, GuardianForm
from fanal.web.casework.models import Case, ChildDecision, Guardian
from fanal.web.casework.pages import case_page
from fanal.web.casework.policy import may_read_alleged
from fanal.web.casework.reaching import case_of
from fanal.web.casework.selectors.age import age_of, should_ask
from fanal.web.casework.selectors.child import decisions, persons_to_link
from fanal.web.casework.selectors.guardian import guardians, may_decide
from fanal.web.casework.services.child import (
    age_decide,
    age_dispute,
    child_decision_add,
    guardian_add,
    guardian_change,
)
from fanal.web.casework.views.editing import edited
from fanal.web.design.language import say

HERE = "casework.child_decision-list"
METHODS = ["GET", "HEAD", "POST"]


@requires("cases.read")
@require_safe
def child_decision_list(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Show as what a person is taken, who may decide, and what was decided."""
    found = case_of(request, case)
    age = age_of(found.person)
    known = [(one, may_decide(one)) for one in guardians(found.person)]
    made = decisions(found.person)
    context: dict[str, Any] = {
        "age_now": age,
        "ask_age": should_ask(found.person),
        "child": age in ("child", "disputed"),
        "guardians": known,
        "nobody_decides": not any(decision.allowed for _, decision in known),
        "decisions": made,
        "best_interests": any(one.kind == ChildDecision.Kind.BEST_INTERESTS for one in made),
    }
    return case_page(request, found, "casework/child_decision_list.html", HERE, **context)


@requires("cases.change")
@require_http_methods(METHODS)
def child_decision_add_page(request: HttpRequest, case: uuid.UUID, kind: str) -> HttpResponse:
    """Record a dispute, a decision on age, assent, or a decision on best interests."""
    found = case_of(request, case, "cases.change")
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        _decide(kind, found, request, form.cleaned_data)
        return _back(request, found)
    return _page(request, found, form, f"casework/child_decision_{kind.replace('-', '_')}.html")


@requires("cases.change")
@require_http_methods(METHODS)
def guardian_add_page(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Say who may decide for a child."""
    found = case_of(request, case, "cases.change")
    form = GuardianForm(request.POST if request.method == "POST" else None, persons=_persons(request, found))
    if request.method == "POST" and form.is_valid():
        guardian_add(case=found, by=actor_of(request), **form.said())
        return _back(request, found)
    return _page(request, found, form, "casework/guardian_form.html")


@requires("cases.change")
@require_http_methods(METHODS)
def guardian_change_page(request: HttpRequest, case: uuid.UUID, guardian: uuid.UUID) -> HttpResponse:
    """Change what is known of a guardian."""
    found = case_of(request, case, "cases.change")
    row = Guardian.objects.filter(pk=guardian, person=found.person_id).first()
    if row is None:
        raise Http404
    persons = _persons(request, found)

    def save(form: Any) -> None:
        guardian_change(row, case=found, by=actor_of(request), seen=form.version, **form.said())

    def page(*, form: Any, status: int = 200) -> HttpResponse:
        return _page(request, found, form, "casework/guardian_form.html")

    return edited(
        request,
        row=row,
        make=lambda data, held: GuardianForm(data, persons=persons, row=held),
        save=save,
        page=page,
        done=reverse(HERE, args=[_slug(request), found.pk]),
    )


def _decide(kind: str, case: Case, request: HttpRequest, given: dict[str, Any]) -> None:
    by = actor_of(request)
    if kind == "dispute":
        age_dispute(case=case, by=by, reasons=given["reasons"], on=given["decided_on"])
    elif kind == ChildDecision.Kind.AGE:
        age_decide(case=case, by=by, **given)
    else:
        child_decision_add(case=case, by=by, kind=kind, **given)


def _persons(request: HttpRequest, case: Case) -> list[Any]:
    return persons_to_link(case, alleged=may_read_alleged(actor_of(request), case))


def _page(request: HttpRequest, case: Case, form: Any, template: str) -> HttpResponse:
    back = reverse(HERE, args=[_slug(request), case.pk])
    status = 400 if form.errors else 200
    return case_page(request, case, template, HERE, status=status, form=form, back=back)


def _back(request: HttpRequest, case: Case) -> HttpResponse:
    messages.success(request, say("web.casework.basis-saved"))
    return redirect(HERE, _slug(request), case.pk)


def _slug(request: HttpRequest) -> str:
    return str(request.belonging.organisation.slug)
