"""What other systems ask: cases made once however often sent, brought up to date, read; tasks due."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from fanal.presentation import text
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
from web.casework.asking import CASES, Asked, ask, ask_by, bare
from web.casework.cases import procedures_accepted

if TYPE_CHECKING:
    from fanal.web.organisations.models import Membership, Organisation

__all__ = ["ask", "ask_by", "described"]

pytestmark = pytest.mark.django_db


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
    assert bare(said) == [{"outcome": "not-found", "id": str(case.pk)}]


def test_a_case_that_is_closed_says_so_and_is_not_changed(ask: Asked, case: Case, working_as: Any) -> None:
    with working_as("supervisor"):
        Case.objects.filter(pk=case.pk).update(status=Case.Status.CLOSED)
    change = {"id": str(case.pk), "version": case.version, "prs_FirstName": "Changed"}
    said = ask("/import", {"cases": [change]}).json()
    [one] = bare(said)
    assert one.pop("reason").startswith("This case is closed: it is only read.")
    assert one == {"outcome": "closed", "id": str(case.pk), "number": case.number}
    with working_as("supervisor"):
        assert Person.objects.get().told["prs_FirstName"] == "Amina"
        Case.objects.filter(pk=case.pk).update(level="closed")
    # Of whom it is closed to, not even that is told.
    again = ask("/import", {"cases": [change]}, key="another-key").json()
    assert bare(again) == [{"outcome": "not-found", "id": str(case.pk)}]


def test_a_case_that_one_may_know_of_and_not_change_is_refused_with_the_reason(
    ask: Asked, case: Case, working_as: Any
) -> None:
    with working_as("supervisor"):
        Case.objects.filter(pk=case.pk).update(level="restricted")
    response = ask("/import", {"cases": [{"id": str(case.pk), "version": 1, "prs_FirstName": "x"}]})
    [one] = bare(response.json())
    assert one.pop("reason") == text("web.access.restricted", "en")
    assert one == {"outcome": "refused", "id": str(case.pk), "number": case.number}
    assert "Amina" not in response.content.decode() and "Farouk" not in response.content.decode()
    with working_as("supervisor"):
        assert Person.objects.get().told["prs_FirstName"] == "Amina"


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
        "/import",
        {
            "cases": [{**CASES[0], "new_person": True} for _ in range(5)],
            "purposes": ["statistics"],
        },
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
