"""Coming in: an invitation is a link, shown once, for one person; whoever follows it chooses a password."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from fanal.web.accounts.identity import handle_of, normalised
from fanal.web.accounts.models import HostInvitation, Invitation, InvitationBase, User
from fanal.web.accounts.telling import tell, tell_here
from fanal.web.design.errors import Refused
from fanal.web.organisations.services import membership_create
from fanal.web.organisations.tenancy import current_organisation, current_user, tenant

SECRET_BYTES = 32


@dataclass(frozen=True)
class Invited:
    """An invitation just made, and the path of its link, which is told this once."""

    invitation: InvitationBase
    path: str


def invite(*, name: str, address: str, roles: Iterable[str]) -> Invited:
    """Invite somebody to work for the organisation whose turn it is.

    Parameters
    ----------
    name, address
        Of the person; sealed. The address is what they will sign in with.
    roles
        What they will be.
    """
    secret = secrets.token_urlsafe(SECRET_BYTES)
    made = Invitation.objects.create(
        token_hash=_hashed(secret),
        handle=handle_of(address),
        name=name,
        address=normalised(address),
        invited_by_id=current_user(),
        roles=sorted(roles),
    )
    tell_here("accounts.invited", details={"invitation": str(made.pk), "roles": made.roles})
    return Invited(made, f"/invitation/{current_organisation()}/{secret}/")


def invite_host_administrator(*, name: str, address: str) -> Invited:
    """Invite somebody to administer the host.

    Raises
    ------
    ValueError
        Without an address: nobody could sign in with that account again.
    """
    if not normalised(address):
        raise ValueError("an invitation without an address")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    made = HostInvitation.objects.create(
        token_hash=_hashed(secret),
        handle=handle_of(address),
        name=name,
        address=normalised(address),
        invited_by_id=current_user(),
    )
    tell("accounts.host-administrator-invited", details={"invitation": str(made.pk)})
    return Invited(made, f"/invitation/host/{secret}/")


def invitation_find(secret: str, organisation: uuid.UUID | None) -> InvitationBase | None:
    """Find an invitation that can still be used.

    Parameters
    ----------
    secret
        From the link.
    organisation
        The one the link names, inside its `tenant`; none: to administer the host.
    """
    if organisation is None:
        found = HostInvitation.objects.filter(token_hash=_hashed(secret))
    else:
        found = Invitation.objects.filter(token_hash=_hashed(secret))
    return found.filter(used_at=None, expires_at__gt=timezone.now()).first()


def invitation_withdraw(invitation: uuid.UUID) -> None:
    """Let an invitation of the organisation whose turn it is be good for nothing."""
    if Invitation.objects.filter(pk=invitation, used_at=None).delete()[0]:
        tell_here("accounts.invitation-withdrawn", details={"invitation": str(invitation)})


def invitations_withdraw_of(user: uuid.UUID) -> None:
    """Let what somebody invited to the organisation whose turn it is be good for nothing.

    Else whoever leaves could come back by a link that they made before.
    """
    made = Invitation.objects.filter(invited_by_id=user, used_at=None)
    for invitation in list(made.values_list("pk", flat=True)):
        invitation_withdraw(invitation)


def account_exists(invitation: InvitationBase) -> bool:
    """Say whether the invited person has an account already."""
    return User.objects.filter(handle=invitation.handle).exists()


@transaction.atomic
def invitation_accept(invitation: InvitationBase, *, password: str, language: str) -> User:
    """Make the account of somebody who was invited, and let them in.

    Parameters
    ----------
    invitation
        As found by `invitation_find`; only where there is no account yet.
    password
        Checked by the form.
    language
        The tag of the one they chose.

    Raises
    ------
    Refused
        It was used meanwhile.
    """
    _claim(invitation)
    user = User(handle=invitation.handle, language=language)
    user.name, user.address = invitation.name, invitation.address
    user.set_password(password)
    user.save(force_insert=True)
    _let_in(invitation, user)
    return user


@transaction.atomic
def invitation_join(invitation: InvitationBase, user: User) -> None:
    """Let somebody with an account in. They proved to be the one who was invited.

    Raises
    ------
    ValueError
        The invitation is for somebody else: a defect, never a wrong entry.
    Refused
        It was used meanwhile.
    """
    if user.handle != invitation.handle:
        raise ValueError("not this person's invitation")
    _claim(invitation)
    _let_in(invitation, user)


def _claim(invitation: InvitationBase) -> None:
    """Use an invitation up: of two at the same time, one comes in."""
    if not type(invitation).objects.filter(pk=invitation.pk, used_at=None).update(used_at=timezone.now()):
        raise Refused("web.accounts.invitation-over", status=404)


def _let_in(invitation: InvitationBase, user: User) -> None:
    if isinstance(invitation, Invitation):
        membership_create(user=user.pk, roles=invitation.roles)
        tell_here("accounts.joined", user=user.pk, details={"invitation": str(invitation.pk)})
    else:
        user.is_host_administrator = True
        user.save(update_fields=["is_host_administrator"])
        tell("accounts.host-administrator-made", user=user.pk, details={"invitation": str(invitation.pk)})


def invite_first_administrator(organisation: uuid.UUID, *, name: str, address: str) -> Invited:
    """Invite somebody to administer an organisation, as the host's administrator."""
    from fanal.web.accounts.policy import ADMINISTRATOR

    with tenant(organisation):
        return invite(name=name, address=address, roles=[ADMINISTRATOR])


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
