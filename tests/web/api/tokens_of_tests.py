"""Tokens to try the API with."""

from __future__ import annotations

from typing import Any

from django.test import Client

from fanal.web.api.models import ApiToken
from fanal.web.api.services import token_create
from fanal.web.organisations.models import Membership
from fanal.web.organisations.tenancy import acting, tenant
from web.access.people import People


def token_of(people: People, role: str = "auditor", *scopes: str, days: int = 30) -> tuple[ApiToken, str]:
    """Make a token as somebody of the first organisation."""
    user = people.users[role]
    with tenant(people.own.pk), acting(user.pk):
        by = Membership.objects.get(user=user)
        return token_create(
            by=by, name="of a test", scopes=scopes or ("audit.read", "audit.export"), days=days
        )


def ask(token: str | None, address: str, method: str = "get", **more: Any) -> Any:
    """Ask the API; an error of the site is an answer here too."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return getattr(Client(raise_request_exception=False), method)(
        f"/api/v1{address}", headers=headers, **more
    )
