"""Reaching a case or a person: by the rights of whoever asks, and by nothing else.

Every view of casework begins with one of these. What is closed to somebody is like what does not exist.
"""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from fanal.web.access.actor import Actor, actor_of
from fanal.web.access.policy import insist, may
from fanal.web.casework.models import Case, Person
from fanal.web.casework.policy import cases_with


def case_of(request: HttpRequest, case: uuid.UUID, action: str = "cases.read") -> Case:
    """Give a case that this person may act on; 404 for one that is hidden or not there, 403 with the reason.

    Parameters
    ----------
    request
        Of an organisation.
    case
        Its id.
    action
        A name of `access/data/roles.toml`.
    """
    actor = actor_of(request)
    found = (
        Case.objects.visible_to(actor)
        .select_related("person", "owner__user", "supervisor__user")
        .filter(pk=case)
        .first()
    )
    if found is None:
        raise Http404
    insist(actor, action, found)
    return found


def cases_of_person(actor: Actor, person: Person) -> QuerySet[Case]:
    """List the cases that a person is in and that somebody may know of; see `policy` for those alleged."""
    return cases_with(actor, person.pk)


def person_of(request: HttpRequest, person: uuid.UUID, action: str = "cases.read") -> Person:
    """Give a person whom this person may act on: by one of the cases; 403 where all are closed; else 404."""
    actor = actor_of(request)
    found = Person.objects.filter(pk=person).first()
    cases = list(cases_of_person(actor, found)) if found else []
    if found and any(may(actor, action, case).allowed for case in cases):
        return found
    for case in cases:
        if case.not_now(action) and may(actor, "cases.read", case).allowed:
            insist(actor, action, case)
    raise Http404
