"""Who has open cases, and whose have nobody any longer."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse

from fanal.standard.spelling import fold
from fanal.web.access.policy import may
from fanal.web.accounts.waiting import Asking, Found, Waiting
from fanal.web.casework.models import Case
from fanal.web.design.language import say
from fanal.web.organisations.models import Membership
from fanal.web.organisations.names import name_of


@dataclass(frozen=True, slots=True)
class Having:
    """Somebody with open cases; `left`: no longer here."""

    member: Membership
    name: str
    count: int
    left: bool


def with_open_cases() -> list[Having]:
    """List who has open cases, those who left first."""
    counted = (
        Case.objects.filter(status=Case.Status.OPEN).values("owner").annotate(n=Count("pk")).order_by("owner")
    )
    counts = {one["owner"]: one["n"] for one in counted}
    members = Membership.objects.filter(pk__in=counts).select_related("user")
    found = [Having(one, name_of(one), counts[one.pk], one.ended_at is not None) for one in members]
    return sorted(found, key=lambda one: (not one.left, fold(one.name)))


def waiting_left(asking: Asking) -> Found:
    """Find who left with open cases, for those who hand them over."""
    allowed = may(asking.actor, "cases.hand-over-all").allowed
    orphaned = Case.objects.filter(status=Case.Status.OPEN, owner__ended_at__isnull=False)
    rows = Membership.objects.filter(pk__in=orphaned.values("owner")).order_by("ended_at", "pk")

    def shown(first: list[Membership]) -> list[Waiting]:
        address = reverse("casework.case-hand-over-all", args=[asking.slug])
        counts = {one.member.pk: one.count for one in with_open_cases()}
        return [
            Waiting(address=address, of=say("web.casework.open-cases", n=counts[one.pk])) for one in first
        ]

    return Found(rows if allowed else rows.none(), shown)
