"""Data breaches, and the hours within which the authority is to be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, QuerySet
from django.utils import timezone

from fanal.web.casework.models import Breach

HOURS = 72


@dataclass(frozen=True)
class Clock:
    """How long there is to tell the authority.

    Attributes
    ----------
    until
        When the hours have run out.
    left
        Full hours that are left; negative: it is late by so many.
    told_late
        Whether it was told after that.
    """

    until: datetime
    left: int
    told_late: bool

    @property
    def late(self) -> int:
        """Give by how many hours it is late; 0 where it is not."""
        return max(0, -self.left)


def clock(breach: Breach, now: datetime | None = None) -> Clock:
    """Say how long there is to tell the authority of a breach."""
    until = breach.found_at + timedelta(hours=HOURS)
    seconds = (until - (now or timezone.now())).total_seconds()
    told = breach.authority_told_at
    return Clock(until, int(seconds // 3600), told is not None and told > until)


def breaches() -> QuerySet[Breach]:
    """List the breaches, open ones first, then the latest."""
    return Breach.objects.order_by(F("closed_on").desc(nulls_first=True), "-found_at", "pk")
