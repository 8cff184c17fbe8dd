"""Where the data of a person went, and who looked at them: what one page shows the person."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.accounts.selectors import roles_named
from fanal.web.audit_trail.selectors import Wanted, entries_here
from fanal.web.casework.models import Basis, Case, Copy, Person
from fanal.web.casework.policy import readable
from fanal.web.design.language import say, say_in
from fanal.web.organisations.models import Membership

LATELY = timedelta(days=90)
SHOWN = 40
IN_ORDER = (TruncDate("at"), "made_at", "pk")
"""Of what was said for a purpose the last holds: by the day it was said, then by when it was written down.

So a withdrawal that is written down a day late comes after a consent of that day, whatever the hour.
"""


def copies(person: Person) -> QuerySet[Copy]:
    """List the copies of a person's data, the latest first."""
    return Copy.objects.filter(person=person).select_related("case").order_by("-at", "pk")


def copies_seen_by(actor: Actor, person: Person) -> list[Copy]:
    """List the copies that somebody may see: those of cases that they may read, and those of no case."""
    return list(copies(person).filter(Q(case=None) | Q(case__in=readable(actor))))


def copy_of(case: Case, copy: uuid.UUID) -> Copy | None:
    """Find a copy of the person of a case."""
    return copies(case.person).filter(pk=copy).filter(Q(case=None) | Q(case=case)).first()


def no_said_at(person: Person) -> dict[str, datetime]:
    """Say for which purposes the last word is no, and since when that is written down."""
    found: dict[str, Basis] = {
        one.purpose: one for one in Basis.objects.filter(person=person).order_by(*IN_ORDER)
    }
    return {purpose: one.made_at for purpose, one in found.items() if one.answer != Basis.Answer.GIVEN}


def untold(person: Person) -> list[Copy]:
    """List the copies whose receivers are still to be told that the person said no."""
    since = no_said_at(person)
    return [one for one in copies(person).filter(purpose__in=since) if is_untold(one, since)]


def is_untold(copy: Copy, since: dict[str, datetime]) -> bool:
    """Say whether the receiver of a copy still is to be told."""
    begins = since.get(copy.purpose)
    if begins is None or copy.recalled_at:
        return False
    return copy.told_at is None or copy.told_at < begins


@dataclass(frozen=True)
class Look:
    """That somebody looked at the data of a person on a day."""

    day: date
    who: str


def looks(person: Person) -> list[Look]:
    """List who looked lately, a line for each person and day: by pseudonym, else by role, never by name."""
    since = timezone.now() - LATELY
    found = (
        entries_here(Wanted(person=person.pk, since=since))
        .exclude(actor=None)
        .order_by()
        .values("actor", day=TruncDate("at"))
        .annotate(last=Max("sequence"))
        .order_by("-last")[:SHOWN]
    )
    rows = list(found)
    people = {one.user_id: one for one in Membership.objects.filter(user__in=[row["actor"] for row in rows])}
    return [Look(row["day"], _called(people.get(row["actor"]))) for row in rows]


def _called(member: Membership | None) -> str:
    if member is None:
        return say("web.casework.where-somebody")
    titles = ", ".join(map(say_in, roles_named(member.roles))) or say("web.casework.where-somebody")
    return say("web.casework.where-who", name=member.pseudonym, role=titles) if member.pseudonym else titles
