"""At once, killed in the middle, with identity planted: one version, whole or not at all, and no trace."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import polars as pl
import pytest
from django.db import connection

from fanal.web.collaborative.models import Contribution, Removal
from fanal.web.collaborative.selectors.contribution import rows_of
from fanal.web.collaborative.services.receiving import contribution_receive
from fanal.web.design.errors import Refused
from fanal.web.jobs.stalled import bring_back
from fanal.web.keys.models import SealedFile
from web.collaborative.people import package, rows

if TYPE_CHECKING:
    from fanal.web.collaborative.models import Agreement
    from web.collaborative.people import Team

pytestmark = [pytest.mark.needs_database, pytest.mark.django_db(transaction=True)]
SECRET = b"of the harbour"
_TESTS = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _queue() -> Iterator[None]:
    from fanal.web.jobs.queue import MANAGER

    yield
    MANAGER.connector.execute_query(
        query="truncate procrastinate_jobs, procrastinate_events, procrastinate_workers cascade"
    )


def received(lighthouse: Team, agreement: Agreement, raw: bytes) -> Contribution:
    with lighthouse.working("data-steward") as actor:
        return contribution_receive(contributor=agreement.contributor, raw=raw, way="file", by=actor.user_id)


def test_the_same_at_once_is_one_version(lighthouse: Team, harbour_agreement: Agreement) -> None:
    raw, made, wrong = package(rows(SECRET)), [], []

    def send() -> None:
        try:
            made.append(received(lighthouse, harbour_agreement, raw).pk)
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not wrong
    assert len(set(made)) == 1
    with lighthouse.working("data-steward"):
        assert Contribution.objects.count() == 1
        assert SealedFile.objects.count() == 1


def worker(organisation: UUID) -> subprocess.Popen[bytes]:
    """Start a worker on the database of this test."""
    database = {name: connection.settings_dict[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    more = {
        "FANAL_TEST_DATABASE": json.dumps(database),
        "DJANGO_SETTINGS_MODULE": "web.settings",
        "PYTHONPATH": os.pathsep.join([str(_TESTS), *filter(None, [os.environ.get("PYTHONPATH")])]),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "web.casework.import_worker", str(organisation)], env=os.environ | more
    )


@pytest.mark.soak
def test_killed_in_the_middle_it_is_whole_in_the_end(lighthouse: Team, harbour_agreement: Agreement) -> None:
    many = rows(SECRET, many=60_000)
    gone = many["row"][0]
    given = received(lighthouse, harbour_agreement, package(many.slice(1), removed=(gone,)))
    for run in (1, 2):
        process = worker(lighthouse.organisation.pk)
        try:
            end = time.monotonic() + 120
            while not _begun(lighthouse, run):
                assert process.poll() is None and time.monotonic() < end
                time.sleep(0.05)
            assert process.poll() is None, "it ended before it was killed: give it more rows"
        finally:
            process.kill()
            process.wait()
        assert bring_back(0) == 1
        with lighthouse.working("data-steward"):
            given.refresh_from_db()
            whole = given.state == "checked" and given.records_id and given.quality
            nothing = given.state == "received" and not given.records_id and not given.quality
            assert whole or nothing
    assert worker(lighthouse.organisation.pk).wait(300) == 0
    with lighthouse.working("data-steward"):
        given.refresh_from_db()
        assert (given.state, given.rows) == ("checked", 59_999)
        assert rows_of(given).height == 59_999
        assert SealedFile.objects.count() == 1
        assert list(Removal.objects.values_list("row", flat=True)) == [gone]


def _begun(lighthouse: Team, run: int) -> bool:
    from fanal.web.jobs.models import JobTicket

    with lighthouse.working("data-steward"):
        return JobTicket.objects.filter(state=JobTicket.State.RUNNING, run=run, of__gt=0).exists()


def test_planted_identity_is_in_no_table_and_no_file(
    lighthouse: Team, harbour_agreement: Agreement, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    from fanal.web.collaborative.services.contribution import contribution_check

    planted = "Zwetelina Plantedname"
    with pytest.raises(Refused):
        received(lighthouse, harbour_agreement, package(rows(SECRET, prs_FirstName=planted)))
    with pytest.raises(Refused):
        received(lighthouse, harbour_agreement, package(rows(SECRET, **{planted: "x"})))
    told = {"held_back": {planted: 3}, "note": planted}
    typed = rows(SECRET).with_columns(prs_Gender=pl.lit(planted))
    given = received(lighthouse, harbour_agreement, package(typed, told=told))
    with lighthouse.working("data-steward"):
        list(contribution_check(given.pk))
        given.refresh_from_db()
        assert planted.encode() not in rows_of(given).write_csv().encode()
    with connection.cursor() as cursor:
        cursor.execute("select table_name from information_schema.tables where table_schema = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
    with lighthouse.working("data-steward"), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'select count(*) from "{table}" t where t::text ilike %s', ["%Plantedname%"])
            assert cursor.fetchone() == (0,), table
    for path in Path(settings.INSTALLATION.files).rglob("*"):
        assert not path.is_file() or b"Plantedname" not in path.read_bytes()
    assert "Plantedname" not in caplog.text
