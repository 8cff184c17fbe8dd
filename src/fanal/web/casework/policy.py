"""What is decided in casework beyond roles and levels."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from fanal.web.access.actor import Actor
from fanal.web.access.levels import REACH_RESTRICTED, AccessLevel
from fanal.web.access.models import Assignment, EmergencyAccess, kind_of
from fanal.web.access.policy import may
from fanal.web.casework.models import Case, Context

READ_ALLEGED = "cases.read-alleged"
DUTIES = "cases.keep-duties"
"""What is owed to the person after a case is closed too: a withdrawal, the copies, a comment."""


def assigned_to(actor: Actor, case: str = "pk") -> Exists:
    """Give the condition that somebody is assigned to a case."""
    return Exists(
        Assignment.objects.filter(kind=kind_of(Case), subject=OuterRef(case), member__user=actor.user_id)
    )


def readable(actor: Actor) -> QuerySet[Case]:
    """List the cases that somebody may read: what `policy.may` says of one, for all at once."""
    if not may(actor, "cases.read").allowed:
        return Case.objects.none()
    return Case.objects.visible_to(actor).filter(reading(actor))


def reading(actor: Actor) -> Q:
    """Give the condition that somebody may read a case of whose existence they may know."""
    urgent = EmergencyAccess.objects.now().filter(
        kind=kind_of(Case), subject=OuterRef("pk"), member__user=actor.user_id
    )
    found = Q(level=AccessLevel.OPEN) | Q(assigned_to(actor)) | Q(Exists(urgent))
    return found | Q(level=AccessLevel.RESTRICTED) if REACH_RESTRICTED in actor.actions else found


def may_read_alleged(actor: Actor, case: Case) -> bool:
    """Say whether somebody may see who is alleged to be a perpetrator in a case.

    Only supervisors, and those assigned to the case: more than reading it.
    """
    if not may(actor, READ_ALLEGED, case).allowed:
        return False
    return REACH_RESTRICTED in actor.actions or Case.objects.filter(assigned_to(actor), pk=case.pk).exists()


def cases_with(actor: Actor, person: object) -> QuerySet[Case]:
    """List the cases that somebody may know of, and where they may know that a person is in it.

    Parameters
    ----------
    person
        The id of a person, or what refers to one.
    """
    in_it = Context.objects.filter(case=OuterRef("pk"), person=person)
    # Said first by itself, so that the database begins with the person and not with every case.
    known = Case.objects.visible_to(actor).filter(pk__in=Context.objects.filter(person=person).values("case"))
    alleged = Q(Exists(in_it.filter(role=Context.Role.PERPETRATOR))) & _reaches_alleged(actor)
    return known.filter(Q(Exists(in_it.exclude(role=Context.Role.PERPETRATOR))) | alleged)


def cases_of_alleged(actor: Actor) -> QuerySet[Case]:
    """List the cases of which somebody may know who is alleged to be a perpetrator."""
    return Case.objects.visible_to(actor).filter(_reaches_alleged(actor))


def _reaches_alleged(actor: Actor) -> Q:
    if not may(actor, READ_ALLEGED).allowed:
        return Q(pk=None)
    return Q() if REACH_RESTRICTED in actor.actions else Q(assigned_to(actor))
