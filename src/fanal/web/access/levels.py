"""Access levels: open to the team, restricted to those assigned, closed.

A row of an organisation that people are assigned to is a subclass of `AccessControlled`. Lists, counts and
searches begin with ``objects.visible_to(actor)``, which leaves out what is closed to the actor; a single row
is acted on only after `policy.may`.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from fanal.web.access.actor import Actor
from fanal.web.access.decisions import Decision, by_role
from fanal.web.access.models import Assignment, EmergencyAccess, kind_of
from fanal.web.access.roles import roles
from fanal.web.organisations.tenancy import OrganisationModel, scoped

REACH_RESTRICTED = "access.reach-restricted"
HIDDEN = Decision(False, "web.access.not-here", hidden=True)

Row = TypeVar("Row", bound="AccessControlled")


class AccessLevel(models.TextChoices):
    """To whom of its organisation a row is open."""

    OPEN = "open"
    RESTRICTED = "restricted"
    CLOSED = "closed"


class AccessControlledQuerySet(QuerySet[Row]):
    """Rows that have an access level."""

    def visible_to(self, actor: Actor) -> AccessControlledQuerySet[Row]:
        """Keep the rows of whose existence somebody may know.

        Restricted ones are among them: the team sees that there is something, and whom to ask.
        """
        if actor.user_id is None or actor.organisation_id is None:
            return self.none()
        reached = [
            Exists(found.filter(kind=kind_of(self.model), subject=OuterRef("pk"), member__user=actor.user_id))
            for found in (Assignment.objects.all(), EmergencyAccess.objects.now())
        ]
        known = ~Q(level=AccessLevel.CLOSED) | reached[0] | reached[1]
        return self.filter(known, organisation=actor.organisation_id)


class AccessControlledManager(models.Manager.from_queryset(AccessControlledQuerySet)):  # type: ignore[misc]
    """Begins with rows of the organisation whose turn it is."""

    def visible_to(self, actor: Actor) -> AccessControlledQuerySet[Any]:
        """Keep the rows of whose existence somebody may know; raises outside `tenant`."""
        return self.all().visible_to(actor)


class AccessControlled(OrganisationModel):
    """A row of an organisation that has an access level and people assigned to it.

    Its ``str()`` is shown to whoever may know that it exists: a number, never an identity.
    """

    level = models.CharField(max_length=10, choices=AccessLevel.choices, default=AccessLevel.OPEN)

    objects = scoped(_manager_class=AccessControlledManager)

    class Meta:
        abstract = True

    def page(self, organisation: str) -> str:
        """Give the address of its page, for those who may read it; empty: it has none.

        Parameters
        ----------
        organisation
            As addresses name it.
        """
        return ""

    def not_now(self, action: str) -> str | None:
        """Give the key of why nobody may do something to the row as it is now, or none."""
        return None


def access_controlled_models() -> dict[str, type[AccessControlled]]:
    """Give every kind of row that has an access level, by its name."""
    from django.apps import apps

    return {kind_of(model): model for model in apps.get_models() if issubclass(model, AccessControlled)}


def decide(actor: Actor, action: str, subject: AccessControlled) -> Decision:
    """Decide whether somebody may do something to a row that has an access level.

    What somebody may not know of stays hidden whatever their role; then the role decides; then the level;
    then the row itself, by what it is now.
    Emergency access opens the level, for actions that only read, to those whose role allows the action.
    """
    if actor.organisation_id is None or actor.organisation_id != subject.organisation_id:
        return HIDDEN
    level = AccessLevel(subject.level)
    assigned = level != AccessLevel.OPEN and _of(actor, subject, Assignment.objects.all()).exists()
    urgent = level != AccessLevel.OPEN and _of(actor, subject, EmergencyAccess.objects.now()).exists()
    if level == AccessLevel.CLOSED and not assigned and not urgent:
        return HIDDEN
    decision = by_role(actor, action)
    if decision.allowed and level != AccessLevel.OPEN:
        decision = _by_level(actor, action, level, assigned, urgent)
    if decision.allowed and (why := subject.not_now(action)):
        return Decision(False, why)
    return decision


def _by_level(actor: Actor, action: str, level: AccessLevel, assigned: bool, urgent: bool) -> Decision:
    if assigned:
        return Decision(True, "web.access.assigned")
    if level == AccessLevel.RESTRICTED and REACH_RESTRICTED in actor.actions:
        return Decision(True, "web.access.supervised")
    if urgent and roles().actions[action].reads:
        return Decision(True, "web.access.emergency-allows")
    if urgent:
        return Decision(False, "web.access.emergency-reads-only")
    return Decision(False, "web.access.restricted")


def _of(actor: Actor, subject: AccessControlled, found: QuerySet[Any]) -> QuerySet[Any]:
    return found.filter(kind=kind_of(type(subject)), subject=subject.pk, member__user=actor.user_id)
