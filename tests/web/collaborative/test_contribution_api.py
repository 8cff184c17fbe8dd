"""What another site sends over the API: once however often, for its own token only, never a defect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from fanal.contributing import sealed
from fanal.web.api.services import token_create
from fanal.web.collaborative.models import Agreement, Contribution, Contributor
from fanal.web.collaborative.services.agreement import agreement_record
from fanal.web.collaborative.services.contributor import (
    contributor_end,
    contributor_invite,
    contributor_token,
)
from web.api.test_schema import ask_everything, described
from web.collaborative.people import assessed, contributed, offered, package, rows

if TYPE_CHECKING:
    from fanal.web.collaborative.models import Hub
    from web.collaborative.people import Team

__all__ = ["described"]

pytestmark = pytest.mark.django_db
SECRET = b"of the harbour"


def token_of(lighthouse: Team, agreement: Agreement) -> str:
    with lighthouse.working("data-steward") as actor:
        return contributor_token(agreement.contributor, by=actor)


def post(token: str, raw: bytes, more: str = "") -> Any:
    return Client(raise_request_exception=False).post(
        f"/api/v1/contributions/{more}",
        raw,
        content_type="application/octet-stream",
        headers={"Authorization": f"Bearer {token}"},
    )


def get(token: str, contribution: Any) -> Any:
    return Client(raise_request_exception=False).get(
        f"/api/v1/contributions/{contribution}/", headers={"Authorization": f"Bearer {token}"}
    )


def test_a_package_arrives_once_however_often_it_is_sent(
    lighthouse: Team, hub: Hub, harbour_agreement: Agreement
) -> None:
    token, raw = token_of(lighthouse, harbour_agreement), package(rows(SECRET))
    first = post(token, sealed(raw, hub.recipient))
    again = post(token, raw)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert (first.json()["state"], first.json()["version"]) == ("received", 1)
    assert get(token, first.json()["id"]).json() == first.json()
    with lighthouse.working("data-steward"):
        assert Contribution.objects.get().way == "api"


def test_a_large_package_arrives_and_one_that_is_too_large_is_not_read(
    lighthouse: Team, harbour_agreement: Agreement, settings: Any
) -> None:
    token, raw = token_of(lighthouse, harbour_agreement), package(rows(SECRET, many=300_000))
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE < len(raw) < settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    assert post(token, raw).status_code == 200
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = len(raw) - 1
    assert post(token, raw).status_code == 413


def test_a_token_of_one_contributor_reaches_nothing_of_another(
    lighthouse: Team, harbour_agreement: Agreement, shelter_agreement: Agreement
) -> None:
    theirs = contributed(lighthouse, shelter_agreement, package(rows(b"of the shelter")))
    token = token_of(lighthouse, harbour_agreement)
    assert get(token, theirs.pk).status_code == 404
    # The agreement of the other one cannot be named.
    named = package(rows(SECRET), agreement=str(shelter_agreement.pk))
    assert post(token, named).status_code == 409


def test_a_token_that_is_of_no_contributor_contributes_nothing(
    lighthouse: Team, harbour_agreement: Agreement
) -> None:
    with lighthouse.working("data-steward"):
        _, token = token_create(
            by=lighthouse.members["data-steward"], name="x", scopes=("contributions.receive",), days=1
        )
    assert post(token, package(rows(SECRET))).status_code == 403


def test_a_new_token_and_an_end_refuse_the_one_before(lighthouse: Team, harbour_agreement: Agreement) -> None:
    old = token_of(lighthouse, harbour_agreement)
    new = token_of(lighthouse, harbour_agreement)
    raw = package(rows(SECRET))
    assert post(old, raw).status_code == 401
    assert post(new, raw).status_code == 200
    with lighthouse.working("data-steward") as actor:
        contributor_end(Contributor.objects.get(pk=harbour_agreement.contributor_id), by=actor)
    assert post(new, raw).status_code == 401


def test_refusals_name_fields_and_never_what_stood_there(
    lighthouse: Team, harbour_agreement: Agreement
) -> None:
    token = token_of(lighthouse, harbour_agreement)
    named = post(token, package(rows(SECRET, prs_MaritalStatus="Single", Plantedname="Plantedname")))
    assert named.status_code == 422
    assert "prs_MaritalStatus" in named.json()["detail"]
    assert "Plantedname" not in named.content.decode()
    identity = post(token, package(rows(SECRET, prs_FirstName="Plantedname")), "?drop=true")
    assert identity.status_code == 422
    assert "Plantedname" not in identity.content.decode()
    assert post(token, package(rows(SECRET, prs_MaritalStatus="Single")), "?drop=true").status_code == 200


@pytest.mark.parametrize("raw", [b"", b"x", b"PK\x03\x04", b"age-encryption.org/v1\n", b"\x00" * 4096])
def test_what_is_no_package_is_told_so(raw: bytes, lighthouse: Team, harbour_agreement: Agreement) -> None:
    assert post(token_of(lighthouse, harbour_agreement), raw).status_code == 422


def test_no_500(described: Any, lighthouse: Team, hub: Hub) -> None:
    with lighthouse.working("data-steward") as actor:
        contributor = contributor_invite(by=actor, name="By token")
        assessed(contributor, by=actor)
        agreement = agreement_record(offered(contributor, by=actor), by=actor, name="On paper")
    described.config.update(headers={"Authorization": f"Bearer {token_of(lighthouse, agreement)}"})
    assert ask_everything(described.include(path_regex="^/api/v1/contributions")) > 20
