"""Appointments of a day, a week, a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.casework.models import Appointment
from fanal.web.casework.selectors.readable import readable_cases
from fanal.web.keys.hierarchy import load_persons

MOST = 500


@dataclass(frozen=True, slots=True)
class Day:
    """One day and its appointments; `aside` where it is only there to fill a week of a month."""

    on: date
    appointments: list[Appointment]
    aside: bool = False


def span_of(kind: str, day: date) -> tuple[date, date]:
    """Give the first day of what is shown, and the first that no longer is; weeks begin on Monday."""
    if kind == "day":
        return day, day + timedelta(1)
    monday = day - timedelta(day.weekday())
    if kind == "week":
        return monday, monday + timedelta(7)
    first = day.replace(day=1)
    return first, (first + timedelta(32)).replace(day=1)


def days_with_appointments(actor: Actor, kind: str, day: date, *, own: bool) -> list[Day]:
    """List the days of a span, whole weeks for a month, with the appointments of cases that may be read.

    Parameters
    ----------
    actor
        Who asks.
    kind, day
        Which span, around which day.
    own
        Only their own appointments.
    """
    first, end = span_of(kind, day)
    begins, ends = first, end
    if kind == "month":
        begins = first - timedelta(first.weekday())
        ends = end + timedelta(-end.weekday() % 7)
    found = Appointment.objects.filter(
        at__gte=_midnight(begins),
        at__lt=_midnight(ends),
        mistaken_at=None,
        cancelled_at=None,
        case__in=readable_cases(actor),
    )
    if own:
        found = found.filter(by__user=actor.user_id)
    by_day: dict[date, list[Appointment]] = {}
    for one in found.select_related("case", "by__user").order_by("at", "pk")[:MOST]:
        by_day.setdefault(timezone.localtime(one.at).date(), []).append(one)
    load_persons({one.person_id for some in by_day.values() for one in some})
    days = [begins + timedelta(n) for n in range((ends - begins).days)]
    return [Day(on, by_day.get(on, []), not first <= on < end) for on in days]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
