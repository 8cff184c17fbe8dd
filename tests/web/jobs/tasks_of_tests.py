"""Tasks to try the queue with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from fanal.web.jobs.queue import Progress, host_task, organisation_task
from fanal.web.keys.errors import KeysLocked
from fanal.web.organisations.tenancy import current_user
from web.sample.models import File

HAPPENED: list[Any] = []


@organisation_task("tests.number-file", words="web.jobs.task-prune")
def number_file(file: UUID) -> None:
    """Change a file, and remember for whom."""
    HAPPENED.append(current_user())
    File.objects.filter(pk=file).update(number="numbered")


@organisation_task("tests.make-files", words="web.jobs.task-prune")
def make_files(count: int, fail_at: int) -> Iterator[Progress]:
    """Make files, one a step."""
    for number in range(count):
        File.objects.get_or_create(number=str(number))
        if number == fail_at:
            raise RuntimeError("PlantedName was in this row")
        yield Progress(number + 1, count)


@organisation_task("tests.open-something", words="web.jobs.task-prune")
def open_something() -> None:
    """Want keys until somebody unlocks them."""
    if not HAPPENED:
        File.objects.create(number="undone")
        raise KeysLocked
    File.objects.create(number="opened")


@host_task("tests.host", words="web.jobs.task-prune")
def on_the_host(number: int) -> None:
    """Remember a number."""
    HAPPENED.append(number)
