"""Pages of jobs: the host sees numbers and words, an organisation its own."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from fanal.web.audit_trail.models import HostEntry
from fanal.web.jobs.models import JobTicket
from fanal.web.jobs.services import NothingFailed, job_retry
from fanal.web.organisations.tenancy import tenant
from web.access.people import People, everybody
from web.jobs.tasks_of_tests import make_files, number_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> People:
    return everybody()


def fail(job: int | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'failed' where id = %s", [job])


def test_the_host_sees_numbers_and_words_and_no_id_of_an_organisation(client: Client, people: People) -> None:
    with tenant(people.own.pk):
        ticket = number_file.defer(file=uuid4())
    client.force_login(people.users["host-administrator"])
    page = client.get("/host/jobs/?state=todo").content.decode()
    assert f"<td>{ticket.job}</td>" in page and "Take out old jobs" in page and "waiting: 1" in page
    assert str(people.own.pk) not in page and str(ticket.pk) not in page
    assert "No job is in this state" in client.get("/host/jobs/?state=nonsense").content.decode()


def test_a_failed_job_is_run_again(client: Client, people: People) -> None:
    with tenant(people.own.pk):
        ticket = number_file.defer(file=uuid4())
    client.force_login(people.users["host-administrator"])
    address = f"/host/jobs/{ticket.job}/retry/"
    assert client.post(address).status_code == 404, "it did not fail"
    fail(ticket.job)
    assert "Run again" in client.get("/host/jobs/?state=failed").content.decode()
    assert client.post(address, follow=True).status_code == 200
    assert "waiting: 1" in client.get("/host/jobs/").content.decode()
    assert HostEntry.objects.order_by("sequence").last().event == "jobs.retried"
    with pytest.raises(NothingFailed):
        job_retry(number=0)


def test_an_organisation_sees_its_own_jobs_and_how_far_they_are(client: Client, people: People) -> None:
    with tenant(people.own.pk):
        ticket = make_files.defer(count=5, fail_at=9)
        JobTicket.objects.filter(pk=ticket.pk).update(state=JobTicket.State.RUNNING, done=2, of=5)
    client.force_login(people.users["caseworker"])
    assert "2 of 5" in client.get("/o/harbour/jobs/").content.decode()
    client.force_login(people.users["outsider"])
    assert "No job yet" in client.get("/o/shelter/jobs/").content.decode()
    assert client.get("/o/harbour/jobs/").status_code == 404


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("waiting", "Waiting<"),
        ("locked", "Waiting for the keys"),
        ("running", "Running"),
        ("done", "Done"),
        ("stopped", "nothing is half there"),
    ],
)
def test_each_state_has_its_words(client: Client, people: People, state: str, words: str) -> None:
    with tenant(people.own.pk):
        number_file.defer(file=uuid4())
        JobTicket.objects.update(state=state)
    client.force_login(people.users["caseworker"])
    assert words in client.get("/o/harbour/jobs/").content.decode()
