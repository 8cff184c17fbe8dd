"""What accounts decide: who must set up a second factor first, and who may lose a role."""

from __future__ import annotations

from collections.abc import Collection

from allauth.mfa.models import Authenticator

from fanal.web.access.decisions import Decision
from fanal.web.accounts.models import User
from fanal.web.organisations.models import Membership

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
