"""The page of a person: names, birth, how to reach, danger; all of it in one form."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from fanal.web.access.actor import actor_of
from fanal.web.access.views import requires
from fanal.web.audit_trail.services import record
from fanal.web.casework.forms.person import PersonForm
from fanal.web.casework.models import Case, Person
from fanal.web.casework.policy import readable
from fanal.web.casework.reaching import cases_of_person, person_of
from fanal.web.casework.selectors.age import treated_as_child
from fanal.web.casework.selectors.person import age_words, name_of
from fanal.web.casework.selectors.recorded import interviewed, recorded_of_person
from fanal.web.casework.services.person import person_change
from fanal.web.casework.views.editing import edited
from fanal.web.casework.vocabulary import Words
from fanal.web.keys.blind_indexes.searching import search_followed


@requires("cases.read")
def person_show(request: HttpRequest, person: uuid.UUID) -> HttpResponse:
    """Show a person, and the cases that one may read."""
    found = person_of(request, person)
    if request.GET.get("found"):
        search_followed()
    context = {**_frame(request, found), "lines": recorded_of_person(found, Words())}
    return render(request, "casework/person_show.html", context)


@requires("cases.change")
def person_edit(request: HttpRequest, person: uuid.UUID) -> HttpResponse:
    """Change a person."""
    found = person_of(request, person, "cases.change")

    def save(form: Any) -> None:
        person_change(person=found, seen=form.version, **form.person_values(found))

    return edited(
        request,
        row=found,
        make=lambda data, row: PersonForm(data, person=row),
        save=save,
        page=lambda form, status=200: render(
            request, "casework/person_edit.html", {**_frame(request, found), "form": form}, status=status
        ),
        done=_back(request, found),
    )


def _frame(request: HttpRequest, person: Person) -> dict[str, Any]:
    record("persons.viewed", person=person.pk, subject=("casework.person", person.pk), once=True)
    actor = actor_of(request)
    reached = cases_of_person(actor, person).filter(pk__in=readable(actor).values("pk"))
    cases = list(reached.order_by("-opened_on"))
    works_on = "cases.change" in actor.actions and any(one.status == Case.Status.OPEN for one in cases)
    return {
        "person": person,
        "is_child": treated_as_child(person),
        "cases": cases,
        "slug": request.belonging.organisation.slug,
        "person_name": name_of(person),
        "person_age": age_words(person),
        "person_language": interviewed(person, Words()),
        "may_change": works_on,
    }


def _back(request: HttpRequest, person: Person) -> str:
    slug = request.belonging.organisation.slug
    case = request.GET.get("case", "")
    if case and Case.objects.filter(pk=_uuid(case), person=person).exists():
        return reverse("casework.case-show", args=[slug, case])
    return reverse("casework.person-show", args=[slug, person.pk])


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
