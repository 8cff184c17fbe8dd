"""Requests by persons: registered, answered, a copy, an erasure."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from fanal.web.casework.models import (
    AuthorityRequest,
    Case,
    PersonRequest,
)
from fanal.web.casework.services.context import context_add
from fanal.web.casework.services.erasure import NotNow
from fanal.web.casework.services.person_request import person_request_erase
from fanal.web.keys.models import Erasure
from fanal.web.organisations.tenancy import tenant
from web.casework.cases import person_named
from web.casework.governing import HOME, asked, closed, events

pytestmark = pytest.mark.django_db


def test_it_is_registered_who_of_several_asks(
    case: Case, working_as: Any, client_of: Any, harbour: Any
) -> None:
    with working_as("supervisor") as actor:
        child = person_named("Sara", "Sample")
        context_add(case=case, person=child, role="other", by=actor)
    said = {"person": str(child.pk), "kind": "correction", "asked_on": timezone.localdate().isoformat()}
    client_of("caseworker").post(f"/o/harbour/cases/{case.pk}/requests/new/", said)
    with tenant(harbour.pk):
        assert PersonRequest.objects.get().person_id == child.pk


def test_a_person_is_answered_within_thirty_days(case: Case, working_as: Any, client_of: Any) -> None:
    with working_as("caseworker") as actor:
        row = asked(case, actor, on=timezone.localdate() - timedelta(days=31))
        assert row.due_on == timezone.localdate() - timedelta(days=1)
    said = client_of("auditor").get(HOME + "requests/").content.decode()
    assert "Late" in said and "Amina" not in said
    assert "what do you have" not in said


def test_the_copy_holds_names_of_htcds_and_nothing_of_others(
    case: Case, working_as: Any, client_of: Any
) -> None:
    with working_as("supervisor") as actor:
        row = asked(case, actor)
        other = person_named("Omar", "Sample")
        context_add(case=case, person=other, role="perpetrator", by=actor, source="a neighbour said it")
        context_add(case=case, person=case.person, role="perpetrator", by=actor, source="an informant")
    client, address = client_of("supervisor"), f"{HOME}requests/{row.pk}/copy"
    data = json.loads(client.get(f"{address}.json").content)
    assert data["person"][0]["prs_FirstName"] == "Amina"
    assert data["cases"][0]["cas_Reference"] == case.number
    page = client.get(f"{address}/").content.decode()
    for said in (page, json.dumps(data)):
        assert "Farouk" in said
        for hidden in ("Omar", "neighbour", "informant"):
            assert hidden not in said
    assert "Some data are left out" in page
    french = client.get(f"{address}/?language=fr").content.decode()
    assert "Ouvert" in french and "Victime" in french and ">victim<" not in french
    with working_as("supervisor"):
        assert events().count("requests.copied") == 3


def test_a_copy_asks_for_the_second_factor_and_for_the_right_to(
    case: Case, working_as: Any, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with working_as("caseworker") as actor:
        row = asked(case, actor)
    address = f"{HOME}requests/{row.pk}/copy/"
    assert client_of("caseworker").get(address).status_code == 403
    monkeypatch.setattr("fanal.web.accounts.step_up.stepped_up", lambda request: False)
    assert client_of("supervisor").get(address).status_code == 302


def test_a_person_who_asks_for_it_is_erased_when_the_case_is_closed(case: Case, working_as: Any) -> None:
    with working_as("supervisor") as actor:
        row = asked(case, actor, "erasure")
        with pytest.raises(NotNow):
            person_request_erase(row, answer="done", seen=row.version, by=actor)
        assert PersonRequest.objects.get().answered_on is None
        closed(case, actor)
        certificate = person_request_erase(row, answer="done", seen=row.version, by=actor)
        assert certificate.reason == Erasure.Reason.ASKED
        assert PersonRequest.objects.get().outcome == "granted"


def test_the_registers_still_open_after_an_erasure(case: Case, working_as: Any, client_of: Any) -> None:
    with working_as("supervisor") as actor:
        row = asked(case, actor, "erasure")
        AuthorityRequest.objects.create(
            case=case, person=case.person, authority="Office", legal_basis="-", scope="-"
        )
        closed(case, actor)
        person_request_erase(row, answer="done", seen=row.version, by=actor)
    for address in ("requests/", "authority-requests/", "retention/", ""):
        assert client_of("supervisor").get(HOME + address).status_code == 200
