"""Organisations, and the people who work in them."""

from __future__ import annotations

from typing import Any

from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction

from fanal.web.accounts.identity import handle_of
from fanal.web.accounts.invitations import (
    invitation_accept,
    invitation_join,
    invite,
    invite_host_administrator,
)
from fanal.web.accounts.models import User
from fanal.web.keys.services import keys_create
from fanal.web.organisations.models import Membership, Organisation
from fanal.web.organisations.tenancy import tenant


@transaction.atomic
def host_made(person: dict[str, Any], password: str, secret: str) -> None:
    """Make the administrator of the host."""
    if user_at(person["address"]) is not None:
        return
    invited = invite_host_administrator(name=person["name"], address=person["address"])
    user = invitation_accept(invited.invitation, password=password, language=person["language"])
    TOTP.activate(user, secret)


def organisation_made(wanted: dict[str, Any], password: str, secret: str) -> Organisation:
    """Make an organisation with its keys, and its people."""
    made, new = Organisation.objects.get_or_create(slug=wanted["slug"], defaults={"name": wanted["name"]})
    if new:
        with tenant(made.pk):
            keys_create(passphrase=wanted.get("passphrase"), host="passphrase" not in wanted)
    for person in wanted["people"]:
        with tenant(made.pk):
            _person(person, password, secret)
    return made


def user_at(address: str) -> User | None:
    """Give who signs in with an address."""
    return User.objects.filter(handle=handle_of(address)).first()


def _person(person: dict[str, Any], password: str, secret: str) -> None:
    user = user_at(person["address"])
    if user is not None and Membership.objects.filter(user=user).exists():
        return
    invited = invite(name=person["name"], address=person["address"], roles=person["roles"])
    if user is not None:
        invitation_join(invited.invitation, user)
        return
    user = invitation_accept(invited.invitation, password=password, language=person["language"])
    TOTP.activate(user, secret)
