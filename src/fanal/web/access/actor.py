"""Who acts, for which organisation, as what."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.http import HttpRequest

from fanal.web.access.roles import HOST_ADMINISTRATOR, roles
from fanal.web.organisations.models import Membership
from fanal.web.organisations.selectors import member
from fanal.web.organisations.tenancy import NoOrganisation, current_organisation, current_user


@dataclass(frozen=True)
class Actor:
    """Somebody who acts.

    Attributes
    ----------
    user_id
        None: nobody is signed in.
    organisation_id
        None: outside every organisation, or not a member of the one that is meant.
    roles
        What the person is there, and whether they administer the host.
    """

    user_id: uuid.UUID | None
    organisation_id: uuid.UUID | None = None
    roles: frozenset[str] = frozenset()

    @property
    def actions(self) -> frozenset[str]:
        """Everything that the roles allow. A role that the installation no longer knows allows nothing."""
        known = roles().roles
        return frozenset().union(*(known[name].may for name in self.roles if name in known))


def actor_of(request: HttpRequest) -> Actor:
    """Say who sent a request."""
    user = request.user
    if not user.is_authenticated:
        return Actor(None)
    own = {HOST_ADMINISTRATOR} if user.is_host_administrator else set()
    belonging = getattr(request, "belonging", None)
    if belonging is None:
        return Actor(user.pk, None, frozenset(own))
    return Actor(user.pk, belonging.organisation.pk, _held(belonging.membership) | own)


def current_actor() -> Actor:
    """Say who acts now, inside a service or a job: what `tenant` and `acting` were opened for.

    The host itself, acting for nobody, is nobody here: it has no role. The flag of the host's administrators
    is not asked, since it allows nothing inside an organisation.
    """
    user = current_user()
    try:
        organisation = current_organisation()
    except NoOrganisation:
        return Actor(user)
    found = member(user)
    return Actor(user, organisation, _held(found)) if found else Actor(user)


def _held(membership: Membership) -> frozenset[str]:
    return frozenset(membership.roles) - {HOST_ADMINISTRATOR}
