"""The queue: tasks of organisations and of the host, deferred with the transaction that asks for them.

A room above writes, in its ``tasks.py``::

    @organisation_task("casework.import-file", words="web.casework.task-bring-in")
    def import_file(file: UUID) -> Iterator[Progress]:
        rows = ...
        for done, row in enumerate(rows):
            ...
            yield Progress(done + 1, len(rows))

    ticket = import_file.defer(file=file.pk)  # inside `tenant`

A function runs in one transaction, with its organisation open and acting for whoever asked. A generator runs
in one transaction from each ``yield`` to the next, and what it yields is shown: it may be begun again after a
crash, so its steps do no harm twice, and it keeps nothing open over a ``yield``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Job
from procrastinate.manager import JobManager

from fanal.web.jobs import arguments, tickets
from fanal.web.jobs.models import JobTicket
from fanal.web.keys.errors import KeysLocked
from fanal.web.organisations.tenancy import acting, current_organisation, current_user

__all__ = ["HostTask", "OrganisationTask", "Progress", "app", "host_task", "organisation_task"]

log = logging.getLogger(__name__)
MANAGER = JobManager(DjangoConnector())
"""Defers in Django's own transaction, in a worker too, where procrastinate would open another connection."""
LOOK_AGAIN_S = 60
"""How long a job waits for keys before it looks again."""
BACK_AGAIN_S = 2
"""How long a job waits for a database that went away."""
_GONE = (OperationalError, InterfaceError)
_WORDS: dict[str, str] = {}


@dataclass(frozen=True)
class Progress:
    """How far a job is: `done` of `of`."""

    done: int
    of: int


class JobFailed(Exception):
    """A job raised. The text of what it raised may hold a person's data: the queue is not told it."""


class DatabaseGone(Exception):
    """The database went away under a job: nothing of its step was kept, and it is begun again."""


class _UntilPossible(BaseRetryStrategy):
    """Waits for keys, and for the database, as long as it takes; nothing else is tried again by itself."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, KeysLocked):
            return RetryDecision(retry_in={"seconds": LOOK_AGAIN_S})
        if isinstance(exception, DatabaseGone):
            return RetryDecision(retry_in={"seconds": BACK_AGAIN_S})
        return None


Function = Callable[..., Iterator[Progress] | None]
"""What a task does: with ids; a generator gives its progress."""


@dataclass(frozen=True)
class OrganisationTask:
    """A task of one organisation."""

    name: str
    function: Function

    def defer(self, **ids: object) -> JobTicket:
        """Let it run once the transaction is committed; never, where that is undone.

        Parameters
        ----------
        **ids
            UUIDs and whole numbers, nothing else.

        Raises
        ------
        NotAnId
            For anything else.
        """
        organisation, user = current_organisation(), current_user()
        written = arguments.stored(ids)
        ticket = JobTicket.objects.create(task=self.name, begun_by=user)
        own = {
            "organisation": str(organisation),
            "ticket": str(ticket.pk),
            "user": str(user) if user else None,
        }
        ticket.job = _defer(self.name, written | own)
        ticket.save(update_fields=["job"])
        return ticket

    def run(self, *, organisation: str, ticket: str, user: str | None, **ids: str | int) -> None:
        """Run it: what the worker calls."""
        with _database():
            begun = tickets.begin(UUID(organisation), UUID(ticket))
            if begun is not None:
                self._run(begun, user, ids)

    def _run(self, begun: tickets.Run, user: str | None, ids: dict[str, str | int]) -> None:
        try:
            with acting(UUID(user) if user else None):
                self._steps(begun, arguments.read(ids))
        except tickets.Overtaken:
            return
        except KeysLocked:
            begun.end(JobTicket.State.LOCKED)
            raise
        except _GONE:
            raise
        except Exception as error:
            begun.end(JobTicket.State.STOPPED)
            raise _failed(self.name, error) from None

    def _steps(self, run: tickets.Run, ids: dict[str, arguments.Id]) -> None:
        steps: Iterator[Progress] | None = None
        while True:
            with run.step() as ticket:
                steps = self.function(**ids) if steps is None else steps
                progress = next(steps, None) if isinstance(steps, Iterator) else None
                if progress is None:
                    tickets.close(ticket, JobTicket.State.DONE)
                    return
                ticket.done, ticket.of = progress.done, progress.of
                ticket.save(update_fields=["done", "of"])


@dataclass(frozen=True)
class HostTask:
    """A task of the host. It opens each organisation itself, where it needs to."""

    name: str
    function: Callable[..., None]

    def defer(self, **ids: object) -> int:
        """Let it run once the transaction is committed; its number in the queue."""
        return _defer(self.name, arguments.stored(ids))

    def run(self, **ids: str | int) -> None:
        """Run it: what the worker calls."""
        try:
            with _database():
                self.function(**arguments.read(ids))
        except DatabaseGone:
            raise
        except Exception as error:
            raise _failed(self.name, error) from None


def organisation_task(name: str, *, words: str) -> Callable[[Function], OrganisationTask]:
    """Make a function a task of an organisation.

    Parameters
    ----------
    name
        As ``casework.import-file``; it stands in the queue, so it never changes.
    words
        The key of what a person reads.
    """

    def made(function: Function) -> OrganisationTask:
        task = OrganisationTask(name, function)
        _WORDS[name] = words
        app.task(name=name, retry=_UntilPossible())(task.run)
        return task

    return made


def host_task(name: str, *, words: str, cron: str | None = None) -> Callable[[Callable[..., None]], HostTask]:
    """Make a function a task of the host.

    Parameters
    ----------
    name, words
        As for `organisation_task`.
    cron
        When it runs by itself; it is then given ``timestamp``.
    """

    def made(function: Callable[..., None]) -> HostTask:
        task = HostTask(name, function)
        _WORDS[name] = words
        # The lock keeps a periodic task from piling up while no worker runs.
        registered = app.task(
            name=name, queueing_lock=name if cron else None, retry=None if cron else _UntilPossible()
        )(task.run)
        if cron:
            app.periodic(cron=cron)(registered)
        return task

    return made


def words_of(task: str) -> str:
    """Give the key of what a person reads of a task, or of one that this version no longer has."""
    return _WORDS.get(task, "web.jobs.unknown-task")


@contextmanager
def _database() -> Iterator[None]:
    """Begin with a connection that lives; say so where it is lost."""
    close_old_connections()
    try:
        yield
    except _GONE:
        connection.close()
        raise DatabaseGone from None


def _failed(task: str, error: Exception) -> JobFailed:
    log.error("a job failed", exc_info=error, extra={"task": task})
    return JobFailed(type(error).__name__)


def _defer(name: str, ids: dict[str, Any]) -> int:
    configured = app.configure_task(name)
    deferred = MANAGER.defer_job(configured.job.evolve(task_kwargs=ids))
    assert deferred.id is not None  # noqa: S101
    return int(deferred.id)
