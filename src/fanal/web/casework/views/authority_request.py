"""Pages of requests by authorities: in a case, as a register, and the answer."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from fanal.web.access.actor import Actor, actor_of
from fanal.web.access.policy import insist, may
from fanal.web.access.views import requires
from fanal.web.casework import lists
from fanal.web.casework.forms.authority_request import AuthorityAnswerForm, AuthorityRequestForm
from fanal.web.casework.models import AuthorityRequest, Basis
from fanal.web.casework.pages import case_page
from fanal.web.casework.policy import readable
from fanal.web.casework.reaching import case_of
from fanal.web.casework.selectors.age import treated_as_child
from fanal.web.casework.selectors.authority_request import authority_requests
from fanal.web.casework.selectors.basis import may_leave
from fanal.web.casework.selectors.non_punishment import BOTH, notice_of
from fanal.web.casework.selectors.person import name_of
from fanal.web.casework.selectors.person_request import persons_in
from fanal.web.casework.services.authority_request import (
    authority_request_answer,
    authority_request_register,
)
from fanal.web.casework.views.governing import address, edited_page, form_page, gone_to, slug_of
from fanal.web.casework.views.person_request import TAB, chosen, people_of
from fanal.web.design.language import say
from fanal.web.keys.errors import KeyDestroyed
from fanal.web.keys.hierarchy import load_persons

A_PAGE = 50
SHOW = "casework.authority-request-show"


@requires("governance.read")
@require_safe
def authority_request_list(request: HttpRequest) -> HttpResponse:
    """Show the register: which authority asked only to those who may read the case."""
    actor = actor_of(request)
    page = Paginator(authority_requests(actor), A_PAGE).get_page(request.GET.get("page"))
    cases = [one.case_id for one in page if one.case_id]
    reached = set(readable(actor).filter(pk__in=cases).values_list("pk", flat=True))
    reads = may(actor, "cases.read").allowed
    shown = [one for one in page if (one.case_id in reached if one.case_id else reads)]
    load_persons([one.person_id for one in shown if one.person_id])
    context = {
        "slug": slug_of(request),
        "page": page,
        "rows": [
            {
                "row": one,
                "authority": _authority(one) if one in shown else None,
                "outcome": lists.said("authority-request-outcomes", one.outcome) if one.outcome else "",
                "reached": one in shown,
            }
            for one in page
        ],
        "registers": may(actor, "requests.register").allowed,
    }
    return render(request, "casework/authority_request_list.html", context)


def _authority(row: AuthorityRequest) -> str | None:
    try:
        return str(row.authority)
    except KeyDestroyed:
        return None  # The person was erased, and with them whatever told of them.


@requires("requests.register")
@require_http_methods(["GET", "HEAD", "POST"])
def authority_request_new(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Write down that an authority asks for data of somebody in a case."""
    found = case_of(request, case, "requests.register")
    form = AuthorityRequestForm(request.POST or None, people=people_of(found, request))
    if form.is_valid():
        said = form.cleaned_data
        person = chosen(found, request, said.pop("person"))
        row = authority_request_register(case=found, person=person, by=actor_of(request), **said)
        return gone_to(request, "web.casework.request-registered", SHOW, row.pk)
    return _new(request, form, address(request, TAB, found.pk))


@requires("requests.register")
@require_http_methods(["GET", "HEAD", "POST"])
def authority_request_of_nobody(request: HttpRequest) -> HttpResponse:
    """Write down a request that is about nobody recorded here, or about many; nobody is looked up for it."""
    form = AuthorityRequestForm(request.POST or None)
    if form.is_valid():
        row = authority_request_register(by=actor_of(request), **form.cleaned_data)
        return gone_to(request, "web.casework.request-registered", SHOW, row.pk)
    return _new(request, form, address(request, "casework.governance-show"))


def _new(request: HttpRequest, form: AuthorityRequestForm, back: str) -> HttpResponse:
    return form_page(
        request,
        form,
        title="web.casework.authority-request-new",
        intro="web.casework.authority-request-new-intro",
        back=back,
        button="web.casework.request-register",
    )


@requires("cases.read")
@require_safe
def authority_request_show(request: HttpRequest, row: uuid.UUID) -> HttpResponse:
    """Show a request and its answer; first of all what speaks against answering."""
    found = _of(request, row, "cases.read")
    actor = actor_of(request)
    context = {
        "row": found,
        "outcome": lists.said("authority-request-outcomes", found.outcome) if found.outcome else "",
        "may_answer": may(actor, "requests.answer", found.case).allowed and not found.answered_on,
        "who": name_of(found.person) if found.person else None,
        "slug": slug_of(request),
        **_warnings(found, actor),
    }
    if context["notice"] != BOTH and not context["may_answer"]:
        context["notice"] = ""  # Whoever only reads hands nothing out.
    if found.case is None:
        return render(request, "casework/authority_request_show_alone.html", context)
    return case_page(request, found.case, "casework/authority_request_show.html", TAB, **context)


@requires("requests.answer")
@require_http_methods(["GET", "HEAD", "POST"])
def authority_request_reply(request: HttpRequest, row: uuid.UUID) -> HttpResponse:
    """Answer a request: with the least that is owed, or not at all."""
    found = _of(request, row, "requests.answer")
    if found.answered_on:
        raise Http404  # An answer that went out is not taken back here.
    actor = actor_of(request)
    warnings = _warnings(found, actor)

    def make(data: Any, row: Any) -> AuthorityAnswerForm:
        return AuthorityAnswerForm(
            data,
            leaves=warnings["leaves"] is None or warnings["leaves"].allowed,
            notice=bool(warnings["notice"]),
            person=found.person_id is not None,
        )

    return edited_page(
        request,
        row=found,
        make=make,
        save=lambda form: authority_request_answer(
            found,
            seen=form.version,
            by=actor,
            outcome=form.cleaned_data["outcome"],
            given=form.cleaned_data["given"],
            told_on=form.cleaned_data.get("told_on"),
            why_not_told=form.cleaned_data.get("why_not_told", ""),
            non_punishment=form.cleaned_data.get("non_punishment", False),
        ),
        done=lambda: gone_to(request, "web.casework.request-answer-saved", SHOW, found.pk),
        title="web.casework.request-answer",
        intro="web.casework.authority-answer-intro",
        back=address(request, SHOW, found.pk),
        button="web.casework.request-save-answer",
        template="casework/authority_request_answer.html",
        asks=found,
        **warnings,
    )


def _warnings(row: AuthorityRequest, actor: Actor) -> dict[str, Any]:
    """Give what speaks against answering: no basis, non-punishment, a child."""
    if row.person is None:
        return {"leaves": None, "why_not": "", "notice": "", "child": False}
    leaves = may_leave(row.person, Basis.Purpose.PROSECUTION)
    return {
        "leaves": leaves,
        "why_not": "" if leaves.allowed else say(leaves.reason, **dict(leaves.values)),
        "notice": notice_of(row.person, case=row.case, actor=actor),
        "child": treated_as_child(row.person),
    }


def _of(request: HttpRequest, row: uuid.UUID, action: str) -> AuthorityRequest:
    found = AuthorityRequest.objects.filter(pk=row).select_related("person").first()
    if found is None:
        raise Http404
    if found.case_id is None:
        insist(actor_of(request), action)
        return found
    found.case = case_of(request, found.case_id, action)
    if found.person and found.person not in persons_in(found.case, actor_of(request)):
        raise Http404
    return found
