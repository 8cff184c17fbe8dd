"""Through HTTP: what is another organisation's, or closed, does not exist; what is refused says why."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fanal.web.access.actor import Actor
from fanal.web.access.levels import AccessLevel
from fanal.web.access.models import EmergencyAccess
from fanal.web.access.selectors import all_emergencies
from fanal.web.access.services import assignment_add
from fanal.web.access.signals import refused
from fanal.web.organisations.selectors import member
from fanal.web.organisations.tenancy import tenant
from web.access.people import OUTSIDER, People, everybody
from web.sample.models import File

pytestmark = [pytest.mark.django_db, pytest.mark.urls("web.sample.urls")]


@pytest.fixture
def people() -> People:
    return everybody()


def as_(people: People, kind: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(people.users[kind])
    return client


def file_in(organisation: uuid.UUID, number: str, level: str = AccessLevel.OPEN) -> File:
    with tenant(organisation):
        return File.objects.create(number=number, level=level)


def at(name: str, organisation: str = "harbour", **parts: Any) -> str:
    return reverse(name, kwargs={"organisation": organisation, **parts})


ONE = ["file", "file-data"]


@pytest.mark.parametrize("name", ONE)
def test_a_foreign_id_answers_like_one_that_nobody_has(people: People, name: str) -> None:
    foreign = file_in(people.other.pk, "24-1")
    client = as_(people, "supervisor")
    answers = [client.get(at(name, file=file)) for file in (foreign.pk, uuid.uuid4())]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert _words(answers[0]) == _words(answers[1])


def test_a_foreign_row_is_not_changed(people: People) -> None:
    foreign = file_in(people.other.pk, "24-1")
    answer = as_(people, "supervisor").post(at("file-renumber", file=foreign.pk), {"number": "x"})
    assert answer.status_code == 404
    with tenant(people.other.pk):
        assert File.objects.get().number == "24-1"


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("files", b"File 24-1"),
        ("files-count", b"1"),
        ("files-search", b"File 24-1"),
        ("files-suggest", b"24-1"),
    ],
)
@pytest.mark.parametrize("whose", ["other", "closed"])
def test_lists_counts_searches_and_suggestions_leave_out_the_rest(
    people: People, name: str, own: bytes, whose: str
) -> None:
    file_in(people.own.pk, "24-1")
    if whose == "other":
        file_in(people.other.pk, "24-2")
    else:
        file_in(people.own.pk, "24-2", AccessLevel.CLOSED)
    answer = as_(people, "supervisor").get(at(name), {"number": "24"})
    assert own in answer.content and b"24-2" not in answer.content


@pytest.mark.parametrize("name", ["files", "files-count", "files-search", "files-suggest", *ONE])
def test_an_organisation_that_one_does_not_belong_to_does_not_exist(people: People, name: str) -> None:
    file = file_in(people.own.pk, "24-1")
    parts = {"file": file.pk} if name in ONE else {}
    client = as_(people, OUTSIDER)
    answers = [client.get(at(name, where, **parts), {"number": ""}) for where in ("harbour", "atlantis")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert _words(answers[0]) == _words(answers[1])


@pytest.mark.parametrize("name", ONE)
def test_a_closed_row_answers_like_one_that_nobody_has(people: People, name: str) -> None:
    closed = file_in(people.own.pk, "24-1", AccessLevel.CLOSED)
    for role in ("caseworker", "supervisor"):
        client = as_(people, role)
        answers = [client.get(at(name, file=file)) for file in (closed.pk, uuid.uuid4())]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert _words(answers[0]) == _words(answers[1])
    with tenant(people.own.pk):
        found = member(people.users["caseworker"].pk)
        assert found is not None
        assignment_add(subject=closed, to=found)
    assert as_(people, "caseworker").get(at(name, file=closed.pk)).status_code == 200


def test_a_restricted_row_is_refused_with_its_reason(people: People) -> None:
    file = file_in(people.own.pk, "24-1", AccessLevel.RESTRICTED)
    answer = as_(people, "caseworker").get(at("file", file=file.pk))
    assert answer.status_code == 403
    assert "restricted to those assigned" in answer.content.decode()
    french = as_(people, "caseworker").get(at("file", file=file.pk), headers={"accept-language": "fr"})
    assert french.status_code == 403


@pytest.mark.parametrize(
    ("role", "name", "led"),
    [("caseworker", "file", True), ("data-manager", "file", False), ("auditor", "file", False)],
)
def test_only_whom_it_helps_is_led_to_emergency_access(
    people: People, role: str, name: str, led: bool
) -> None:
    file = file_in(people.own.pk, "24-1", AccessLevel.RESTRICTED)
    answer = as_(people, role).get(at(name, file=file.pk))
    ask = at("access.emergency", kind="sample.file", subject=file.pk)
    assert answer.status_code == 403 and (ask in answer.content.decode()) is led


def test_a_role_that_is_missing_is_named(people: People) -> None:
    answer = as_(people, "auditor").get(at("files"))
    assert answer.status_code == 403
    assert "Caseworker, Supervisor" in answer.content.decode()


def test_nobody_is_sent_to_sign_in_and_back(people: People) -> None:
    answer = Client().get(at("files"))
    assert answer.headers["Location"] == f"{reverse('account_login')}?next=/o/harbour/files/"
    # An organisation that does not exist answers the same to somebody who is not signed in.
    assert Client().get(at("files", "atlantis")).status_code == answer.status_code


@pytest.fixture
def heard() -> Iterator[list[dict[str, Any]]]:
    found: list[dict[str, Any]] = []

    def hear(sender: object, **said: Any) -> None:
        # What a receiver writes here stays, although what the view wrote is undone.
        File.objects.create(number="told")
        found.append(said)

    refused.connect(hear)
    yield found
    refused.disconnect(hear)


def test_a_refusal_is_told_and_what_is_recorded_of_it_stays(
    people: People, heard: list[dict[str, Any]]
) -> None:
    closed = file_in(people.own.pk, "24-1", AccessLevel.CLOSED)
    as_(people, "caseworker").get(at("file", file=closed.pk))
    as_(people, "auditor").get(at("files"))
    told = [(one["action"], one["reason"], one["hidden"], one["actor"].user_id) for one in heard]
    assert told == [
        ("cases.read", "web.access.not-here", True, people.users["caseworker"].pk),
        ("cases.read", "web.access.role-missing", False, people.users["auditor"].pk),
    ]
    with tenant(people.own.pk):
        assert File.objects.filter(number="told").count() == 2


def test_asking_for_emergency_access_and_ending_it(people: People) -> None:
    file = file_in(people.own.pk, "24-1", AccessLevel.RESTRICTED)
    client = as_(people, "caseworker")
    ask = at("access.emergency", kind="sample.file", subject=file.pk)
    assert "24-1" in client.get(ask).content.decode()
    assert client.post(ask, {"reason": ""}).status_code == 200
    assert client.get(at("file", file=file.pk)).status_code == 403
    assert client.post(ask, {"reason": "she is in danger"}).status_code == 302
    assert client.get(at("file", file=file.pk)).status_code == 200
    assert client.post(at("file-renumber", file=file.pk), {"number": "x"}).status_code == 403
    listed = client.get(at("access.emergencies")).content.decode()
    assert "File 24-1" in listed and "she is in danger" not in listed
    # The banner is on every page of whoever has it, and on nobody else's.
    assert "Your emergency access to File 24-1" in client.get(at("keys.page")).content.decode()
    assert "emergency access to" not in as_(people, "supervisor").get(at("keys.page")).content.decode()
    with tenant(people.own.pk):
        opened = EmergencyAccess.objects.get()
    end = at("access.emergency-end", emergency=opened.pk)
    assert as_(people, "hotline-adviser").post(end).status_code == 403
    assert client.post(end).status_code == 302
    assert client.get(at("file", file=file.pk)).status_code == 403


@pytest.mark.parametrize(
    ("role", "level", "whose", "status"),
    [
        ("caseworker", AccessLevel.RESTRICTED, "other", 404),
        ("caseworker", AccessLevel.CLOSED, "own", 404),
        ("supervisor", AccessLevel.CLOSED, "other", 404),
        ("supervisor", AccessLevel.CLOSED, "own", 200),
    ],
)
def test_for_what_emergency_access_is_asked(
    people: People, role: str, level: AccessLevel, whose: str, status: int
) -> None:
    file = file_in(getattr(people, whose).pk, "24-1", level)
    client = as_(people, role)
    ask = at("access.emergency", kind="sample.file", subject=file.pk)
    assert client.get(ask).status_code == status
    posted = client.post(ask, {"reason": "she is in danger"}).status_code
    assert posted == (302 if status == 200 else 404)
    assert (
        client.get(at("access.emergency", kind="organisations.membership", subject=file.pk)).status_code
        == 404
    )


def test_a_foreign_emergency_cannot_be_ended(people: People) -> None:
    file = file_in(people.own.pk, "24-1", AccessLevel.RESTRICTED)
    ask = at("access.emergency", kind="sample.file", subject=file.pk)
    as_(people, "caseworker").post(ask, {"reason": "she is in danger"})
    with tenant(people.own.pk):
        opened = EmergencyAccess.objects.get()
    end = at("access.emergency-end", "shelter", emergency=opened.pk)
    assert as_(people, OUTSIDER).post(end).status_code == 404
    with tenant(people.own.pk):
        auditor = Actor(people.users["auditor"].pk, people.own.pk, frozenset({"auditor"}))
        assert [one.access for one in all_emergencies(auditor)] == [opened]


def _words(answer: Any) -> str:
    """Give a page without its own address, which the language switch repeats."""
    return str(answer.content.decode().replace(answer.wsgi_request.path, ""))
