"""What waits of releases: reviews that nobody answered, releases that this person has not signed."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled

from fanal.web.access.policy import may
from fanal.web.accounts.waiting import Asking, Found, Waiting
from fanal.web.collaborative.models import Release, Review, Signature
from fanal.web.organisations.tenancy import current_organisation


def reviews_to_answer(asking: Asking) -> Found:
    """Find the reviews that the organisation has not answered and still can, for those who answer."""
    with scopes_disabled():
        # Of the hub, and shown by the database: see `selectors.seen`.
        rows = Review.objects.filter(
            contributor__member=current_organisation(),
            contributor__ended_at=None,
            answer="",
            until__gt=timezone.now(),
        ).order_by("until", "pk")

    def shown(first: list[Any]) -> list[Waiting]:
        return [
            Waiting(
                address=reverse("collaborative.review-show", args=[asking.slug, one.pk]),
                on=one.until.date(),
                of=one.shown.get("version", ""),
            )
            for one in first
        ]

    return Found(rows if may(asking.actor, "contributions.review").allowed else rows.none(), shown)


def releases_to_sign(asking: Asking) -> Found:
    """Find the releases in review that this person has not signed as they are now, for those who sign."""
    signed = Signature.objects.filter(by=asking.member, digest=F("release__digest"), act="publish")
    rows = (
        Release.objects.filter(state=Release.State.REVIEWED)
        .exclude(pk__in=signed.values("release"))
        .order_by("made_at", "pk")
    )

    def shown(first: list[Any]) -> list[Waiting]:
        return [
            Waiting(
                address=reverse("collaborative.release-show", args=[asking.slug, one.pk]),
                since=one.made_at.date(),
                of=one.version,
            )
            for one in first
        ]

    return Found(rows if may(asking.actor, "releases.sign").allowed else rows.none(), shown)
