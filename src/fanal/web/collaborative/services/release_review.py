"""Asking contributors about a release, each about its own part; a veto takes that part out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.collaborative.models import Hub, Release, Review
from fanal.web.collaborative.selectors.seen import review_seen
from fanal.web.collaborative.services.crossing import at_hub
from fanal.web.collaborative.services.release_inputs import going_in
from fanal.web.collaborative.services.release_moving import held, move
from fanal.web.design.errors import Refused
from fanal.web.keys.errors import KeyUnavailable

ANSWERABLE = (Release.State.REVIEWED, Release.State.SIGNED)
"""Until it is published somebody may still object, whatever the days say."""


@transaction.atomic
def release_review(release: Release, *, by: Actor) -> Release:
    """Show every contributor its own part, and wait for its answer or for the end of its time."""
    insist(by, "releases.prepare")
    found = held(release)
    move(found, "review")
    until = timezone.now() + timedelta(days=Hub.objects.get().review_days)
    for contributor in sorted({one.contributor_id for one in going_in(found)}, key=str):
        Review.objects.update_or_create(
            release=found,
            contributor_id=contributor,
            defaults={
                "opened_at": timezone.now(),
                "until": until,
                "shown": own_part(found, contributor),
                "answer": "",
                "answered_at": None,
                "reason": "",
            },
        )
    return found


def own_part(release: Release, contributor: UUID) -> dict[str, Any]:
    """Say what a contributor is shown: what the release is, and how many of its own rows go in."""
    own = [one for one in release.inputs if one["contributor"] == str(contributor)]
    chosen = release.settings
    return {
        "version": release.version,
        "title": release.title,
        "population": release.population,
        "method": chosen["method"],
        "k": chosen["k"],
        "epsilon": chosen.get("epsilon"),
        "fields": chosen["fields"],
        "parts": [{name: one[name] for name in ("kind", "version", "rows")} for one in own],
    }


def review_answer(review: UUID, *, by: Actor, agrees: bool, reason: str = "") -> bool:
    """Answer for a contributor, from its own page.

    Parameters
    ----------
    review
        As the organisation sees it.
    reason
        Of a veto, for the hub's people.

    Returns
    -------
    bool
        Whether the reason was delivered; where the hub's keys are locked, a veto counts without it.

    Raises
    ------
    Refused
        If the release is published, or was taken back to be prepared anew.
    """
    insist(by, "contributions.review")
    try:
        with transaction.atomic():
            _answered(review, agrees=agrees, reason=reason)
    except KeyUnavailable:
        with transaction.atomic():
            _answered(review, agrees=agrees, reason="")
        return not reason
    return True


def _answered(review: UUID, *, agrees: bool, reason: str) -> None:
    seen = review_seen(review)
    with at_hub(seen.contributor):
        release = held(Release.objects.get(pk=seen.release_id))
        answer = Review.objects.select_for_update().get(pk=seen.pk)
        again = answer.answer == Review.Answer.VETOED and not agrees
        if release.state not in ANSWERABLE and not (again and release.state == Release.State.DRAFT):
            raise Refused("web.collaborative.review-not-now", status=409)
        answer.answer = Review.Answer.AGREED if agrees else Review.Answer.VETOED
        answer.answered_at = timezone.now()
        changed = ["answer", "answered_at"]
        if reason:
            answer.reason = reason
            changed.append("reason")
        answer.save(update_fields=changed)
        event = "releases.agreed" if agrees else "releases.vetoed"
        record(event, subject=("collaborative.release", release.pk))
        if not agrees and not again:
            release.inputs = []
            move(release, "veto")
    told = "reviews.agreed" if agrees else "reviews.vetoed"
    record(told, subject=("collaborative.review", seen.pk))
