"""What other systems ask: cases made once however often sent, brought up to date, read; tasks due."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone

from fanal.web.api.services import token_create
from fanal.web.casework import editing
from fanal.web.casework.models import (
    Basis,
    Case,
    Comment,
    Context,
    Copy,
    Import,
    Person,
    StatusDecision,
    Task,
)
from web.access.people import everybody
from web.api.test_schema import ask_everything, described
from web.api.tokens_of_tests import token_of
from web.casework.cases import procedures_accepted

if TYPE_CHECKING:
    from fanal.web.organisations.models import Membership, Organisation

__all__ = ["described"]

pytestmark = pytest.mark.django_db
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


@pytest.fixture
def ask(members: dict[str, Membership], working_as: Any) -> Asked:
    """Ask the API as a program of the data manager."""
    with working_as("data-manager"):
        _, token = token_create(
            by=members["data-manager"],
            name="of a test",
            scopes=("cases.import", "cases.export", "cases.read"),
            days=30,
        )

    def asked(address: str, body: Any = None, key: str = "key-of-a-test", method: str = "") -> Any:
        client = Client(raise_request_exception=False)
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        if body is None:
            return client.get(f"/api/v1/cases{address}", headers=headers)
        return client.post(
            f"/api/v1/cases{address}", json.dumps(body), content_type="application/json", headers=headers
        )

    return asked


def test_cases_are_made_once_however_often_sent(ask: Asked, working_as: Any) -> None:
    first = ask("/import", {"cases": CASES})
    assert first.status_code == 200, first.content
    assert [one["outcome"] for one in first.json()["results"]] == ["created", "created"]
    assert [one["field"] for one in first.json()["findings"]] == ["prs_Gender"]
    assert "no such code" not in first.content.decode()
    assert ask("/import", {"cases": CASES}).json() == first.json()
    assert ask("/import", {"cases": CASES[:1]}).status_code == 422
    with working_as("data-manager"):
        assert Case.objects.count() == 2
        made = Case.objects.select_related("person").get(pk=first.json()["results"][0]["id"])
        assert made.person.told["prs_SecondName"] == "Plantedname"
        assert made.told["cas_Reference"] == "X-1"
        assert StatusDecision.objects.get().status == "PossibleVictimOfTrafficking"
        assert Comment.objects.filter(text__isnull=False).count() == 2


def test_a_case_is_brought_up_to_date_in_the_version_that_was_seen(ask: Asked, working_as: Any) -> None:
    made = ask("/import", {"cases": CASES[:1]}).json()["results"][0]
    change = {
        "id": made["id"],
        "version": made["version"],
        "prs_SecondName": "Othername",
        "vic_TypeOfExploitation": ["ForcedLabour"],
        "vic_TraffickingStatus": "ActualVictimOfTrafficking",
        "case comment": [{"cco_CaseComment": "The first."}, {"cco_CaseComment": "Another."}],
    }
    said = ask("/import", {"cases": [change]}, key="another-key").json()
    assert [one["outcome"] for one in said["results"]] == ["updated"]
    again = ask("/import", {"cases": [change]}, key="a-third-key").json()
    assert [one["outcome"] for one in again["results"]] == ["conflict"]
    with working_as("data-manager"):
        case = Case.objects.select_related("person").get()
        assert (case.person.told["prs_FirstName"], case.person.told["prs_SecondName"]) == (
            "Zwetelina",
            "Othername",
        )
        assert Context.objects.get().coded["vic_TypeOfExploitation"] == ["ForcedLabour"]
        assert sorted(one.text for one in Comment.objects.all()) == ["Another.", "The first."]
        statuses = StatusDecision.objects.order_by("made_at").values_list("status", flat=True)
        assert list(statuses) == ["PossibleVictimOfTrafficking", "ActualVictimOfTrafficking"]


def test_a_case_that_one_may_not_see_is_not_found(ask: Asked, case: Case, working_as: Any) -> None:
    with working_as("supervisor"):
        Case.objects.filter(pk=case.pk).update(level="closed")
    said = ask("/import", {"cases": [{"id": str(case.pk), "version": 1, "prs_FirstName": "x"}]}).json()
    assert said["results"] == [{"outcome": "not-found", "id": str(case.pk), "number": None, "version": None}]


@pytest.mark.parametrize("cases", [[], [{}], [{"id": "x"}], [{"case": 1}], [{"nobody": "knows"}], [7], "x"])
def test_what_cannot_be_read_is_refused(ask: Asked, working_as: Any, cases: Any) -> None:
    assert ask("/import", {"cases": cases}).status_code == 422
    with working_as("data-manager"):
        assert not Case.objects.exists()


@pytest.mark.usefixtures("nothing_accepted")
def test_the_first_case_waits_for_the_procedures_by_the_api_too(
    ask: Asked, working_as: Any, harbour: Organisation
) -> None:
    refused = ask("/import", {"cases": CASES})
    assert refused.status_code == 409 and "procedures" in refused.json()["detail"]
    with working_as("data-manager"):
        assert not Case.objects.exists() and not Person.objects.exists() and not Import.objects.exists()
    procedures_accepted(harbour)
    assert ask("/import", {"cases": CASES}).status_code == 200


def test_cases_are_read_page_by_page_and_noted(ask: Asked, working_as: Any) -> None:
    ask(
        "/import", {"cases": [{**CASES[0], "case": str(one)} for one in range(5)], "purposes": ["statistics"]}
    )
    first = ask("?purpose=statistics&limit=3")
    assert len(first.json()["cases"]) == 3 and first.json()["standard"] == "HTCDS 2.0"
    assert "Plantedname" not in first.content.decode()
    link = first["Link"].removeprefix("<").partition(">")[0]
    second = ask(link.partition("/cases")[2])
    ids = [one["id"] for one in first.json()["cases"] + second.json()["cases"]]
    assert len(set(ids)) == 5 and "Link" not in second
    held = ask("?purpose=research").json()
    assert held["cases"] == [] and {one["reason"] for one in held["held_back"]} == {"leave-nothing-recorded"}
    ask("?purpose=statistics")
    with working_as("data-manager"):
        assert Copy.objects.count() == 5
        assert Copy.objects.first().receiver.startswith("A program, by the API: of a test")
    assert "Plantedname" in ask("?purpose=statistics&identifying=true").content.decode()


def test_what_was_read_can_be_sent_back(ask: Asked, working_as: Any) -> None:
    ask("/import", {"cases": CASES[:1], "purposes": ["referral"]})
    read = ask("?purpose=referral&identifying=true").json()["cases"]
    said = ask("/import", {"cases": read}, key="sent-back-again").json()
    assert [one["outcome"] for one in said["results"]] == ["updated"] and said["findings"] == []
    again = ask("?purpose=referral&identifying=true").json()["cases"]
    assert [{**one, "version": 0} for one in again] == [{**one, "version": 0} for one in read]
    with working_as("data-manager"):
        assert Basis.objects.count() == 2


def test_tasks_that_are_due(ask: Asked, case: Case, working_as: Any, members: dict[str, Membership]) -> None:
    today = timezone.localdate()
    with working_as("caseworker"):
        for days in (-1, 0, 1):
            editing.create(
                Task,
                case=case,
                person_id=case.person_id,
                what="Call Amina",
                due_on=today + timedelta(days=days),
                to=members["caseworker"],
            )
    said = ask("/tasks")
    assert [one["due_on"] for one in said.json()] == [
        (today - timedelta(days=1)).isoformat(),
        today.isoformat(),
    ]
    assert "Amina" not in said.content.decode()
    assert len(ask(f"/tasks?until={today + timedelta(days=9)}").json()) == 3


def test_no_500(described: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from fanal.web.keys.services import keys_create, unlock_by_host
    from fanal.web.organisations.tenancy import tenant

    people = everybody_again()
    with tenant(people.own.pk):
        keys_create(passphrase=None, host=True)
    with tenant(people.own.pk):
        unlock_by_host()
    procedures_accepted(people.own)
    token = token_of(people, "data-manager", "cases.import", "cases.export", "cases.read")[1]
    described.config.update(headers={"Authorization": f"Bearer {token}"})
    assert ask_everything(described.include(path_regex="^/api/v1/cases")) > 30


def everybody_again() -> Any:
    """Find the people that the description was made for."""
    from fanal.web.accounts.models import User
    from fanal.web.organisations.models import Organisation
    from web.access.people import People

    users = {one.handle: one for one in User.objects.all()}
    found = {one.slug: one for one in Organisation.objects.all()}
    return People(found["harbour"], found["shelter"], users) if found else everybody()
