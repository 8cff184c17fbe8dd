"""What is done to people and organisations."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.conf import settings
from django.db import transaction

from fanal.web.access.actor import Actor
from fanal.web.accounts.invitations import (
    Invited,
    invitations_withdraw_of,
    invite_first_administrator,
    invite_host_administrator,
)
from fanal.web.accounts.models import HostInvitation, Invitation, User
from fanal.web.accounts.policy import may_end_host_administrator, may_hold_roles
from fanal.web.accounts.renewals import renew_as_host, user_of
from fanal.web.accounts.sessions import session_end, sessions_end, sessions_end_others
from fanal.web.accounts.telling import tell, tell_here
from fanal.web.design.errors import Refused
from fanal.web.organisations import services as organisations
from fanal.web.organisations.models import Membership, Organisation
from fanal.web.organisations.selectors import belongings
from fanal.web.organisations.tenancy import current_user, tenant


def host_administrator_create(*, name: str, address: str) -> str:
    """Invite somebody to administer the host, from the command line.

    Returns
    -------
    str
        The link. It works once, for a week.
    """
    path = invite_host_administrator(name=name, address=address).path
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}{path}"


def host_administrator_renew(address: str) -> str | None:
    """Renew the access of somebody who administers the host, from the command line.

    Returns
    -------
    str or None
        The link, which works once, for a day; none where nobody with this address administers the host.
    """
    found = user_of(address)
    if found is None or not found.is_host_administrator:
        return None
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}{renew_as_host(found)}"


@transaction.atomic
def organisation_create(
    *, name: str, slug: str, administrator: str, address: str
) -> tuple[Organisation, Invited]:
    """Make an organisation, and invite its first administrator.

    Parameters
    ----------
    name, slug
        What it is called, and in addresses.
    administrator, address
        Name and sign-in address of its first administrator.
    """
    made = organisations.organisation_create(name=name, slug=slug)
    tell("accounts.organisation-created", details={"organisation": str(made.pk)})
    return made, invite_first_administrator(made.pk, name=administrator, address=address)


@transaction.atomic
def organisation_close(organisation: Organisation) -> None:
    """Close an organisation: nobody enters it any more. Its data stays, as its keys keep it."""
    organisations.organisation_close(organisation=organisation)
    with tenant(organisation.pk):
        people = list(Membership.objects.filter(ended_at=None).values_list("user_id", flat=True))
        Invitation.objects.filter(used_at=None).delete()
        tell_here("accounts.organisation-closed")
    sessions_end(people)
    tell("accounts.organisation-closed", details={"organisation": str(organisation.pk)})


def roles_change(membership: Membership, roles: Collection[str]) -> None:
    """Change what somebody is in the organisation whose turn it is.

    Raises
    ------
    Refused
        They are its last administrator.
    """
    _insist(membership, roles)
    before = list(membership.roles)
    organisations.membership_change_roles(membership=membership, roles=roles)
    if "people.invite" not in Actor(membership.user_id, roles=frozenset(roles)).actions:
        invitations_withdraw_of(membership.user_id)
    tell_here(
        "accounts.roles-changed",
        user=membership.user_id,
        details={"before": before, "after": membership.roles},
    )


def membership_end(membership: Membership) -> None:
    """Let somebody no longer work for the organisation whose turn it is, and sign them out everywhere.

    Raises
    ------
    Refused
        They are its last administrator.
    """
    _insist(membership, ())
    organisations.membership_end(membership=membership)
    invitations_withdraw_of(membership.user_id)
    sessions_end([membership.user_id])
    tell_here("accounts.membership-ended", user=membership.user_id)


def pseudonym_set(membership: Membership, pseudonym: str) -> None:
    """Say how partners see somebody; nothing: by the name of the organisation only."""
    membership.pseudonym = pseudonym.strip()
    membership.save(update_fields=["pseudonym"])
    tell_here("accounts.pseudonym-set", user=membership.user_id)


def profile_change(user: User, *, name: str, language: str) -> None:
    """Change what a person is called and which language their pages speak."""
    user.name = name
    user.language = language
    user.save(update_fields=["name", "language"])


def single_keys_choose(user: User, on: bool) -> None:
    """Let single keys do something on a person's pages, or not."""
    user.single_keys = on
    user.save(update_fields=["single_keys"])


def language_choose(user: User, language: str) -> None:
    """Let a person's pages speak a language."""
    user.language = language
    user.save(update_fields=["language"])


def password_change(user: User, password: str) -> None:
    """Give a person a new password."""
    user.set_password(password)
    user.save(update_fields=["password"])
    tell("accounts.password-changed", user=user.pk)


def own_session_end(user: uuid.UUID, sign_in: uuid.UUID) -> None:
    """Sign one browser of a person out, as that person wished."""
    if session_end(user, sign_in):
        tell("accounts.sessions-ended", user=user, details={"sessions": 1})


def own_sessions_end_others(user: uuid.UUID, kept: uuid.UUID | str | None) -> None:
    """Sign all browsers of a person out but one, as that person wished."""
    if count := sessions_end_others(user, kept):
        tell("accounts.sessions-ended", user=user, details={"sessions": count})


def sessions_end_of_organisation(organisation: uuid.UUID) -> None:
    """Sign out everybody who works for an organisation."""
    with tenant(organisation):
        sessions_end(Membership.objects.filter(ended_at=None).values_list("user_id", flat=True))


@transaction.atomic
def host_administrator_end(user: uuid.UUID) -> None:
    """Let somebody no longer administer the host, and sign them out everywhere.

    Raises
    ------
    Refused
        It is oneself, or the last.
    """
    # Two that end each other at the same time: the second waits, and is refused.
    people = list(User.objects.select_for_update().filter(is_host_administrator=True).order_by("pk"))
    found = next((one for one in people if one.pk == user), None)
    if found is None:
        return
    acting_one = current_user()
    decision = may_end_host_administrator(found, acting_one)
    if not decision or acting_one not in {one.pk for one in people}:
        raise Refused(decision.reason if not decision else "web.accounts.host-last", status=403)
    found.is_host_administrator = False
    found.save(update_fields=["is_host_administrator"])
    _withdraw_as_host(found.pk)
    sessions_end([found.pk])
    tell("accounts.host-administrator-ended", user=found.pk)


def _withdraw_as_host(user: uuid.UUID) -> None:
    """Let no link lead back that somebody made as the host's administrator.

    Where they work themselves they may have made it as a member: that stays.
    """
    HostInvitation.objects.filter(invited_by_id=user, used_at=None).delete()
    own = {one.organisation.pk for one in belongings(user)}
    for organisation in Organisation.objects.exclude(pk__in=own).order_by("pk").values_list("pk", flat=True):
        with tenant(organisation):
            invitations_withdraw_of(user)


def _insist(membership: Membership, roles: Collection[str]) -> None:
    # Two administrators that take each other's role at the same time: the second waits, and is refused.
    list(Membership.objects.select_for_update().filter(ended_at=None).order_by("pk").values_list("pk"))
    decision = may_hold_roles(membership, roles)
    if not decision:
        raise Refused(decision.reason, status=403)
