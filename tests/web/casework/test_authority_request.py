"""Requests by authorities: the least that is owed, or nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from fanal.web.casework.models import (
    AuthorityRequest,
    Case,
    Copy,
)
from fanal.web.casework.services.basis import basis_record
from fanal.web.casework.services.context import context_add
from fanal.web.organisations.tenancy import tenant
from web.casework.governing import HOME, LAWFUL

pytestmark = pytest.mark.django_db


def register(case: Case, client: Any) -> AuthorityRequest:
    answer = client.post(
        f"/o/harbour/cases/{case.pk}/authority-requests/new/",
        {
            "authority": "Police of Sample",
            "legal_basis": "article 1, order 7",
            "scope": "the whole file",
            "person": str(case.person_id),
            "asked_on": timezone.localdate().isoformat(),
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    with tenant(case.organisation_id):
        return AuthorityRequest.objects.get()


def answer_to(row: AuthorityRequest, client: Any, **more: str) -> Any:
    said = {
        "seen": "1",
        "outcome": "minimal",
        "given": "Yes, known here.",
        "why_not_told": "forbidden by order",
    }
    return client.post(f"{HOME}authority-requests/{row.pk}/answer/", said | more)


def test_nothing_is_given_without_a_basis_and_what_is_given_is_a_copy(
    case: Case, working_as: Any, client_of: Any, harbour: Any
) -> None:
    row, client = register(case, client_of("caseworker")), client_of("supervisor")
    refused = answer_to(row, client)
    assert refused.status_code == 400 and "record the legal basis first" in refused.content.decode()
    with working_as("supervisor") as actor:
        basis_record(case=case, by=actor, **LAWFUL)
    untold = answer_to(row, client, why_not_told="")
    assert untold.status_code == 400 and "when the person was told, or why not" in untold.content.decode()
    assert answer_to(row, client).status_code == 302
    with tenant(harbour.pk):
        copy = Copy.objects.get()
        assert (copy.receiver, copy.what, copy.purpose) == (
            "Police of Sample",
            "Yes, known here.",
            "prosecution",
        )
        assert not copy.recallable and AuthorityRequest.objects.get().outcome == "minimal"
    assert answer_to(row, client, seen="2").status_code == 404


def test_a_refusal_needs_no_basis_and_leaves_no_copy(case: Case, client_of: Any, harbour: Any) -> None:
    row = register(case, client_of("caseworker"))
    assert answer_to(row, client_of("supervisor"), outcome="refused").status_code == 302
    with tenant(harbour.pk):
        assert not Copy.objects.exists()


def test_who_is_victim_and_accused_gets_the_notice_before_anything_is_given(
    case: Case, working_as: Any, client_of: Any, harbour: Any
) -> None:
    with working_as("supervisor") as actor:
        context_add(case=case, person=case.person, role="perpetrator", by=actor, source="the police")
        basis_record(case=case, by=actor, **LAWFUL)
    row, client = register(case, client_of("supervisor")), client_of("supervisor")
    shown = client.get(f"{HOME}authority-requests/{row.pk}/").content.decode()
    assert "punish" in shown
    without = answer_to(row, client)
    assert without.status_code == 400 and "Point out the principle" in without.content.decode()
    assert answer_to(row, client, non_punishment="on").status_code == 302
    with tenant(harbour.pk):
        assert AuthorityRequest.objects.get().non_punishment_noted


def test_the_register_names_the_authority_to_those_who_may_read_the_case(case: Case, client_of: Any) -> None:
    register(case, client_of("caseworker"))
    said = {
        role: client_of(role).get(HOME + "authority-requests/").content.decode()
        for role in ("supervisor", "auditor")
    }
    assert "Police of Sample" in said["supervisor"]
    assert "Police of Sample" not in said["auditor"] and case.number in said["auditor"]


def test_a_request_about_nobody_here_gives_nothing(client_of: Any, harbour: Any) -> None:
    client = client_of("supervisor")
    client.post(
        HOME + "authority-requests/new/",
        {
            "authority": "An office",
            "legal_basis": "none given",
            "scope": "a list of all residents",
            "asked_on": timezone.localdate().isoformat(),
        },
    )
    with tenant(harbour.pk):
        row = AuthorityRequest.objects.get()
    assert answer_to(row, client).status_code == 400
    assert answer_to(row, client, outcome="nothing-held").status_code == 302
