"""What is written of retention: rules, reviews at closure, and what is decided at them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.casework import editing
from fanal.web.casework.models import Attachment, Case, Context, RetentionReview, RetentionRule
from fanal.web.casework.selectors import retention as selectors
from fanal.web.casework.services.entry import Unsuitable
from fanal.web.casework.services.erasure import (
    NotNow,
    forget_person,
    insist_possible,
    kept_elsewhere,
    on_hold,
)
from fanal.web.keys.files import SealedFiles
from fanal.web.keys.models import Erasure
from fanal.web.organisations.selectors import member

ATTACHMENTS = "attachments"


@transaction.atomic
def rule_set(*, category: str, months: int, legal_ground: str, seen: int, by: Actor) -> RetentionRule:
    """Say how long a category is kept; reviews that are set already keep their day.

    Parameters
    ----------
    category
        Its code in `data/governance.toml`.
    legal_ground
        Why so long.
    seen
        The version that was shown; 0 where what is proposed held.

    Raises
    ------
    Unsuitable
        Alleged perpetrators would be kept as long as victims.
    """
    insist(by, "governance.change")
    most = next(one.most for one in selectors.schedule() if one.category.code == category)
    if most is not None and months > most:
        raise Unsuitable("months", "web.casework.retention-shorter", n=most + 1)
    rule = RetentionRule.objects.filter(category=category).first()
    said = {"months": months, "legal_ground": legal_ground}
    if rule is None:
        rule = editing.create(RetentionRule, category=category, **said)
    else:
        rule = editing.change(rule, seen=seen, **said)
    details = {"category": category, "months": months}
    record("retention.rule-set", subject=("casework.retentionrule", rule.pk), details=details)
    return rule


def reviews_open(case: Case) -> list[RetentionReview]:
    """Set the reviews of a case that was closed: for each who is in it, and for its attachments.

    Closed again, the day is counted from the last closing.
    """
    months, closed_on = selectors.months(), case.closed_on or timezone.localdate()
    waiting = {
        (one.category, one.person_id): one
        for one in RetentionReview.objects.filter(case=case, decided_on=None)
    }
    made = []
    erased = set(Erasure.objects.values_list("person", flat=True))
    for category, person in _concerned(case):
        if person in erased:
            continue
        due_on = selectors.months_later(closed_on, months[category])
        review = waiting.get((category, person))
        if review is None:
            review = editing.create(
                RetentionReview, case=case, person_id=person, category=category, due_on=due_on
            )
        elif review.due_on != due_on:
            review = editing.change(review, seen=review.version, due_on=due_on)
        made.append(review)
    record("retention.reviews-set", person=case.person_id, subject=("casework.case", case.pk))
    return made


def when_case_closed(case: Case, **_: Any) -> None:
    """Listen to `signals.case_closed`."""
    reviews_open(case)


def _concerned(case: Case) -> Iterator[tuple[str, UUID]]:
    """Give category and person of each review: somebody who is in it as two has two."""
    held = set(Context.objects.filter(case=case).values_list("role", "person_id"))
    if not any(person == case.person_id for _, person in held):
        held.add((Context.Role.VICTIM, case.person_id))
    yield from sorted(held)
    if Attachment.objects.filter(case=case).exists():
        yield ATTACHMENTS, case.person_id


@transaction.atomic
def review_keep(
    review: RetentionReview, *, until: date, reason: str, seen: int, by: Actor
) -> RetentionReview:
    """Keep the data until another day, on which they are looked at again.

    Returns
    -------
    RetentionReview
        The next one.
    """
    insist(by, "retention.decide", review.case)
    _decide(review, RetentionReview.Decision.KEPT, seen, by, reason=reason)
    return editing.create(
        RetentionReview,
        case=review.case,
        person_id=review.person_id,
        category=review.category,
        due_on=until,
    )


@transaction.atomic
def review_erase(review: RetentionReview, *, seen: int, by: Actor) -> Erasure | None:
    """Erase what a review is about: the person, what is recorded of them in one role, or attachments.

    Somebody who is needed elsewhere stays, and what this case says of them as a perpetrator or another goes.

    Returns
    -------
    Erasure
        The certificate, where a person was erased.

    Raises
    ------
    NotNow
        If a legal hold or other work stands against it.
    """
    insist(by, "retention.decide", review.case)
    insist(by, "persons.erase", review.case)
    part = review.category == ATTACHMENTS or kept_elsewhere(review)
    _insist_erasable(review, part)
    _decide(review, RetentionReview.Decision.ERASED, seen, by)
    if not part:
        return forget_person(review.person_id, reason=Erasure.Reason.RETENTION)
    if review.category == ATTACHMENTS:
        _attachments_erase(review.case)
    else:
        _role_erase(review)
    return None


def _insist_erasable(review: RetentionReview, part: bool) -> None:
    if not part:
        insist_possible(review.person_id)
    elif review.category == Context.Role.VICTIM or on_hold(review.person_id):
        raise NotNow


def _role_erase(review: RetentionReview) -> None:
    Context.objects.filter(case=review.case, person=review.person_id, role=review.category).delete()
    # A review says of whom it is, and as what: that somebody was an alleged perpetrator goes too.
    RetentionReview.objects.filter(
        case=review.case, person=review.person_id, category=review.category
    ).delete()
    details = {"role": review.category}
    record(
        "retention.role-erased",
        person=review.person_id,
        subject=("casework.case", review.case_id),
        details=details,
    )


def _attachments_erase(case: Case) -> None:
    files, found = SealedFiles(), list(Attachment.objects.filter(case=case).select_related("file"))
    for one in found:
        one.delete()
        files.delete(one.file)
    details = {"files": len(found)}
    record(
        "retention.attachments-erased",
        person=case.person_id,
        subject=("casework.case", case.pk),
        details=details,
    )


def _decide(review: RetentionReview, decision: str, seen: int, by: Actor, reason: str = "") -> None:
    said: dict[str, Any] = {"decision": decision, "decided_on": timezone.localdate()}
    if reason:
        said["reason"] = reason
    editing.change(review, seen=seen, decided_by=member(by.user_id), **said)
    details = {"category": review.category, "decision": decision}
    record(
        "retention.decided",
        person=review.person_id,
        subject=("casework.case", review.case_id),
        details=details,
    )
