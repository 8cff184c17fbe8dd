"""Fictional organisations and people for `make demo`: a program of its own, run while the site is served.

It prints one line of JSON: who can sign in, with what.
"""

from __future__ import annotations

import json
import os
import sys
import tomllib
from importlib.resources import files
from typing import Any

import django
from django.db import transaction

DATA = "data/demonstration.toml"


def main() -> int:
    """Make what is not there yet, and say who can sign in."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fanal.web.config.settings")
    django.setup()
    from allauth.mfa.totp.internal.auth import generate_totp_secret

    from fanal.web.access.roles import roles

    wanted = tomllib.loads(files(__package__).joinpath(DATA).read_text(encoding="utf-8"))
    secret = os.environ.get("FANAL_DEMO_SECRET") or generate_totp_secret()
    _host(wanted["host"], wanted["password"], secret)
    for organisation in wanted["organisations"]:
        _organisation(organisation, wanted["password"], secret)
    titles = {name: role.title for name, role in roles().roles.items()}
    print(json.dumps(wanted | {"secret": secret, "titles": titles}))  # noqa: T201
    return 0


@transaction.atomic
def _host(person: dict[str, Any], password: str, secret: str) -> None:
    from fanal.web.accounts.invitations import invitation_accept, invite_host_administrator

    if _user(person["address"]) is not None:
        return
    invited = invite_host_administrator(name=person["name"], address=person["address"])
    user = invitation_accept(invited.invitation, password=password, language=person["language"])
    _second_factor(user, secret)


def _organisation(wanted: dict[str, Any], password: str, secret: str) -> None:
    from fanal.web.keys.services import keys_create
    from fanal.web.organisations.models import Organisation
    from fanal.web.organisations.tenancy import tenant

    made, new = Organisation.objects.get_or_create(slug=wanted["slug"], defaults={"name": wanted["name"]})
    if new:
        with tenant(made.pk):
            keys_create(passphrase=wanted.get("passphrase"), host="passphrase" not in wanted)
    for person in wanted["people"]:
        with tenant(made.pk):
            _person(person, password, secret)


def _person(person: dict[str, Any], password: str, secret: str) -> None:
    from fanal.web.accounts.invitations import invitation_accept, invitation_join, invite
    from fanal.web.organisations.models import Membership

    user = _user(person["address"])
    if user is not None and Membership.objects.filter(user=user).exists():
        return
    invited = invite(name=person["name"], address=person["address"], roles=person["roles"])
    if user is not None:
        invitation_join(invited.invitation, user)
        return
    user = invitation_accept(invited.invitation, password=password, language=person["language"])
    _second_factor(user, secret)


def _user(address: str) -> Any:
    from fanal.web.accounts.identity import handle_of
    from fanal.web.accounts.models import User

    return User.objects.filter(handle=handle_of(address)).first()


def _second_factor(user: Any, secret: str) -> None:
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(user, secret)


if __name__ == "__main__":
    sys.exit(main())
