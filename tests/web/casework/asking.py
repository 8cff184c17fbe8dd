"""The API of casework as a program asks it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from fanal.web.api.services import token_create

if TYPE_CHECKING:
    from fanal.web.organisations.models import Membership

CASES: list[dict[str, Any]] = [
    {
        "case": "X-1",
        "prs_FirstName": "Zwetelina",
        "prs_SecondName": "Plantedname",
        "prs_Gender": "Feminine",
        "prs_Citizenship": ["NG", "ML"],
        "prs_Birthdate": "1990-02-03",
        "vic_TraffickingStatus": "PossibleVictimOfTrafficking",
        "cas_Reference": "X-1",
        "con_Consent": True,
        "case comment": [{"cco_CaseComment": "The first."}],
    },
    {"case": "X-2", "prs_FirstName": "Amadou", "prs_Gender": "no such code"},
]
Asked = Callable[..., Any]


def bare(said: dict[str, Any]) -> list[dict[str, Any]]:
    """Give what came of each case, without what is not said of it."""
    return [{name: what for name, what in one.items() if what not in (None, [])} for one in said["results"]]


@pytest.fixture
def ask_by(members: dict[str, Membership], working_as: Any) -> Callable[..., Asked]:
    """Give a program of somebody: by their role, and what its token may do."""

    def made(role: str, *scopes: str) -> Asked:
        with working_as(role):
            _, token = token_create(by=members[role], name="of a test", scopes=scopes, days=30)

        def asked(address: str, body: Any = None, key: str = "key-of-a-test") -> Any:
            client = Client(raise_request_exception=False)
            headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
            if body is None:
                return client.get(f"/api/v1/cases{address}", headers=headers)
            return client.post(
                f"/api/v1/cases{address}", json.dumps(body), content_type="application/json", headers=headers
            )

        return asked

    return made


@pytest.fixture
def ask(ask_by: Callable[..., Asked]) -> Asked:
    """Ask the API as a program of the data manager."""
    return ask_by("data-manager", "cases.import", "cases.export", "cases.read")
