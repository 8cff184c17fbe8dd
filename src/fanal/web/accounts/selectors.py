"""What is read of people."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.utils import timezone

from fanal.standard.spelling import fold
from fanal.web.access.roles import Role, roles
from fanal.web.accounts.models import HostInvitation, Invitation, User
from fanal.web.organisations.models import Membership


@dataclass(frozen=True)
class Person:
    """Somebody who works, or worked, for an organisation."""

    membership: Membership
    user: User
    roles: list[Role]


def shown_to_partners(membership: Membership) -> str:
    """Say how partners see somebody: by pseudonym, else only by the organisation they work for.

    A name never goes to partners by itself.
    """
    return membership.pseudonym or membership.organisation.name


def people() -> list[Person]:
    """List who works for the organisation whose turn it is, by name; those who no longer do come last."""
    found = Membership.objects.select_related("user").order_by("since")
    listed = [Person(one, one.user, roles_named(one.roles)) for one in found]
    return sorted(
        listed, key=lambda one: (one.membership.ended_at is not None, (one.user.name or "").casefold())
    )


def member(membership: uuid.UUID) -> Membership | None:
    """Find a current membership of the organisation whose turn it is."""
    return Membership.objects.select_related("user").filter(pk=membership, ended_at=None).first()


def invitations_open() -> list[Invitation]:
    """List invitations of the organisation whose turn it is that wait to be used."""
    return list(Invitation.objects.filter(used_at=None, expires_at__gt=timezone.now()).order_by("expires_at"))


def roles_named(names: list[str]) -> list[Role]:
    """Give the roles that these names mean here, in the order of the file."""
    return [role for role in roles().roles.values() if role.name in names]


def host_has_administrator() -> bool:
    """Say whether somebody administers this host, or is invited to."""
    waiting = HostInvitation.objects.filter(used_at=None, expires_at__gt=timezone.now())
    return User.objects.filter(is_host_administrator=True, is_active=True).exists() or waiting.exists()


def host_administrators() -> list[User]:
    """List who administers this host, by name."""
    found = User.objects.filter(is_host_administrator=True, is_active=True)
    return sorted(found, key=lambda one: fold(one.name or ""))


@dataclass(frozen=True)
class SecondFactors:
    """What a person proves themselves with beside the password."""

    app: Authenticator | None
    passkeys: list[Authenticator]
    codes_left: int | None

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.passkeys) + (self.app is not None)


def second_factors(user: User) -> SecondFactors:
    """List the second factors of a person."""
    found = list(Authenticator.objects.filter(user=user).order_by("created_at"))
    codes = next((one for one in found if one.type == Authenticator.Type.RECOVERY_CODES), None)
    return SecondFactors(
        next((one for one in found if one.type == Authenticator.Type.TOTP), None),
        [one for one in found if one.type == Authenticator.Type.WEBAUTHN],
        len(codes.wrap().get_unused_codes()) if codes else None,
    )
