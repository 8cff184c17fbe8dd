"""Pages of requests by persons: in a case, as a register, and the answer."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from fanal.web.access.actor import actor_of
from fanal.web.access.policy import may
from fanal.web.access.views import requires
from fanal.web.casework import lists
from fanal.web.casework.forms.person_request import PersonAnswerForm, PersonEraseForm, PersonRequestForm
from fanal.web.casework.models import Case, Person, PersonRequest
from fanal.web.casework.pages import case_page
from fanal.web.casework.policy import readable
from fanal.web.casework.reaching import case_of
from fanal.web.casework.selectors.authority_request import requests_about
from fanal.web.casework.selectors.person import name_of
from fanal.web.casework.selectors.person_request import person_requests, persons_in, requests_of
from fanal.web.casework.services.erasure import NotNow
from fanal.web.casework.services.person_request import (
    person_request_answer,
    person_request_erase,
    person_request_register,
)
from fanal.web.casework.views.governing import address, edited_page, form_page, gone_to, slug_of
from fanal.web.design.forms import mistake
from fanal.web.design.language import say
from fanal.web.keys.hierarchy import load_persons

A_PAGE = 50
TAB = "casework.request-list"


@requires("cases.read")
@require_safe
def request_list(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """List the requests of a case: by persons, and by authorities."""
    found, actor = case_of(request, case), actor_of(request)
    persons = persons_in(found, actor)
    load_persons([one.pk for one in persons])
    return case_page(
        request,
        found,
        "casework/request_list.html",
        TAB,
        by_persons=[
            (one, lists.said("person-request-kinds", one.kind)) for one in requests_of(found, persons)
        ],
        by_authorities=[
            (one, lists.said("authority-request-outcomes", one.outcome) if one.outcome else "")
            for one in requests_about(found, persons)
        ],
        today=timezone.localdate(),
        registers=may(actor, "requests.register", found).allowed,
    )


@requires("governance.read")
@require_safe
def person_request_list(request: HttpRequest) -> HttpResponse:
    """Show the register of requests by persons: no name, and nothing that is sealed."""
    actor = actor_of(request)
    page = Paginator(person_requests(actor), A_PAGE).get_page(request.GET.get("page"))
    reached = set(readable(actor).filter(pk__in=[one.case_id for one in page]).values_list("pk", flat=True))
    context = {
        "slug": slug_of(request),
        "page": page,
        "rows": [
            {
                "row": one,
                "kind": lists.said("person-request-kinds", one.kind),
                "outcome": lists.said("person-request-outcomes", one.outcome) if one.outcome else "",
                "late": one.answered_on is None and one.due_on < timezone.localdate(),
                "reached": one.case_id in reached,
            }
            for one in page
        ],
    }
    return render(request, "casework/person_request_list.html", context)


def people_of(case: Case, request: HttpRequest) -> list[tuple[str, str]]:
    """List who is in a case, to choose from."""
    persons = persons_in(case, actor_of(request))
    load_persons([one.pk for one in persons])
    return [(str(one.pk), name_of(one) or say("web.casework.request-nameless")) for one in persons]


def chosen(case: Case, request: HttpRequest, person: str) -> Person:
    """Give who was chosen of those who are in a case."""
    return next(one for one in persons_in(case, actor_of(request)) if str(one.pk) == person)


@requires("requests.register")
@require_http_methods(["GET", "HEAD", "POST"])
def person_request_new(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Write down that a person asks for something."""
    found = case_of(request, case, "requests.register")
    people = people_of(found, request)
    first = people[0][0]  # the person of the case
    form = PersonRequestForm(request.POST or None, people=people, initial={"person": first})
    if form.is_valid():
        said = form.cleaned_data
        person = chosen(found, request, said.pop("person"))
        row = person_request_register(case=found, person=person, by=actor_of(request), **said)
        return gone_to(request, "web.casework.request-registered", "casework.person-request-show", row.pk)
    return form_page(
        request,
        form,
        title="web.casework.person-request-new",
        intro="web.casework.person-request-new-intro",
        back=address(request, TAB, found.pk),
        button="web.casework.request-register",
    )


@requires("cases.read")
@require_safe
def person_request_show(request: HttpRequest, row: uuid.UUID) -> HttpResponse:
    """Show a request and its answer."""
    found = request_of(request, row, "cases.read")
    actor = actor_of(request)
    return case_page(
        request,
        found.case,
        "casework/person_request_show.html",
        TAB,
        row=found,
        who=name_of(found.person),
        kind=lists.said("person-request-kinds", found.kind),
        outcome=lists.said("person-request-outcomes", found.outcome) if found.outcome else "",
        late=found.answered_on is None and found.due_on < timezone.localdate(),
        may_answer=may(actor, "requests.answer", found.case).allowed,
        may_copy=may(actor, "requests.copy", found.case).allowed and found.kind == PersonRequest.Kind.ACCESS,
        may_erase=may(actor, "persons.erase", found.case).allowed
        and found.kind == PersonRequest.Kind.ERASURE
        and not found.answered_on,
    )


@requires("requests.answer")
@require_http_methods(["GET", "HEAD", "POST"])
def person_request_reply(request: HttpRequest, row: uuid.UUID) -> HttpResponse:
    """Write down what the person was answered."""
    found = request_of(request, row, "requests.answer")
    actor, show = actor_of(request), "casework.person-request-show"
    return edited_page(
        request,
        row=found,
        make=lambda data, one: PersonAnswerForm(data, row=one),
        save=lambda form: person_request_answer(found, seen=form.version, by=actor, **form.filled),
        done=lambda: gone_to(request, "web.casework.request-answer-saved", show, found.pk),
        title="web.casework.request-answer",
        intro="web.casework.person-request-answer-intro",
        back=address(request, "casework.person-request-show", found.pk),
        button="web.casework.request-save-answer",
    )


@requires("persons.erase")
@require_http_methods(["GET", "HEAD", "POST"])
def person_request_forget(request: HttpRequest, row: uuid.UUID) -> HttpResponse:
    """Ask once more, and erase a person who asked for it."""
    found = request_of(request, row, "persons.erase")
    if found.kind != PersonRequest.Kind.ERASURE or found.answered_on:
        raise Http404
    actor = actor_of(request)

    def save(form: Any) -> None:
        try:
            answer = form.cleaned_data["answer"]
            person_request_erase(found, answer=answer, seen=form.version, by=actor)
        except NotNow:
            form.add_error(None, mistake("web.casework.retention-not-now"))

    return edited_page(
        request,
        row=found,
        make=lambda data, one: PersonEraseForm(data),
        save=save,
        done=lambda: gone_to(request, "web.casework.retention-erased", "keys.erasures"),
        title="web.casework.person-request-erase",
        intro="web.casework.retention-erase-means",
        back=address(request, "casework.person-request-show", found.pk),
        button="web.casework.person-request-erase-now",
        kind="danger",
    )


def request_of(request: HttpRequest, row: uuid.UUID, action: str) -> PersonRequest:
    """Give a request that somebody may act on, by its case; else 404, or the reason."""
    found = PersonRequest.objects.filter(pk=row).select_related("person").first()
    if found is None:
        raise Http404
    found.case = case_of(request, found.case_id, action)
    if found.person not in persons_in(found.case, actor_of(request)):
        raise Http404
    return found
