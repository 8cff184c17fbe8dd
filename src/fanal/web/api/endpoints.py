"""What the API itself answers: whose token this is, whether it lives, the audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from fanal.web.api.frame import api, needs
from fanal.web.api.pages import Asked, page
from fanal.web.api.tokens import Caller
from fanal.web.audit_trail.chain import Chain
from fanal.web.audit_trail.selectors import entries, head
from fanal.web.audit_trail.services import record
from fanal.web.organisations.tenancy import current_organisation

router = Router(tags=["frame"])
trail = Router(tags=["audit trail"])


class Health(Schema):
    """That the site answers."""

    status: str


class Me(Schema):
    """Whose token it is. `actions` are the scopes that its maker may still do."""

    token: str
    prefix: str
    organisation: str
    organisation_id: UUID
    scopes: list[str]
    actions: list[str]
    expires_at: datetime


class HeadOut(Schema):
    """Where the audit trail ends now: keep it elsewhere, and compare it later."""

    chain: str
    sequence: int
    hash: str


class EntryOut(Schema):
    """An entry of the audit trail, without its details, which stay sealed."""

    sequence: int
    at: datetime
    event: str
    actor: UUID | None
    subject_model: str
    subject_id: UUID | None
    person: UUID | None
    hash: str

    @staticmethod
    def resolve_hash(entry: Any) -> str:
        """Write the hash in hexadecimal."""
        return bytes(entry.hash).hex()


@router.get("/health", response=Health, auth=None)
def health(request: HttpRequest) -> dict[str, str]:
    """Say that the site and its database answer."""
    # The door has counted the request in the database.
    return {"status": "ok"}


@router.get("/me", response=Me)
def me(request: HttpRequest) -> dict[str, Any]:
    """Say whose token this is and what it may do."""
    caller: Caller = request.caller
    return {
        "token": caller.token.name,
        "prefix": caller.token.prefix,
        "organisation": caller.belonging.organisation.slug,
        "organisation_id": caller.belonging.organisation.pk,
        "scopes": caller.token.scopes,
        "actions": sorted(caller.actions),
        "expires_at": caller.token.expires_at,
    }


@trail.get("/heads", response=list[HeadOut])
@needs("audit.export")
def heads(request: HttpRequest) -> list[dict[str, Any]]:
    """Say where the audit trail of the organisation ends."""
    found = head(Chain(current_organisation()))
    return [{"chain": found.chain, "sequence": found.sequence, "hash": found.hash.hex()}]


@trail.get("/entries", response=list[EntryOut])
@needs("audit.read")
def list_entries(request: HttpRequest, response: HttpResponse, asked: Query[Asked]) -> list[Any]:
    """List entries of the audit trail, newest first; the header Link leads to older ones."""
    record("audit.read", details={"through": "api"}, once=True)
    return page(request, response, entries(Chain(current_organisation())), asked)


def add() -> None:
    """Add them to the API; called once, when the app starts."""
    api.add_router("", router)
    api.add_router("/audit-trail", trail)
