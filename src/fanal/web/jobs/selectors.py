"""What is read of jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max
from procrastinate.contrib.django.models import ProcrastinateJob

from fanal.web.jobs.models import JobTicket
from fanal.web.jobs.queue import words_of

RUNNING, WAITING, FAILED, DONE = "doing", "todo", "failed", "succeeded"
SHOWN = (RUNNING, WAITING, FAILED, DONE)


@dataclass(frozen=True)
class Job:
    """A job as the host sees it: a number, what it does, how it stands. Nothing of an organisation."""

    number: int
    words: str
    state: str
    attempts: int
    at: datetime | None


def tickets() -> Any:
    """Query the jobs of the organisation whose turn it is, newest first."""
    return JobTicket.objects.order_by("-begun_at")


def counts() -> dict[str, int]:
    """Count jobs by state."""
    found = dict(ProcrastinateJob.objects.values_list("status").annotate(Count("id")))
    return {state: found.get(state, 0) for state in SHOWN}


def jobs(state: str) -> Any:
    """Query the jobs in a state, the one that something happened to last first."""
    return (
        ProcrastinateJob.objects.filter(status=state)
        .annotate(at=Max("procrastinateevent__at"))
        .order_by("-at", "-id")
        .values_list("id", "task_name", "status", "attempts", "at")
    )


def as_jobs(rows: Any) -> list[Job]:
    """Make what `jobs` gives readable."""
    return [Job(number, words_of(task), state, attempts, at) for number, task, state, attempts, at in rows]


def has_failed(number: int) -> bool:
    """Whether there is such a job and it failed."""
    return bool(ProcrastinateJob.objects.filter(pk=number, status=FAILED).exists())
