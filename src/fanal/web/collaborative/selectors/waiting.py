"""What waits for somebody: contributions to look at, agreements to sign."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django_scopes import scopes_disabled

from fanal.web.access.policy import may
from fanal.web.accounts.waiting import Asking, Found, Waiting
from fanal.web.collaborative.models import Agreement, Contribution
from fanal.web.organisations.tenancy import current_organisation


def contributions_to_look_at(asking: Asking) -> Found:
    """Find contributions that were checked, for those who accept them."""
    rows = Contribution.objects.filter(state=Contribution.State.CHECKED).order_by("received_at", "pk")

    def shown(first: list[Any]) -> list[Waiting]:
        return [
            Waiting(
                address=reverse("collaborative.contribution-show", args=[asking.slug, one.pk]),
                since=one.received_at.date(),
                of=one.contributor.name,
            )
            for one in first
        ]

    allowed = may(asking.actor, "hubs.change").allowed
    return Found(rows.select_related("contributor") if allowed else rows.none(), shown)


def agreements_to_sign(asking: Asking) -> Found:
    """Find agreements that were offered to the organisation, for those who sign them."""
    with scopes_disabled():
        # Of the hub, and shown by the database: see `selectors.seen`.
        rows = Agreement.objects.filter(
            contributor__member=current_organisation(),
            contributor__ended_at=None,
            state=Agreement.State.OFFERED,
        ).order_by("offered_at", "pk")

    def shown(first: list[Any]) -> list[Waiting]:
        return [
            Waiting(
                address=reverse("collaborative.agreement-seen", args=[asking.slug, one.pk]),
                since=one.offered_at.date(),
                of=one.organisation.name,
            )
            for one in first
        ]

    allowed = may(asking.actor, "agreements.sign").allowed
    return Found(rows.select_related("organisation") if allowed else rows.none(), shown)
