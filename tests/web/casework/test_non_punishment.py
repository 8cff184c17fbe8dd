"""Victims are not to be punished: said before anything goes to an authority, and telling nobody more."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from fanal.web.casework.models import AuthorityRequest, Copy
from fanal.web.casework.services.authority_request import (
    authority_request_answer,
    authority_request_register,
)
from fanal.web.casework.services.basis import basis_record, basis_withdraw
from fanal.web.casework.services.context import context_add
from fanal.web.casework.services.exports import Wanted, export_make
from fanal.web.casework.services.summary import Asked, summary_make
from fanal.web.design.errors import Refused
from web.casework.asking import ask, ask_by
from web.casework.test_exports import PASSPHRASE, sent

__all__ = ["ask", "ask_by"]

pytestmark = pytest.mark.django_db
BOTH = "recorded as a victim and as an alleged perpetrator"
PRINCIPLE = "Victims are not to be punished"


def agreed(case: Any, by: Any) -> None:
    basis_record(
        case=case, by=by, purpose="prosecution", ground="consent", answer="given", decided_by="person"
    )


@pytest.fixture
def asked(case: Any, working_as: Any) -> AuthorityRequest:
    """Something may leave for prosecution, and an authority asks."""
    with working_as("caseworker") as actor:
        agreed(case, actor)
        return authority_request_register(
            authority="Police of Sample",
            legal_basis="order 7",
            scope="all",
            asked_on=timezone.localdate(),
            case=case,
            person=case.person,
            by=actor,
        )


@pytest.fixture
def accused(case: Any, working_as: Any) -> None:
    with working_as("caseworker") as actor:
        context_add(case=case, person=case.person, role="perpetrator", by=actor, source="the police")


def answered(row: AuthorityRequest, client: Any, **more: str) -> int:
    said = {"seen": "1", "outcome": "full", "given": "All of it", "why_not_told": "by order"}
    address = f"/o/harbour/governance/authority-requests/{row.pk}/answer/"
    return int(client.post(address, said | more).status_code)


@pytest.mark.parametrize("role", ["supervisor", "data-manager"])
def test_who_is_both_is_not_given_to_an_authority_without_it(
    role: str, asked: Any, accused: None, client_of: Any, working_as: Any
) -> None:
    client = client_of(role)
    page = client.get(f"/o/harbour/governance/authority-requests/{asked.pk}/answer/").content.decode()
    assert PRINCIPLE in page
    # Who is accused, a data manager may not know: so the notice says nothing of it.
    assert (BOTH in page) is (role == "supervisor")
    assert answered(asked, client) == 400
    with working_as(role):
        assert not Copy.objects.exists()
    assert answered(asked, client, non_punishment="on") == 302
    with working_as(role):
        assert Copy.objects.get().what == "All of it"


@pytest.mark.parametrize("of_both", [True, False])
def test_the_page_of_somebody_who_may_not_know_is_the_same_for_all(
    of_both: bool, asked: Any, client_of: Any, request: Any
) -> None:
    if of_both:
        request.getfixturevalue("accused")
    address = f"/o/harbour/governance/authority-requests/{asked.pk}/"
    assert PRINCIPLE in client_of("data-manager").get(address).content.decode()
    for role, rest in (("hotline-adviser", ""), ("data-manager", ""), ("data-manager", "answer/")):
        page = client_of(role).get(address + rest).content.decode()
        assert BOTH not in page, (role, rest)
    assert PRINCIPLE not in client_of("hotline-adviser").get(address).content.decode()
    assert (BOTH in client_of("supervisor").get(address).content.decode()) is of_both


def test_a_service_that_is_called_otherwise_gives_nothing_either(
    asked: Any, accused: None, case: Any, working_as: Any
) -> None:
    def give(actor: Any, said: bool) -> None:
        authority_request_answer(
            asked,
            outcome="full",
            given="All",
            told_on=None,
            why_not_told="-",
            non_punishment=said,
            seen=1,
            by=actor,
        )

    with working_as("supervisor") as actor:
        with pytest.raises(Refused):
            give(actor, said=False)
        basis_withdraw(case=case, by=actor, purposes=["prosecution"], decided_by="person")
        with pytest.raises(Refused):
            give(actor, said=True)
        assert not Copy.objects.exists()


def test_no_summary_goes_to_an_authority_without_it(
    asked: Any, accused: None, case: Any, client_of: Any, working_as: Any
) -> None:
    client, address = client_of("caseworker"), f"/o/harbour/cases/{case.pk}/summary/"
    assert BOTH in client.get(address).content.decode()
    said = {"why": "Asked for by the court", "receiver": "Court of Sample", "purpose": "prosecution"}
    refused = client.post(address, said)
    assert refused.status_code == 400 and "Tell the authority" in refused.content.decode()
    with working_as("caseworker") as actor:
        with pytest.raises(Refused):
            summary_make(case=case, asked=Asked(**said), by=actor)
        assert not Copy.objects.exists()
    assert client.post(address, said | {"non_punishment": "on"}).content.startswith(b"%PDF")
    # What stays here, or helps, needs none.
    assert client.post(address, {"why": "Talk with the lawyer"}).content.startswith(b"%PDF")


def test_who_is_not_accused_needs_no_notice_from_those_who_know(
    asked: Any, case: Any, client_of: Any
) -> None:
    page = client_of("caseworker").get(f"/o/harbour/cases/{case.pk}/summary/").content.decode()
    assert PRINCIPLE not in page
    assert answered(asked, client_of("supervisor")) == 302


@pytest.mark.parametrize("role", ["supervisor", "data-manager"])
def test_no_file_goes_to_an_authority_without_it(
    role: str, asked: Any, accused: None, client_of: Any, working_as: Any
) -> None:
    client, address = client_of(role), "/o/harbour/cases/exports/"
    page = client.get(address, {"purpose": "prosecution"}).content.decode()
    assert PRINCIPLE in page and ('name="non_punishment"' in page)
    assert (BOTH in page) is (role == "supervisor")
    refused = client.post(address, sent({"purpose": "prosecution"}))
    assert refused.status_code == 400 and "Content-Disposition" not in refused
    with working_as(role) as actor:
        with pytest.raises(Refused):
            export_make(
                Wanted(purpose="prosecution"),
                by=actor,
                receiver="Court",
                form="json",
                language="en",
                passphrase=PASSPHRASE,
            )
        assert not Copy.objects.exists()
    given = client.post(address, sent({"purpose": "prosecution", "non_punishment": "on"}))
    assert "Content-Disposition" in given
    other = client.get(address, {"purpose": "referral"}).content.decode()
    assert PRINCIPLE not in other and 'name="non_punishment"' not in other


def test_no_program_hands_to_an_authority_without_it(asked: Any, accused: None, ask: Any) -> None:
    assert ask("?purpose=prosecution").status_code == 422
    assert len(ask("?purpose=prosecution&non_punishment=true").json()["cases"]) == 1
