"""Making and revoking tokens."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from fanal.web.access.actor import current_actor
from fanal.web.api.frame import SCOPES
from fanal.web.api.models import ApiToken
from fanal.web.api.tokens import draw
from fanal.web.audit_trail.services import record
from fanal.web.organisations.models import Membership

LONGEST_DAYS = 365


class ScopeNotYours(ValueError):
    """A token was to be given what its maker may not do, or what no endpoint asks for."""


def token_create(*, by: Membership, name: str, scopes: Collection[str], days: int) -> tuple[ApiToken, str]:
    """Make a token; the token, and what is shown of it once.

    Parameters
    ----------
    by
        Who makes it, and in whose name it acts.
    name
        What it is for.
    scopes
        Actions, each of which the maker may do.
    days
        For how long it is valid.

    Raises
    ------
    ScopeNotYours
        If a scope is none of the maker's.
    """
    if not scopes or set(scopes) - possible_scopes():
        raise ScopeNotYours
    if not 1 <= days <= LONGEST_DAYS:
        raise ValueError("days")
    fresh = draw()
    token = ApiToken.objects.create(
        maker=by,
        name=name,
        prefix=fresh.prefix,
        secret_hash=fresh.secret_hash,
        scopes=sorted(scopes),
        expires_at=timezone.now() + timedelta(days=days),
    )
    details = {"prefix": token.prefix, "scopes": token.scopes, "expires": token.expires_at}
    record("api.token-created", subject=("api.apitoken", token.pk), details=details)
    return token, fresh.shown


def token_revoke(*, token: UUID) -> ApiToken:
    """Revoke a token: it is refused from the next request on. Revoking twice changes nothing.

    Raises
    ------
    ApiToken.DoesNotExist
        If the organisation has none with this id.
    """
    found: ApiToken = ApiToken.objects.select_for_update().get(pk=token)
    if found.revoked_at is None:
        found.revoked_at = timezone.now()
        found.save(update_fields=["revoked_at"])
        record("api.token-revoked", subject=("api.apitoken", found.pk), details={"prefix": found.prefix})
    return found


def tokens_revoke_of(sender: type[Membership], membership: Membership, **_: Any) -> None:
    """Revoke the tokens of whoever leaves: coming back brings none of them back."""
    made = ApiToken.objects.filter(maker=membership, revoked_at=None)
    for token in list(made.values_list("pk", flat=True)):
        token_revoke(token=token)


def possible_scopes() -> frozenset[str]:
    """Give the scopes that whoever acts may give a token."""
    return current_actor().actions & SCOPES
