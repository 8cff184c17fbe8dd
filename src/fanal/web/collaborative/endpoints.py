"""What another site of Fanal asks of a hub: to take in a contribution, and how it stands."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from fanal.presentation import Refusal, text
from fanal.web.api.door import TAKES_FILES
from fanal.web.api.frame import api, needs
from fanal.web.api.problems import Problem
from fanal.web.api.tokens import Caller
from fanal.web.collaborative.models import Contribution, Contributor
from fanal.web.collaborative.services.receiving import contribution_receive
from fanal.web.design.errors import Refused

router = Router(tags=["contributions"])
SCOPE = "contributions.receive"


class FindingOut(Schema):
    """What was noticed of a field: a code and a count, never what stood there."""

    code: str
    severity: str
    field: str
    n: int


class ContributionOut(Schema):
    """How a contribution stands."""

    id: UUID
    version: int
    state: str
    rows: int | None
    findings: list[FindingOut]
    note: str


class Wanted(Schema):
    """How a package is taken in."""

    drop: bool = Field(False, description="Leave out columns that were not agreed on, instead of refusing")


_BODY = {
    "requestBody": {
        "required": True,
        "description": "A package, as it is or sealed with age to the hub",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.post("/", response=ContributionOut, openapi_extra=_BODY, url_name="contribute")
@needs(SCOPE)
def contribute(request: HttpRequest, wanted: Query[Wanted]) -> Any:
    """Take in a package; the same one again is the same contribution, and does nothing."""
    contributor = _contributor(request)
    try:
        return contribution_receive(
            contributor=contributor, raw=request.read(), way=Contribution.Way.API, by=None, drop=wanted.drop
        )
    except Refused as refused:
        raise Problem(409 if refused.status == 409 else 422, _in_english(refused)) from None
    except Refusal as refused:
        raise Problem(422, text(refused.finding.code, "en", **refused.finding.values)) from None


@router.get("/{contribution}/", response=ContributionOut)
@needs(SCOPE)
def read_contribution(request: HttpRequest, contribution: UUID) -> Any:
    """Say how a contribution of whoever asks stands."""
    return Contribution.objects.get(pk=contribution, contributor=_contributor(request))


def add() -> None:
    """Add them to the API; called once, when the app starts."""
    api.add_router("/contributions", router)
    TAKES_FILES.add("api.contribute")


def _contributor(request: HttpRequest) -> Contributor:
    """Say whose token it is: one that was made for no contributor contributes nothing."""
    caller: Caller = request.caller
    found = Contributor.objects.filter(token=caller.token.prefix, ended_at=None).first()
    if found is None:
        raise Problem(403, "The token is not one of a contributor.")
    return found


def _in_english(refused: Refused) -> str:
    """Say why: these texts name fields of the standard and counts, never a value."""
    return text(refused.key, "en", **refused.values)
