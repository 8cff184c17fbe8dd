"""The auditor's page, and the host's."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fanal.web.audit_trail.models import AuditEntry, HostEntry
from fanal.web.audit_trail.services import record, record_host
from fanal.web.keys.services import keys_create, lock, unlock
from fanal.web.organisations.tenancy import acting, tenant
from web.access.people import People, everybody, member_of

pytestmark = pytest.mark.django_db
PASSPHRASE = "nine grey herons by the lock"


@pytest.fixture
def people() -> People:
    made = everybody()
    with tenant(made.own.pk):
        keys_create(passphrase=PASSPHRASE)
    with tenant(made.own.pk):
        unlock(PASSPHRASE)
    return made


@pytest.fixture
def auditor(client: Client, people: People) -> Client:
    client.force_login(people.users["auditor"])
    return client


def test_the_newest_comes_first_with_its_words_and_details(auditor: Client, people: People) -> None:
    with tenant(people.own.pk), acting(people.users["caseworker"].pk):
        record("keys.searched", details={"kind": "PlantedKind"})
        record("audit.verified")
    page = auditor.get("/o/harbour/audit/").content.decode()
    assert page.index("Audit trail verified") < page.index("Searched for a person</td>")
    assert "PlantedKind" in page
    assert str(people.users["caseworker"].pk)[:8] in page


def test_details_stay_closed_while_keys_are_locked(auditor: Client, people: People) -> None:
    with tenant(people.own.pk):
        record("keys.searched", details={"kind": "PlantedKind"})
    with tenant(people.own.pk):
        lock()
    auditor.force_login(people.users["auditor"])
    page = auditor.get("/o/harbour/audit/").content.decode()
    assert "PlantedKind" not in page
    assert "Unlock the keys to read this." in page


def test_reading_is_an_entry(auditor: Client, people: People) -> None:
    auditor.get("/o/harbour/audit/")
    with tenant(people.own.pk):
        last = AuditEntry.objects.order_by("sequence").last()
    assert (last.event, last.actor) == ("audit.read", people.users["auditor"].pk)


def test_filters_are_words_that_one_can_read_back(auditor: Client, people: People) -> None:
    person, user = uuid4(), people.users["caseworker"].pk
    with tenant(people.own.pk), acting(user):
        record("keys.used", person=person)
        record("keys.searched")
    asked = {"event": "keys.used", "actor": str(user), "person": str(person), "since": "2020-01-01"}
    page = auditor.get("/o/harbour/audit/", asked)
    assert page.context["page"].paginator.count == 1
    assert page.context["words"] == [
        "A person’s sealed data opened",
        f"by {str(user)[:8]}",
        f"about {str(person)[:8]}",
        "from 1 January 2020",
    ]
    assert auditor.get("/o/harbour/audit/", {"until": "2020-01-01"}).context["page"].paginator.count == 0
    assert auditor.get("/o/harbour/audit/", {"person": "x"}).context["lines"] == []


def test_pages_keep_their_filters(auditor: Client, people: People) -> None:
    with tenant(people.own.pk):
        for _ in range(60):
            record("keys.searched")
    page = auditor.get("/o/harbour/audit/", {"event": "keys.searched"})
    assert len(page.context["lines"]) == 50
    assert "event=keys.searched&amp;page=2" in page.content.decode()
    assert len(auditor.get("/o/harbour/audit/?event=keys.searched&page=2").context["lines"]) == 10


def test_verifying_says_that_the_chain_is_whole(auditor: Client, people: People) -> None:
    with tenant(people.own.pk):
        record("keys.searched")
    page = auditor.post("/o/harbour/audit/verify/")
    assert page.context["findings"] == []
    assert "The chain is whole" in page.content.decode()


def test_entries_of_another_organisation_are_not_there(client: Client, people: People) -> None:
    with tenant(people.own.pk):
        record("keys.searched", details={"kind": "PlantedKind"})
    client.force_login(people.users["outsider"])
    assert client.get("/o/harbour/audit/").status_code == 404
    assert "Searched for a person</td>" not in client.get("/o/shelter/audit/").content.decode()


def test_the_host_reads_its_own_trail_and_nothing_of_organisations(client: Client, people: People) -> None:
    with tenant(people.own.pk):
        record("keys.searched")
    record_host("accounts.sign-in-failed", details={"handle": "PlantedHandle"})
    client.force_login(people.users["host-administrator"])
    page = client.get("/host/audit/").content.decode()
    assert "Sign-in failed" in page and "PlantedHandle" in page
    assert "Searched for a person" not in page and "1 entry" in page
    assert "The chain is whole" in client.post("/host/audit/verify/").content.decode()
    assert HostEntry.objects.order_by("sequence").last().event == "audit.verified"


def test_lines_name_people_and_say_codes_in_words(auditor: Client, people: People) -> None:
    worker, supervisor = people.users["caseworker"], people.users["supervisor"]
    worker.name, supervisor.name = "Odile Tremblay", "Mireille Quenneville"
    worker.save()
    supervisor.save()
    with tenant(people.own.pk), acting(worker.pk):
        details = {"before": ["caseworker"], "kind": "totp", "action": "audit.read", "by": str(supervisor.pk)}
        record("accounts.roles-changed", subject=("accounts.user", supervisor.pk), details=details)
    line = auditor.get("/o/harbour/audit/").context["lines"][0]
    assert (line.who, line.subject, line.about) == ("Odile Tremblay", "Account", "Mireille Quenneville")
    assert line.details["Before"] == "Caseworker" and line.details["Kind"] == "authenticator app"
    assert line.details["By"] == "Mireille Quenneville" and line.details["Action"] != "audit.read"
    assert "accounts.user" not in auditor.get("/o/harbour/audit/").content.decode()


def test_the_names_of_all_cost_one_query(auditor: Client, people: People) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            auditor.get("/o/harbour/audit/")
        return sum("organisations_membership" in one["sql"] and "JOIN" in one["sql"] for one in asked)

    before = cost()
    for number in range(5):
        with tenant(people.own.pk), acting(member_of(people.own.pk, f"more-{number}", "auditor").user_id):
            record("keys.searched")
    assert cost() == before


def test_the_host_names_its_administrators_only(client: Client, people: People) -> None:
    host, worker = people.users["host-administrator"], people.users["caseworker"]
    host.name, worker.name = "Ines Host", "Odile Tremblay"
    host.save()
    worker.save()
    for one in (host, worker):
        with acting(one.pk):
            record_host("accounts.password-changed", subject=("accounts.user", one.pk))
    client.force_login(host)
    page = client.get("/host/audit/").content.decode()
    assert "Ines Host" in page and "Odile Tremblay" not in page
