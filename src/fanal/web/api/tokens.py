"""Tokens: what one looks like, how it is found again.

``fanal_<organisation>_<prefix>_<secret>``: the organisation stands in it because a token is looked for inside
its organisation, where row-level security shows nothing of any other.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.api.models import ApiToken
from fanal.web.organisations.models import Membership, Organisation
from fanal.web.organisations.selectors import Belonging
from fanal.web.organisations.tenancy import current_organisation, tenant

_FORM = re.compile(r"fanal_([0-9a-f]{32})_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
USED_AGAIN = timedelta(minutes=1)
"""That a token is used is written once a minute."""


@dataclass(frozen=True)
class Caller:
    """Whose token a request came with: in whose name it acts, and what of their rights it has."""

    token: ApiToken
    belonging: Belonging

    @property
    def actor(self) -> Actor:
        """Whoever made the token."""
        membership = self.belonging.membership
        return Actor(membership.user_id, self.belonging.organisation.pk, frozenset(membership.roles))

    @property
    def actions(self) -> frozenset[str]:
        """What it may do: its scopes, as far as its maker may still do that."""
        return frozenset(self.token.scopes) & self.actor.actions


@dataclass(frozen=True)
class Fresh:
    """A token just drawn: `shown` is shown once and kept nowhere."""

    prefix: str
    secret_hash: str
    shown: str


def draw() -> Fresh:
    """Draw a token for the organisation whose turn it is."""
    prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    shown = f"fanal_{current_organisation().hex}_{prefix}_{secret}"
    return Fresh(prefix, _hash(secret), shown)


def caller_of(request: HttpRequest) -> Caller | None:
    """Say whose token a request came with; none, where it is not valid or its maker has left."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    said = _FORM.fullmatch(token.strip()) if scheme.lower() == "bearer" else None
    if said is None:
        return None
    organisation, prefix, secret = UUID(said[1]), said[2], said[3]
    with tenant(organisation):
        return _found(prefix, _hash(secret))


def _found(prefix: str, secret_hash: str) -> Caller | None:
    token = ApiToken.objects.select_related("maker__user", "organisation").filter(prefix=prefix).first()
    if token is None or not hmac.compare_digest(token.secret_hash, secret_hash) or token.state != "valid":
        return None
    organisation: Organisation = token.organisation
    maker: Membership = token.maker
    if organisation.closed_at or maker.ended_at or not maker.user.is_active:
        return None
    _note_use(token)
    return Caller(token, Belonging(organisation, maker))


def _note_use(token: ApiToken) -> None:
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > USED_AGAIN:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
