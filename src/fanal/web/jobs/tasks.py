"""The tasks of this room, which keep the queue itself in order."""

from __future__ import annotations

from fanal.web.jobs import stalled
from fanal.web.jobs.queue import host_task


@host_task("jobs.bring-back", words="web.jobs.task-bring-back", cron="* * * * *")
def bring_back(timestamp: int) -> None:
    """Bring back the jobs of workers that are gone."""
    stalled.bring_back()


@host_task("jobs.prune", words="web.jobs.task-prune", cron="17 3 * * *")
def prune(timestamp: int) -> None:
    """Take out what ended long ago."""
    stalled.prune()
