"""Erasing a person: the key, and what lies in the clear beside it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from fanal.web.casework.models import (
    Case,
    Context,
    Draft,
    Event,
    Person,
    RetentionReview,
    SupportPlan,
)
from fanal.web.keys.errors import OnHold
from fanal.web.keys.models import Erasure, PersonKey
from fanal.web.keys.services import person_erase


class NotNow(Exception):
    """Data cannot be erased now: a legal hold, an open case, or a period that has not run out.

    Which of them is not told: it could be a case that whoever asks may not know of.
    """


def in_open_case(person: UUID) -> bool:
    """Say whether somebody still works with, or on, a person."""
    concerned = Q(person=person) | Q(contexts__person=person)
    return Case.objects.filter(concerned, status=Case.Status.OPEN).exists()


def on_hold(person: UUID) -> bool:
    """Say whether a legal hold blocks erasure."""
    row = PersonKey.objects.filter(pk=person).first()
    return row is not None and row.held


def kept_elsewhere(review: RetentionReview) -> bool:
    """Say whether the same person is still needed as something else, or in another case."""
    later = RetentionReview.objects.filter(
        person=review.person_id, decided_on=None, due_on__gt=timezone.localdate()
    ).exclude(category="attachments")  # They go with the person.
    return in_open_case(review.person_id) or later.exclude(pk=review.pk).exists()


def insist_possible(person: UUID) -> None:
    """Go on only where a person can be erased: asked before anything is written or told.

    Raises
    ------
    NotNow
        If a legal hold or an open case stands against it.
    """
    if in_open_case(person) or on_hold(person):
        raise NotNow


@transaction.atomic
def forget_person(person: UUID, *, reason: str) -> Erasure:
    """Erase a person for good, in every case; who may is asked by those who call this.

    What stays are rows, days, numbers and codes of what was done: they say nothing of who it was.

    Parameters
    ----------
    person
        Whom.
    reason
        A code of `Erasure.Reason`.

    Returns
    -------
    Erasure
        The certificate.

    Raises
    ------
    NotNow
        If a legal hold or an open case stands against it.
    """
    insist_possible(person)
    Person.objects.filter(pk=person).update(
        coded={},
        interview_language="",
        record_language="",
        interpreter=None,
        danger_since=None,
        grown_year=None,
        grown_day=None,
    )
    for model in (Context, Case, Event, SupportPlan):
        model.objects.filter(person=person).update(coded={})
    Draft.objects.filter(person=person).delete()
    RetentionReview.objects.filter(person=person, decided_on=None).update(
        decided_on=timezone.localdate(), decision=RetentionReview.Decision.ERASED
    )
    try:
        return person_erase(person, reason=reason)
    except OnHold:
        raise NotNow from None
