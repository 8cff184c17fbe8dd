"""Who has open cases, and whose have nobody any longer."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from fanal.web.casework.models import Case
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
    return sorted(found, key=lambda one: (not one.left, one.name.casefold()))
