"""People for these tests, and how they sign in."""

from __future__ import annotations

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from fanal.web.accounts.identity import handle_of
from fanal.web.accounts.models import User
from fanal.web.organisations.models import Organisation
from fanal.web.organisations.services import membership_create, organisation_create
from fanal.web.organisations.tenancy import tenant

ADDRESS = "mireille.quenneville@harbour.example"
NAME = "Mireille Quenneville-Ostrowska"
PASSWORD = "tidal-lantern-orchard-seven"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ADMINISTRATOR = "organisation-administrator"


def harbour() -> Organisation:
    """Make an organisation."""
    return organisation_create(name="Harbour", slug="harbour")


def person(
    address: str = ADDRESS,
    *,
    of: Organisation | None = None,
    roles: tuple[str, ...] = ("caseworker",),
    app: bool = True,
    **more: Any,
) -> User:
    """Make somebody who can sign in, with an authenticator app."""
    user = User(handle=handle_of(address), **more)
    user.name, user.address = NAME, address
    user.set_password(PASSWORD)
    user.save(force_insert=True)
    if of:
        with tenant(of.pk):
            membership_create(user=user.pk, roles=roles)
    if app:
        TOTP.activate(user, SECRET)
    return user


def code(ahead: int = 0, secret: str = SECRET) -> str:
    """Compute what the app shows: now, or some steps ahead."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


def recovery_codes(user: User) -> list[str]:
    """Make recovery codes."""
    return RecoveryCodes.activate(user).get_unused_codes()


def with_password(client: Client, address: str = ADDRESS, password: str = PASSWORD, **more: Any) -> Any:
    """Send address and password."""
    return client.post("/sign-in/", {"login": address, "password": password}, **more)


def signed_in(client: Client, address: str = ADDRESS, ahead: int = 0, **more: Any) -> Any:
    """Sign in with password and app."""
    with_password(client, address, **more)
    answer = client.post("/sign-in/second-factor/", {"code": code(ahead)}, **more)
    assert "_auth_user_id" in client.session, answer
    return answer


def step_up_forgotten(client: Client) -> None:
    """Let the second factor of a session be used long ago."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 601
    session.save()


def factors(user: User) -> set[str]:
    """List what a person has set up."""
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
