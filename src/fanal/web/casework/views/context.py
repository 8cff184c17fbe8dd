"""Who is in a case, as what."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from fanal.web.access.actor import Actor, actor_of
from fanal.web.access.views import requires
from fanal.web.casework.forms.context import ROLES, AddPerson, ContextForm
from fanal.web.casework.models import Case, Context, Person
from fanal.web.casework.pages import case_page
from fanal.web.casework.policy import may_read_alleged
from fanal.web.casework.reaching import case_of, person_of
from fanal.web.casework.selectors.context import context_of, contexts_of
from fanal.web.casework.selectors.person import age_words, name_of
from fanal.web.casework.selectors.recorded import recorded
from fanal.web.casework.selectors.search import described
from fanal.web.casework.selectors.status import both_among
from fanal.web.casework.services.context import context_add, context_change, context_remove
from fanal.web.casework.services.person import person_create
from fanal.web.casework.services.search import persons_search
from fanal.web.casework.views.editing import edited
from fanal.web.casework.vocabulary import Words

LIST = "casework.context-list"
TABLES = {Context.Role.VICTIM: "victim context", Context.Role.PERPETRATOR: "perpetrator context"}


@requires("cases.read")
def context_list(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """List who is in a case."""
    found, actor, words = case_of(request, case), actor_of(request), Words()
    alleged = may_read_alleged(actor, found)
    contexts = contexts_of(found, actor)
    both = both_among(one.person_id for one in contexts) if alleged else set()
    shown = [
        {
            "context": one,
            "role": ROLES[Context.Role(one.role)],
            "name": name_of(one.person),
            "age": age_words(one.person),
            "lines": recorded(one.values, words, TABLES.get(Context.Role(one.role), "-")),
            "both": one.person_id in both,
            "removable": one.person_id != found.person_id or one.role != Context.Role.VICTIM,
        }
        for one in contexts
    ]
    return case_page(request, found, "casework/context_list.html", LIST, contexts=shown, alleged=alleged)


@requires("cases.change")
def context_new(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Add a person to a case: one who is recorded already, or a new one."""
    found, actor = case_of(request, case, "cases.change"), actor_of(request)
    alleged = may_read_alleged(actor, found)
    form = AddPerson(request.POST or None, alleged=alleged)
    more: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        name = " ".join(filter(None, (given["first"], given["second"])))
        if not given["person"]:
            words = Words()
            more["matches"] = [described(one, words) for one in persons_search(by=actor, names=[name])]
        if given["person"] or not more["matches"]:
            made = _add(request, form, found, actor)
            return HttpResponseRedirect(
                reverse("casework.context-edit", args=[_slug(request), case, made.pk])
            )
    status = 400 if form.errors else 200
    return case_page(request, found, "casework/context_new.html", LIST, form=form, status=status, **more)


@requires("cases.change")
def context_edit(request: HttpRequest, case: uuid.UUID, context: uuid.UUID) -> HttpResponse:
    """Change what is recorded of a person in a case."""
    found, actor = case_of(request, case, "cases.change"), actor_of(request)
    row = _context(found, context, actor)

    def save(form: Any) -> None:
        context_change(context=row, seen=form.version, by=actor, **form.context_values(row))

    return edited(
        request,
        row=row,
        make=lambda data, one: ContextForm(data, context=one),
        save=save,
        page=lambda **more: case_page(
            request,
            found,
            "casework/context_edit.html",
            LIST,
            context=row,
            role=ROLES[Context.Role(row.role)],
            context_name=name_of(row.person),
            **more,
        ),
        done=reverse(LIST, args=[_slug(request), case]),
    )


@requires("cases.change")
@require_POST
def context_drop(request: HttpRequest, case: uuid.UUID, context: uuid.UUID) -> HttpResponse:
    """Take a person out of a case."""
    found, actor = case_of(request, case, "cases.change"), actor_of(request)
    context_remove(context=_context(found, context, actor), by=actor)
    return HttpResponseRedirect(reverse(LIST, args=[_slug(request), case]))


@transaction.atomic
def _add(request: HttpRequest, form: AddPerson, case: Case, actor: Actor) -> Context:
    given = form.cleaned_data
    return context_add(
        case=case,
        person=_person(request, given),
        role=given["role"],
        source=given.get("source", ""),
        by=actor,
    )


def _person(request: HttpRequest, given: dict[str, Any]) -> Person:
    """Give somebody whom one may reach already, or make a new person."""
    try:
        chosen = uuid.UUID(given["person"])
    except ValueError:
        told = {"prs_FirstName": given["first"], "prs_SecondName": given["second"]}
        return person_create(coded={}, told={name: value for name, value in told.items() if value})
    return person_of(request, chosen)


def _context(case: Case, context: uuid.UUID, actor: Actor) -> Context:
    found = context_of(case, context, actor)
    if found is None:
        raise Http404
    return found


def _slug(request: HttpRequest) -> str:
    return request.belonging.organisation.slug
