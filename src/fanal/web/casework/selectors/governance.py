"""What of governance waits: for the page that leads to all of it, and for "what waits for me"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.access.policy import may
from fanal.web.accounts.waiting import Asking, Found, Waiting, nothing
from fanal.web.casework.policy import readable
from fanal.web.casework.selectors import procedure
from fanal.web.casework.selectors.authority_request import authority_requests
from fanal.web.casework.selectors.breach import HOURS, breaches
from fanal.web.casework.selectors.person_request import person_requests
from fanal.web.casework.selectors.retention import reviews_due
from fanal.web.casework.selectors.waiting import of_case
from fanal.web.organisations.models import Membership


@dataclass(frozen=True)
class Counts:
    """How much waits, of what somebody may know of."""

    reviews: int
    requests: int
    late_requests: int
    authority_requests: int
    breaches: int


def counts(actor: Actor) -> Counts:
    """Count what waits."""
    unanswered = person_requests(actor).filter(answered_on=None)
    return Counts(
        reviews=reviews_due(actor).count(),
        requests=unanswered.count(),
        late_requests=unanswered.filter(due_on__lt=timezone.localdate()).count(),
        authority_requests=authority_requests(actor).filter(answered_on=None).count(),
        breaches=breaches().filter(closed_on=None).count(),
    )


def waiting_reviews(asking: Asking) -> Found:
    """Find reviews that are due, for those who decide them."""
    rows = reviews_due(asking.actor).filter(case__in=readable(asking.actor))
    return _for(
        asking,
        "retention.decide",
        rows,
        lambda one: Waiting(
            address=reverse("casework.retention-review", args=[asking.slug, one.pk]),
            on=one.due_on,
            of=of_case(one.case),
        ),
    )


def waiting_requests(asking: Asking) -> Found:
    """Find requests by persons that wait for an answer, for those who answer."""
    rows = person_requests(asking.actor).filter(answered_on=None, case__in=readable(asking.actor))
    return _for(
        asking,
        "requests.answer",
        rows,
        lambda one: Waiting(
            address=reverse("casework.person-request-show", args=[asking.slug, one.pk]),
            on=one.due_on,
            of=of_case(one.case),
        ),
    )


def waiting_authorities(asking: Asking) -> Found:
    """Find requests by authorities that wait for an answer, for those who answer."""
    rows = authority_requests(asking.actor).filter(answered_on=None)
    return _for(
        asking,
        "requests.answer",
        rows.filter(case__in=readable(asking.actor)) | rows.filter(case=None),
        lambda one: Waiting(
            address=reverse("casework.authority-request-show", args=[asking.slug, one.pk]),
            of=of_case(one.case),
        ),
    )


def waiting_breaches(asking: Asking) -> Found:
    """Find open breaches of which the authority was not told, with the day on which its hours run out."""
    return _for(
        asking,
        "governance.change",
        breaches().filter(closed_on=None, authority_told_at=None),
        lambda one: Waiting(
            address=reverse("casework.breach-show", args=[asking.slug, one.pk]),
            on=timezone.localtime(one.found_at + timedelta(hours=HOURS)).date(),
        ),
    )


def waiting_procedures(asking: Asking) -> Found:
    """Find out whether procedures are to be accepted, for those who accept them: one thing."""
    if not may(asking.actor, "procedures.accept").allowed or not procedure.ready():
        return nothing(asking.member)
    return Found(
        Membership.objects.filter(pk=asking.member.pk),
        lambda rows: [Waiting(address=reverse("casework.procedure-list", args=[asking.slug]))],
    )


def _for(asking: Asking, action: str, rows: QuerySet[Any], as_waiting: Callable[[Any], Waiting]) -> Found:
    allowed = may(asking.actor, action).allowed
    return Found(rows if allowed else rows.none(), lambda first: [as_waiting(one) for one in first])
