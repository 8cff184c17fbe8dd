"""Which cases somebody may read: for lists that show what is in them."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from fanal.standard.spelling import fold
from fanal.web.access.actor import Actor
from fanal.web.access.levels import REACH_RESTRICTED, AccessLevel
from fanal.web.access.models import Assignment, kind_of
from fanal.web.access.policy import may
from fanal.web.access.selectors import assigned, members_with
from fanal.web.casework.models import Case
from fanal.web.organisations.models import Membership
from fanal.web.organisations.names import name_of


def readable_cases(actor: Actor) -> QuerySet[Case]:
    """List the cases that somebody may read without asking for emergency access."""
    if not may(actor, "cases.read").allowed:
        return Case.objects.none()
    own = Assignment.objects.filter(
        kind=kind_of(Case), subject=OuterRef("pk"), member__user=actor.user_id, member__ended_at=None
    )
    allowed = Q(level=AccessLevel.OPEN) | Exists(own)
    if REACH_RESTRICTED in actor.actions:
        allowed |= Q(level=AccessLevel.RESTRICTED)
    return Case.objects.visible_to(actor).filter(allowed)


def workers_of(case: Case) -> list[Membership]:
    """List whom something of a case can be given to: those who may read it, and nobody else."""
    workers = members_with("cases.read")
    if case.level == AccessLevel.OPEN:
        return _by_name(workers)
    among = {one.pk for one in assigned(case)}
    if case.level == AccessLevel.RESTRICTED:
        among |= {one.pk for one in members_with(REACH_RESTRICTED)}
    return _by_name([one for one in workers if one.pk in among])


def _by_name(workers: list[Membership]) -> list[Membership]:
    users = {
        one.pk: one
        for one in Membership.objects.select_related("user").filter(pk__in=[w.pk for w in workers])
    }
    return sorted(users.values(), key=lambda one: fold(name_of(one)))
