"""What accounts decide: who must set up a second factor first, and who may lose a role."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from allauth.mfa.models import Authenticator

from fanal.web.access.decisions import Decision
from fanal.web.accounts.models import User
from fanal.web.organisations.models import Membership
from fanal.web.organisations.selectors import belongings
from fanal.web.organisations.tenancy import tenant

ADMINISTRATOR = "organisation-administrator"
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user: User) -> bool:
    """Say whether a person has set up an authenticator app or a passkey."""
    return Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists()


def may_remove_second_factor(user: User) -> Decision:
    """Decide whether a person may take a second factor away: one always stays."""
    if Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).count() < 2:
        return Decision(False, "web.accounts.last-second-factor")
    return Decision(True, "web.accounts.second-factor-stays")


def may_hold_roles(membership: Membership, roles: Collection[str]) -> Decision:
    """Decide whether a member may have these roles from now on: one administrator always stays.

    Parameters
    ----------
    membership
        Of the organisation whose turn it is.
    roles
        What the person would be; none: the membership would end.
    """
    others = Membership.objects.filter(ended_at=None, roles__contains=[ADMINISTRATOR]).exclude(
        pk=membership.pk
    )
    if ADMINISTRATOR in membership.roles and ADMINISTRATOR not in roles and not others.exists():
        return Decision(False, "web.accounts.last-administrator")
    return Decision(True, "web.accounts.administrator-stays")


def may_renew_here(user: User, organisation: uuid.UUID, by: uuid.UUID | None) -> Decision:
    """Decide whether an organisation's administrator may let a person begin anew.

    Never somebody who could reach more with that account than this organisation; why is not told, since that
    would tell of others.
    """
    if user.pk == by:
        return Decision(False, "web.accounts.renew-not-oneself")
    if user.is_host_administrator or [one.organisation.pk for one in belongings(user.pk)] != [organisation]:
        return Decision(False, "web.accounts.renew-ask-host")
    return Decision(True, "web.accounts.renew-here")


def may_renew_as_host(user: User, by: uuid.UUID | None) -> Decision:
    """Decide whether the host's administrator may: only where no organisation's administrator can.

    Else whoever administers the host could take the place of everybody in every organisation.
    """
    if by is not None and user.pk == by:
        return Decision(False, "web.accounts.renew-not-oneself")
    found = belongings(user.pk)
    if len(found) == 1 and not user.is_host_administrator and _others_administer(found[0].membership):
        return Decision(False, "web.accounts.renew-ask-organisation")
    return Decision(True, "web.accounts.renew-as-host")


def _others_administer(membership: Membership) -> bool:
    with tenant(membership.organisation_id):
        others = Membership.objects.filter(ended_at=None, roles__contains=[ADMINISTRATOR])
        return others.exclude(pk=membership.pk).exists()


def may_end_host_administrator(user: User, by: uuid.UUID | None) -> Decision:
    """Decide whether somebody may no longer administer the host: not oneself, and one always stays."""
    if user.pk == by:
        return Decision(False, "web.accounts.host-not-oneself")
    others = User.objects.filter(is_host_administrator=True, is_active=True).exclude(pk=user.pk)
    if not others.exists():
        return Decision(False, "web.accounts.host-last")
    return Decision(True, "web.accounts.host-another-stays")
