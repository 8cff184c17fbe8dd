"""Errors are problems that tell nothing of the inside; limits hold; what cannot be read is refused."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from fanal.web.api import limits
from fanal.web.api.models import RateWindow
from fanal.web.audit_trail.models import AuditEntry
from fanal.web.audit_trail.services import record
from fanal.web.organisations.tenancy import tenant
from web.access.people import People, everybody
from web.api.tokens_of_tests import ask, token_of
from web.jobs.logged import logged
from web.sample.models import File

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"


@pytest.fixture
def people() -> People:
    return everybody()


@pytest.fixture
def token(people: People) -> str:
    return token_of(people)[1]


@pytest.fixture
def of_tests(settings: Any) -> None:
    settings.ROOT_URLCONF = "web.api.api_of_tests"


def problem(answer: Any, status: int) -> dict[str, Any]:
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM)
    said: dict[str, Any] = answer.json()
    assert said["status"] == status and said["title"] and said["type"] == "about:blank"
    return said


def test_health_needs_no_token() -> None:
    assert ask(None, "/health").json() == {"status": "ok"}


@pytest.mark.parametrize("address", ["/nothing", "/", "/me/", "/me%00", "/%FF%FE", "/audit-trail/heads/x"])
def test_an_address_that_does_not_exist_is_a_problem(address: str, token: str) -> None:
    assert ask(token, address).status_code in (400, 404)
    assert ask(token, address)["Content-Type"] == PROBLEM


def test_a_method_that_is_not_taken_is_a_problem(token: str) -> None:
    answer = ask(token, "/me", "delete")
    problem(answer, 405)
    assert answer["Allow"] == "GET"


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=x", "before=-1", "before=99999999999999999999"]
)
def test_a_value_that_is_not_allowed_is_told_by_its_place(token: str, query: str) -> None:
    said = problem(ask(token, f"/audit-trail/entries?{query}"), 422)
    assert said["errors"][0]["where"][-1] == query.split("=")[0]


@pytest.mark.parametrize("query", ["limit=%00", "%00=1"])
def test_a_character_of_value_0_in_an_address_is_refused(token: str, query: str) -> None:
    problem(ask(token, f"/audit-trail/entries?{query}"), 400)


@pytest.mark.usefixtures("of_tests")
@pytest.mark.parametrize(
    "body",
    [
        b'{"number": "a\\u0000b"}',
        b'{"number": "\xff\xfe"}',
        b'{"number": NaN}',
        b"{",
        b"",
        b"[" * 100_000,
        b'{"number": "\\ud800"}',
        b'["x"]',
        b'{"number": {"x": 1}}',
        b'{"number": "' + b"x" * 100 + b'"}',
    ],
)
def test_a_body_that_cannot_be_stored_is_refused(people: People, token: str, body: bytes) -> None:
    answer = ask(token, "/files", "post", data=body, content_type="application/json")
    assert answer.status_code in (400, 422) and answer["Content-Type"] == PROBLEM
    with tenant(people.own.pk):
        assert not File.objects.exists()


@pytest.mark.usefixtures("of_tests")
def test_a_backslash_before_zeros_is_no_character_of_value_0(token: str) -> None:
    answer = ask(token, "/files", "post", data=b'{"number": "\\\\u0000"}', content_type="application/json")
    assert answer.json() == {"number": "\\u0000"}


@pytest.mark.usefixtures("of_tests")
def test_a_huge_body_is_refused_before_it_is_read(token: str) -> None:
    body = json.dumps({"number": "x" * 6 * 2**20})
    problem(ask(token, "/files", "post", data=body, content_type="application/json"), 413)


@pytest.mark.usefixtures("of_tests")
def test_a_defect_tells_nothing_and_undoes_what_it_did(people: People, token: str) -> None:
    with logged() as lines:
        answer = ask(token, "/files", "post", data={"number": "defect"}, content_type="application/json")
    said = problem(answer, 500)
    kept = lines.getvalue()
    assert "an endpoint failed" in kept and "RuntimeError" in kept and "api_of_tests.py" in kept
    assert "PlantedName" not in json.dumps(said) + kept and "RuntimeError" not in json.dumps(said)
    with tenant(people.own.pk):
        assert not File.objects.exists()


@pytest.mark.usefixtures("of_tests")
def test_an_id_of_another_organisation_does_not_exist(people: People, token: str) -> None:
    with tenant(people.other.pk):
        foreign = File.objects.create(number="1").pk
    with tenant(people.own.pk):
        own = File.objects.create(number="1").pk
    assert ask(token, f"/files/{own}").status_code == 200
    there, nowhere = ask(token, f"/files/{foreign}"), ask(token, f"/files/{uuid4()}")
    problem(there, 404)
    assert there.content == nowhere.content


@pytest.mark.usefixtures("of_tests")
def test_locked_keys_are_a_problem_of_their_own(token: str) -> None:
    problem(ask(token, "/locked"), 423)


@pytest.mark.usefixtures("of_tests")
def test_whoever_changes_something_knows_its_version(token: str) -> None:
    def change(**headers: str) -> Any:
        return Client().put(
            "/api/v1/files",
            data={"number": "1"},
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}", **headers},
        )

    problem(change(), 428)
    problem(change(**{"If-Match": '"6"'}), 412)
    assert change(**{"If-Match": '"7"'}).status_code == 200


def test_what_has_not_changed_is_not_sent_again(token: str) -> None:
    first = ask(token, "/me")
    again = Client().get(
        "/api/v1/me", headers={"Authorization": f"Bearer {token}", "If-None-Match": first["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_a_token_is_asked_too_often(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BY_TOKEN", 3)
    answers = [ask(token, "/me") for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    problem(answers[3], 429)
    assert 1 <= int(answers[3]["Retry-After"]) <= 61
    assert ask(None, "/health").status_code == 200


def test_an_address_asks_too_often_with_or_without_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BY_ADDRESS", 2)
    assert [ask("x", "/me").status_code for _ in range(4)] == [401, 401, 429, 429]


def test_limits_keep_no_address_and_forget() -> None:
    RateWindow.objects.create(who="x", minute=1, count=9)
    ask(None, "/health")
    (window,) = RateWindow.objects.values()
    assert "127.0.0.1" not in str(window) and window["count"] == 1


def test_heads_and_entries_of_the_own_trail_only(people: People, token: str) -> None:
    with tenant(people.other.pk):
        record("keys.searched")
    (head,) = ask(token, "/audit-trail/heads").json()
    with tenant(people.own.pk):
        last = AuditEntry.objects.order_by("sequence").last()
        assert head == {
            "chain": str(people.own.pk),
            "sequence": last.sequence,
            "hash": bytes(last.hash).hex(),
        }
    events = [one["event"] for one in ask(token, "/audit-trail/entries").json()]
    assert "keys.searched" not in events and "api.token-created" in events


def test_long_lists_come_in_pages(people: People, token: str) -> None:
    with tenant(people.own.pk):
        for _ in range(5):
            record("keys.searched")
        newest = AuditEntry.objects.order_by("sequence").last()
    seen, address = [], "/audit-trail/entries?limit=2"
    first = ask(token, address)
    while True:
        answer = ask(token, address)
        seen += [one["sequence"] for one in answer.json()]
        link = answer.headers.get("Link")
        if link is None:
            break
        assert link.startswith("<http://testserver/api/v1/") and link.endswith('; rel="next"')
        address = link.split(">")[0].removeprefix("<http://testserver/api/v1")
    assert first.json()[0]["sequence"] >= (newest.sequence if newest else 0)
    assert seen == sorted(seen, reverse=True) and len(set(seen)) == len(seen) and seen[-1] == 1
