"""Jobs: deferred with their transaction, with ids only, for one organisation; none is lost or half done."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from fanal.web.jobs import stalled
from fanal.web.jobs.arguments import NotAnId
from fanal.web.jobs.models import JobTicket
from fanal.web.jobs.queue import MANAGER, app
from fanal.web.jobs.stalled import MOST_RUNS
from fanal.web.organisations.models import Organisation
from fanal.web.organisations.tenancy import acting, tenant
from web.jobs.logged import logged
from web.jobs.tasks_of_tests import HAPPENED, make_files, number_file, on_the_host, open_something
from web.sample.models import File

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nothing_happened() -> Iterator[None]:
    HAPPENED.clear()
    yield
    MANAGER.connector.execute_query(
        query="truncate procrastinate_jobs, procrastinate_events, procrastinate_workers cascade"
    )


@pytest.fixture
def harbour() -> UUID:
    made: UUID = Organisation.objects.create(name="harbour", slug="harbour").pk
    return made


def work() -> None:
    """Run all that waits, as the worker does; in a thread, for a browser may have a loop in this one."""

    def run() -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as worker:
            worker.run_worker(wait=False, listen_notify=False, install_signal_handlers=False)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(run).result(60)


def ticket_of(organisation: UUID, pk: UUID) -> JobTicket:
    with tenant(organisation):
        found: JobTicket = JobTicket.objects.get(pk=pk)
        return found


def files(organisation: UUID) -> list[str]:
    with tenant(organisation):
        return list(File.objects.order_by("number").values_list("number", flat=True))


def the_job() -> ProcrastinateJob:
    """Give the job of the test; a worker also asks for those of the house."""
    return ProcrastinateJob.objects.exclude(task_name__startswith="jobs.").get()


def start_and_die() -> int:
    """Begin the next job as a worker that is then killed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat)"
            " values (now() - interval '1 hour') returning id"
        )
        cursor.execute("select id from procrastinate_fetch_job_v2(null, %s)", [cursor.fetchone()[0]])
        return int(cursor.fetchone()[0])


def test_a_job_runs_for_its_organisation_and_whoever_asked(harbour: UUID) -> None:
    user = uuid4()
    with tenant(harbour), acting(user):
        file = File.objects.create(number="new")
        ticket = number_file.defer(file=file.pk)
    assert ticket_of(harbour, ticket.pk).state == JobTicket.State.WAITING
    work()
    assert (files(harbour), HAPPENED) == (["numbered"], [user])
    done = ticket_of(harbour, ticket.pk)
    assert (done.state, done.begun_by, done.run) == (JobTicket.State.DONE, user, 1)


def test_a_transaction_that_is_undone_leaves_no_job(harbour: UUID) -> None:
    with pytest.raises(ZeroDivisionError), tenant(harbour):
        number_file.defer(file=uuid4())
        raise ZeroDivisionError
    assert not ProcrastinateJob.objects.exists()
    with tenant(harbour):
        assert not JobTicket.objects.exists()


@pytest.mark.parametrize(
    "value", ["Amina", "", "24-0173", 1.5, True, None, date(2026, 1, 1), {"name": "x"}, [1], b"x"]
)
def test_nothing_but_ids_is_taken(harbour: UUID, value: object) -> None:
    with tenant(harbour):
        with pytest.raises(NotAnId) as told:
            number_file.defer(file=value)
        with pytest.raises(NotAnId):
            on_the_host.defer(number=value)
        assert not JobTicket.objects.exists()
    assert "Amina" not in str(told.value)


def test_nothing_but_ids_stands_in_the_queue(harbour: UUID) -> None:
    with tenant(harbour), acting(uuid4()):
        number_file.defer(file=uuid4())
        make_files.defer(count=1, fail_at=5)
    on_the_host.defer(number=7)
    for job in ProcrastinateJob.objects.all():
        for value in job.args.values():
            assert isinstance(value, int) or str(UUID(value)) == value


def test_a_job_sees_nothing_of_another_organisation(harbour: UUID) -> None:
    shelter = Organisation.objects.create(name="shelter", slug="shelter").pk
    with tenant(harbour):
        file = File.objects.create(number="own")
    with tenant(shelter):
        ticket = number_file.defer(file=file.pk)
    work()
    assert ticket_of(shelter, ticket.pk).state == JobTicket.State.DONE
    assert files(harbour) == ["own"]
    with tenant(harbour):
        assert not JobTicket.objects.exists()


