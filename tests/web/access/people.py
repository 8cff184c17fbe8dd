"""One person of every kind, and two organisations: what the matrix and the tests of pages are tried with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fanal.web.access.roles import HOST_ADMINISTRATOR, roles
from fanal.web.accounts.models import User
from fanal.web.organisations.models import Membership, Organisation
from fanal.web.organisations.services import membership_create, organisation_create
from fanal.web.organisations.tenancy import tenant

ANONYMOUS, WITHOUT_ROLE, OUTSIDER = "anonymous", "without-role", "outsider"
ORGANISATION_ROLES = [role.name for role in roles().of_organisations()]
KINDS = [ANONYMOUS, WITHOUT_ROLE, *ORGANISATION_ROLES, HOST_ADMINISTRATOR, OUTSIDER]


@dataclass(frozen=True)
class People:
    """Two organisations and their people, by kind."""

    own: Organisation
    other: Organisation
    users: dict[str, Any]


def user_of(name: str, **more: Any) -> Any:
    """Make somebody who can sign in."""
    return User.objects.create(handle=name, **more)


def member_of(organisation: UUID, name: str, *held: str) -> Membership:
    """Make a member of an organisation."""
    user = user_of(name)
    with tenant(organisation):
        return membership_create(user=user.pk, roles=held)


def everybody() -> People:
    """Make two organisations and one person of every kind; an outsider has every role in the other one."""
    own = organisation_create(name="Harbour", slug="harbour")
    other = organisation_create(name="Shelter", slug="shelter")
    users: dict[str, Any] = {WITHOUT_ROLE: member_of(own.pk, WITHOUT_ROLE).user}
    users |= {role: member_of(own.pk, role, role).user for role in ORGANISATION_ROLES}
    users[HOST_ADMINISTRATOR] = user_of(HOST_ADMINISTRATOR, is_host_administrator=True)
    users[OUTSIDER] = member_of(other.pk, OUTSIDER, *ORGANISATION_ROLES).user
    return People(own, other, users)
