"""What is read of assignments and emergency accesses."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from fanal.web.access.actor import Actor
from fanal.web.access.levels import AccessControlled, access_controlled_models
from fanal.web.access.models import Assignment, EmergencyAccess, kind_of
from fanal.web.access.policy import may
from fanal.web.access.roles import roles
from fanal.web.organisations.models import Membership
from fanal.web.organisations.names import name_of
from fanal.web.organisations.selectors import members


@dataclass(frozen=True)
class Emergency:
    """An emergency access as it is shown.

    Attributes
    ----------
    who
        The name of whoever has it.
    subject
        The row it is about; none where whoever looks may not know of it.
    own
        It is that of whoever looks.
    """

    access: EmergencyAccess
    who: str
    subject: AccessControlled | None
    own: bool


def assigned(subject: AccessControlled) -> list[Membership]:
    """List who is assigned to a row and still works here, the longest first."""
    found = Assignment.objects.filter(kind=kind_of(type(subject)), subject=subject.pk, member__ended_at=None)
    return [one.member for one in found.select_related("member").order_by("since", "pk")]


def members_with(action: str) -> list[Membership]:
    """List who works here in a role that may do something."""
    return list(members().filter(roles__overlap=[role.name for role in roles().with_action(action)]))


def owners(subject: AccessControlled) -> list[Membership]:
    """List whom a row belongs to: those assigned, else those who may reach it without being assigned."""
    return assigned(subject) or members_with("access.reach-restricted")


def reachable(kind: str, subject: uuid.UUID, actor: Actor) -> AccessControlled | None:
    """Find a row for which somebody may ask emergency access.

    One that is closed is found only by those whose role may open it in an emergency, who must have its
    address from elsewhere: no page leads there.
    """
    model = access_controlled_models().get(kind)
    if model is None:
        return None
    reaches = may(actor, "access.open-emergency-closed").allowed
    found = model.objects.all() if reaches else model.objects.visible_to(actor)
    return found.filter(pk=subject).first()


def open_emergencies(actor: Actor) -> list[Emergency]:
    """List the emergency accesses that somebody has now: what the banner of every page shows."""
    if actor.user_id is None or actor.organisation_id is None:
        return []
    return [one for one in _open(actor) if one.own]


def all_emergencies(actor: Actor) -> list[Emergency]:
    """List the open emergency accesses that somebody may see: their own, or by role everybody's."""
    allowed = may(actor, "access.read-emergencies").allowed
    return [one for one in _open(actor) if one.own or allowed]


def _open(actor: Actor) -> list[Emergency]:
    found = EmergencyAccess.objects.now().select_related("member__user").order_by("begins_at", "pk")
    return [
        Emergency(one, name_of(one.member), _known(one, actor), one.member.user_id == actor.user_id)
        for one in found
    ]


def _known(access: EmergencyAccess, actor: Actor) -> AccessControlled | None:
    model = access_controlled_models().get(access.kind)
    return model.objects.visible_to(actor).filter(pk=access.subject).first() if model else None
