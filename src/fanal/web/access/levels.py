"""Access levels."""

from __future__ import annotations

from fanal.web.access.actor import Actor
from fanal.web.access.decisions import Decision, by_role
from fanal.web.organisations.tenancy import OrganisationModel


class AccessControlled(OrganisationModel):
    """A row of an organisation with an access level."""

    class Meta:
        abstract = True


def decide(actor: Actor, action: str, subject: AccessControlled) -> Decision:
    """Decide about a row that has an access level."""
    return by_role(actor, action)
