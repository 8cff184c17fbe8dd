"""Impact assessments: what could go wrong for whom, thought of before anything is contributed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.collaborative.assessing import questions
from fanal.web.collaborative.models import Contributor, ImpactAssessment
from fanal.web.design.errors import Refused


@transaction.atomic
def assessment_save(
    contributor: Contributor, *, by: Actor, answers: Mapping[str, str], review_on: date | None = None
) -> ImpactAssessment:
    """Keep the answers of one that is not accepted yet; after that, of a new one.

    Parameters
    ----------
    answers
        By question of `data/impact-assessment.toml`.
    review_on
        Until when it holds, once it is accepted.
    """
    insist(by, "hubs.change")
    open_ = ImpactAssessment.objects.select_for_update().filter(contributor=contributor, accepted_at=None)
    row = open_.order_by("-made_on").first() or ImpactAssessment(contributor=contributor)
    known = {one.code for one in questions()}
    row.answers = {name: text for name, text in answers.items() if name in known}
    row.review_on, row.made_by_id = review_on, by.user_id
    row.save()
    record("assessments.saved", subject=("collaborative.impactassessment", row.pk))
    return row


@transaction.atomic
def assessment_accept(assessment: ImpactAssessment, *, by: Actor) -> ImpactAssessment:
    """Accept an assessment: every question has an answer.

    Raises
    ------
    Refused
        If one has none.
    """
    insist(by, "hubs.change")
    row: ImpactAssessment = ImpactAssessment.objects.select_for_update().get(pk=assessment.pk)
    if any(not str(row.answers.get(one.code, "")).strip() for one in questions()):
        raise Refused("web.collaborative.assessment-unanswered", status=409)
    if row.accepted_at is None:
        row.accepted_at = timezone.now()
        row.save(update_fields=["accepted_at"])
        record("assessments.accepted", subject=("collaborative.impactassessment", row.pk))
    return row