def test_a_job_of_steps_says_how_far_it_is_and_undoes_the_step_that_failed(harbour: UUID) -> None:
    with tenant(harbour):
        ticket = make_files.defer(count=5, fail_at=3)
    with logged() as lines:
        work()
    stopped = ticket_of(harbour, ticket.pk)
    assert (stopped.state, stopped.done, stopped.of) == (JobTicket.State.STOPPED, 3, 5)
    assert files(harbour) == ["0", "1", "2"]
    assert the_job().status == "failed"
    said = lines.getvalue()
    assert "a job failed" in said and "RuntimeError" in said and "tasks_of_tests.py" in said
    assert "PlantedName" not in said, "the text of an error reaches no log"


def test_a_job_waits_for_keys_and_goes_on_later(harbour: UUID) -> None:
    with tenant(harbour):
        ticket = open_something.defer()
    work()
    assert ticket_of(harbour, ticket.pk).state == JobTicket.State.LOCKED
    job = the_job()
    assert (job.status, files(harbour)) == ("todo", [])
    assert job.scheduled_at is not None
    HAPPENED.append("unlocked")
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set scheduled_at = null")
    work()
    assert ticket_of(harbour, ticket.pk).state == JobTicket.State.DONE
    assert files(harbour) == ["opened"]


def test_a_job_whose_worker_was_killed_comes_back_and_runs_once_more(harbour: UUID) -> None:
    with tenant(harbour):
        ticket = make_files.defer(count=2, fail_at=9)
    number = start_and_die()
    assert ProcrastinateJob.objects.get(pk=number).status == "doing"
    assert stalled.bring_back() == 1
    work()
    assert ProcrastinateJob.objects.get(pk=number).status == "succeeded"
    assert files(harbour) == ["0", "1"]
    assert ticket_of(harbour, ticket.pk).state == JobTicket.State.DONE
    assert stalled.bring_back() == 0


def test_a_job_that_was_done_before_its_worker_was_killed_is_not_done_again(harbour: UUID) -> None:
    with tenant(harbour):
        ticket = number_file.defer(file=File.objects.create(number="new").pk)
    start_and_die()
    number_file.run(**the_job().args)
    assert len(HAPPENED) == 1
    stalled.bring_back()
    work()
    assert len(HAPPENED) == 1
    assert ticket_of(harbour, ticket.pk).run == 1


def test_a_run_that_was_thought_dead_stops_at_its_next_step(harbour: UUID) -> None:
    from fanal.web.jobs import tickets

    with tenant(harbour):
        ticket = make_files.defer(count=2, fail_at=9)
    first = tickets.begin(harbour, ticket.pk)
    tickets.begin(harbour, ticket.pk)
    assert first is not None
    with pytest.raises(tickets.Overtaken), first.step():
        pytest.fail("the step was opened")


def test_a_job_that_outlives_many_workers_stops(harbour: UUID) -> None:
    with tenant(harbour):
        ticket = make_files.defer(count=1, fail_at=9)
    for _ in range(MOST_RUNS + 1):
        start_and_die()
        stalled.bring_back()
    assert the_job().status == "failed"
    assert ticket_of(harbour, ticket.pk).state == JobTicket.State.STOPPED


def test_a_task_of_the_host_runs(harbour: UUID) -> None:
    on_the_host.defer(number=7)
    work()
    assert HAPPENED == [7]


def test_the_queue_keeps_itself_in_order() -> None:
    periodic = {one.task.name for one in app.periodic_registry.periodic_tasks.values()}
    assert {"jobs.bring-back", "jobs.prune"} <= periodic
    stalled.prune()


def test_old_jobs_and_tickets_go(harbour: UUID) -> None:
    with tenant(harbour):
        ticket = number_file.defer(file=uuid4())
    work()
    with tenant(harbour):
        JobTicket.objects.update(ended_at="2020-01-01T00:00:00Z")
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_events set at = '2020-01-01'")
    stalled.prune()
    assert not ProcrastinateJob.objects.filter(status="succeeded").exists()
    with tenant(harbour):
        assert not JobTicket.objects.filter(pk=ticket.pk).exists()
