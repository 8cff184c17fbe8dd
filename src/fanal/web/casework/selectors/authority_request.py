"""Requests by authorities: of a case, and as a register."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from fanal.web.access.actor import Actor
from fanal.web.casework.models import AuthorityRequest, Case, Person


def authority_requests(actor: Actor) -> QuerySet[AuthorityRequest]:
    """List the requests about cases that somebody may know of, and about none: open ones first."""
    known = Q(case=None) | Q(case__in=Case.objects.visible_to(actor))
    return (
        AuthorityRequest.objects.filter(known)
        .select_related("case")
        .order_by(F("answered_on").desc(nulls_first=True), "-asked_on", "pk")
    )


def requests_about(case: Case, persons: list[Person]) -> list[AuthorityRequest]:
    """List the requests about those persons in a case."""
    found = AuthorityRequest.objects.filter(Q(person__in=persons) | Q(person=None), case=case)
    return list(found.order_by(F("answered_on").desc(nulls_first=True), "-asked_on", "pk"))
