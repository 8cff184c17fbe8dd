"""What of governance waits: for the page that leads to all of it, and for "what waits for me"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.access.policy import may
from fanal.web.casework.models import Case
from fanal.web.casework.policy import readable
from fanal.web.casework.selectors import procedure
from fanal.web.casework.selectors.authority_request import authority_requests
from fanal.web.casework.selectors.breach import HOURS, breaches
from fanal.web.casework.selectors.person_request import person_requests
from fanal.web.casework.selectors.retention import reviews_due
from fanal.web.casework.waiting import MOST, Asking, Found, Waiting


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


NOTHING = Found([], 0)


def waiting_reviews(asking: Asking) -> Found:
    """Find reviews that are due, for those who decide them."""
    if not may(asking.actor, "retention.decide").allowed:
        return NOTHING
    rows = reviews_due(asking.actor).filter(case__in=_cases(asking))
    first = [
        Waiting(
            address=reverse("casework.retention-review", args=[asking.slug, one.pk]),
            on=one.due_on,
            case=one.case.number,
        )
        for one in rows[:MOST]
    ]
    return Found(first, rows.count() if len(first) == MOST else len(first))


def waiting_requests(asking: Asking) -> Found:
    """Find requests by persons that wait for an answer, for those who answer."""
    if not may(asking.actor, "requests.answer").allowed:
        return NOTHING
    rows = person_requests(asking.actor).filter(answered_on=None, case__in=_cases(asking))
    first = [
        Waiting(
            address=reverse("casework.person-request-show", args=[asking.slug, one.pk]),
            on=one.due_on,
            case=one.case.number,
        )
        for one in rows[:MOST]
    ]
    return Found(first, rows.count() if len(first) == MOST else len(first))


def waiting_authorities(asking: Asking) -> Found:
    """Find requests by authorities that wait for an answer, for those who answer."""
    if not may(asking.actor, "requests.answer").allowed:
        return NOTHING
    rows = authority_requests(asking.actor).filter(answered_on=None)
    rows = rows.filter(case__in=_cases(asking)) | rows.filter(case=None)
    first = [
        Waiting(
            address=reverse("casework.authority-request-show", args=[asking.slug, one.pk]),
            case=one.case.number if one.case else "",
        )
        for one in rows[:MOST]
    ]
    return Found(first, rows.count() if len(first) == MOST else len(first))


def waiting_breaches(asking: Asking) -> Found:
    """Find open breaches of which the authority was not told, with the day on which its hours run out."""
    if not may(asking.actor, "governance.change").allowed:
        return NOTHING
    rows = breaches().filter(closed_on=None, authority_told_at=None)
    first = [
        Waiting(
            address=reverse("casework.breach-show", args=[asking.slug, one.pk]),
            on=timezone.localtime(one.found_at + timedelta(hours=HOURS)).date(),
        )
        for one in rows[:MOST]
    ]
    return Found(first, rows.count() if len(first) == MOST else len(first))


def waiting_procedures(asking: Asking) -> Found:
    """Find out whether procedures are to be accepted, for those who accept them."""
    if not may(asking.actor, "procedures.accept").allowed or not procedure.ready():
        return NOTHING
    return Found([Waiting(address=reverse("casework.procedure-list", args=[asking.slug]))], 1)


def _cases(asking: Asking) -> QuerySet[Case]:
    return readable(asking.actor)
