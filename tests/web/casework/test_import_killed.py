"""An import of thousands of rows whose worker is killed: nothing is half there or twice, all goes back."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.db import connection

from fanal.exchange.writing import write_json
from fanal.fictional.generation import generate
from fanal.web.casework.models import Basis, Case, Context, Import, Imported, Person
from fanal.web.jobs.stalled import bring_back
from fanal.web.keys.models import BlindEntry, PersonKey, SealedFile
from web.casework.imported import import_of, look

if TYPE_CHECKING:
    from django.test import Client

    from fanal.web.organisations.models import Organisation

ROWS, KILLS = 800, 3
pytestmark = [pytest.mark.soak, pytest.mark.needs_database, pytest.mark.django_db(transaction=True)]
_TESTS = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _queue() -> Iterator[None]:
    from fanal.web.jobs.queue import MANAGER

    yield
    MANAGER.connector.execute_query(
        query="truncate procrastinate_jobs, procrastinate_events, procrastinate_workers cascade"
    )


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


def done_so_far(working_as: Any, address: str) -> int:
    with working_as("supervisor"):
        return import_of(address).done


def killed_in_the_middle(organisation: UUID, moved: Callable[[], bool], chance: random.Random) -> None:
    """Let a worker work until something of it is there, and kill it at some moment after."""
    process = worker(organisation)
    try:
        end = time.monotonic() + 120
        while not moved():
            assert process.poll() is None and time.monotonic() < end
            time.sleep(0.05)
        time.sleep(chance.uniform(0, 1.0))
        assert process.poll() is None, "it ended before it was killed: give it more rows"
    finally:
        process.kill()
        process.wait()
    # As the next worker does when it starts; none of them lives.
    assert bring_back(0) == 1


def assert_whole(row: Import) -> None:
    """Look that all that is there is whole, and that it is as much as is said."""
    brought = list(Imported.objects.filter(of=row).select_related("case"))
    waits = len(row.fixes.get("waits", [])) or row.settings.get("waiting", 0)
    assert len(brought) == row.done - waits == Case.objects.count()
    assert not [one for one, n in Counter(one.case.number for one in brought).items() if n > 1]
    persons = {one.case.person_id for one in brought}
    contexts = set(Context.objects.filter(role=Context.Role.VICTIM).values_list("case", flat=True))
    assert contexts == {one.case_id for one in brought}
    everybody = set(Context.objects.values_list("person", flat=True))
    assert set(Person.objects.values_list("pk", flat=True)) == everybody >= persons
    assert set(PersonKey.objects.filter(destroyed_at=None).values_list("pk", flat=True)) == everybody
    assert set(BlindEntry.objects.values_list("person", flat=True)) <= everybody
    assert set(Basis.objects.values_list("person", flat=True)) <= persons


def test_killed_again_and_again_it_goes_on_and_goes_back(
    client_of: Callable[[str], Client], working_as: Any, harbour: Organisation
) -> None:
    chance, file = random.Random(5), BytesIO()  # noqa: S311
    records = generate(ROWS, 9).records
    write_json(records, file)
    client = client_of("supervisor")
    address = look(client, file.getvalue(), "fictional.json")
    client.post(f"{address}decide/", {"rest": "another"})
    client.post(f"{address}begin/", {})
    for _ in range(KILLS):
        before = done_so_far(working_as, address)
        killed_in_the_middle(
            harbour.pk, lambda before=before: done_so_far(working_as, address) > before, chance
        )
        with working_as("supervisor"):
            row = import_of(address)
            assert before < row.done < ROWS and row.state == Import.State.RUNNING
            assert_whole(row)
    assert worker(harbour.pk).wait(300) == 0
    with working_as("supervisor"):
        row = import_of(address)
        assert (row.done, row.state, row.file) == (ROWS, Import.State.DONE, None)
        assert_whole(row)
        assert Case.objects.count() == ROWS and not SealedFile.objects.exists()

    client.post(f"{address}undo/")

    def some_are_gone() -> bool:
        with working_as("supervisor"):
            return Case.objects.count() < ROWS

    killed_in_the_middle(harbour.pk, some_are_gone, chance)
    with working_as("supervisor"):
        assert 0 < Case.objects.count() < ROWS
        left = set(Context.objects.values_list("person", flat=True))
        assert set(PersonKey.objects.filter(destroyed_at=None).values_list("pk", flat=True)) == left
    assert worker(harbour.pk).wait(600) == 0
    with working_as("supervisor"):
        row = import_of(address)
        assert (row.state, row.settings["undone"]) == (Import.State.UNDONE, ROWS)
        assert not Case.objects.exists() and not Context.objects.exists()
        assert not PersonKey.objects.filter(destroyed_at=None).exists() and not BlindEntry.objects.exists()
