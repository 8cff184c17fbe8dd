"""Requests by persons: of a case, and as a register."""

from __future__ import annotations

from django.db.models import F, QuerySet

from fanal.web.access.actor import Actor
from fanal.web.casework.models import Case, Context, Person, PersonRequest
from fanal.web.casework.policy import may_read_alleged


def person_requests(actor: Actor) -> QuerySet[PersonRequest]:
    """List the requests of cases that somebody may know of: open ones first, then the latest answered."""
    return (
        PersonRequest.objects.filter(case__in=Case.objects.visible_to(actor))
        .select_related("case")
        .order_by(F("answered_on").desc(nulls_first=True), "due_on", "pk")
    )


def persons_in(case: Case, actor: Actor) -> list[Person]:
    """List who is in a case, its person first; alleged perpetrators for those who may see them."""
    found = Context.objects.filter(case=case).exclude(person=case.person_id).select_related("person")
    if not may_read_alleged(actor, case):
        found = found.exclude(role=Context.Role.PERPETRATOR)
    others = {one.person_id: one.person for one in found.order_by("made_at")}
    return [case.person, *others.values()]


def requests_of(case: Case, persons: list[Person]) -> list[PersonRequest]:
    """List the requests of those persons in a case."""
    found = PersonRequest.objects.filter(case=case, person__in=persons)
    return list(found.order_by(F("answered_on").desc(nulls_first=True), "due_on", "pk"))
