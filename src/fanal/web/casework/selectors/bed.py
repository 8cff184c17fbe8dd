"""Beds: who sleeps where, and which are free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from fanal.web.access.actor import Actor
from fanal.web.casework.models import Bed, Stay
from fanal.web.casework.selectors.readable import readable_cases


@dataclass(frozen=True, slots=True)
class Night:
    """One night of a bed; `stay` only where whoever asks may read the case."""

    day: date
    taken: bool
    stay: Stay | None = None


@dataclass(frozen=True, slots=True)
class BedLine:
    """One bed over some nights."""

    bed: Bed
    nights: list[Night]


def nights_of_beds(actor: Actor, first: date, days: int) -> tuple[list[BedLine], list[int]]:
    """List every bed over some nights, and how many are free on each.

    Parameters
    ----------
    actor
        Who asks: of cases that they may not read it is shown only that a bed is taken.
    first, days
        From which day on, how many nights.
    """
    span = [first + timedelta(n) for n in range(days)]
    stays: dict[object, list[Stay]] = {}
    for stay in stays_between(first, span[-1]):
        stays.setdefault(stay.bed_id, []).append(stay)
    known = set(
        readable_cases(actor)
        .filter(pk__in=[one.case_id for some in stays.values() for one in some])
        .values_list("pk", flat=True)
    )
    lines = [
        BedLine(bed, [_night(day, stays.get(bed.pk, ()), known) for day in span])
        for bed in Bed.objects.order_by("room", "name", "pk")
    ]
    used = [line for line in lines if not line.bed.out_of_use]
    free = [sum(not line.nights[place].taken for line in used) for place in range(days)]
    return lines, free


def stays_between(first: date, last: date) -> list[Stay]:
    """List the stays with a night between two days, both included."""
    within = (Q(ends_on=None) | Q(ends_on__gt=first)) & Q(begins_on__lte=last)
    return list(Stay.objects.filter(within, mistaken_at=None).select_related("case"))


def _night(day: date, stays: Sequence[Stay], known: set[object]) -> Night:
    here = next(
        (one for one in stays if one.begins_on <= day and (not one.ends_on or day < one.ends_on)), None
    )
    return Night(day, here is not None, here if here and here.case_id in known else None)
