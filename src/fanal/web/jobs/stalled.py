"""Jobs whose worker is gone come back, and old ones go."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from procrastinate import sql
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Status

from fanal.web.jobs import tickets
from fanal.web.jobs.models import JobTicket
from fanal.web.jobs.queue import MANAGER
from fanal.web.organisations.models import Organisation
from fanal.web.organisations.tenancy import tenant

SILENT_S = 60
"""A worker that was not heard of for so long is gone: it speaks every ten seconds."""
MOST_RUNS = 5
"""A job that outlived so many workers stops: it may be what kills them."""
KEPT_H = 24 * 14
TICKETS_KEPT = timedelta(days=90)


def bring_back(silent_s: float = SILENT_S) -> int:
    """Bring the jobs of dead workers back into the queue; how many.

    Parameters
    ----------
    silent_s
        For how long a worker has not been heard of.
    """
    found = MANAGER.connector.execute_query_all(
        query=sql.queries["select_stalled_jobs_by_heartbeat"],
        queue=None,
        task_name=None,
        seconds_since_heartbeat=silent_s,
    )
    for job in found:
        if job["attempts"] < MOST_RUNS:
            MANAGER.retry_job_by_id(job["id"], retry_at=timezone.now())
        else:
            _give_up(job["id"])
    return len(found)


def prune() -> None:
    """Take out of the queue what ended long ago, and the tickets of it; failed jobs too."""
    MANAGER.connector.execute_query(
        query=sql.queries["delete_old_jobs"],
        nb_hours=KEPT_H,
        queue=None,
        statuses=[
            status.value for status in (Status.SUCCEEDED, Status.FAILED, Status.CANCELLED, Status.ABORTED)
        ],
    )
    before = timezone.now() - TICKETS_KEPT
    for organisation in Organisation.objects.values_list("id", flat=True):
        with tenant(organisation):
            JobTicket.objects.filter(ended_at__lt=before).delete()


def _give_up(job: int) -> None:
    MANAGER.connector.execute_query(
        query=sql.queries["finish_job"], job_id=job, status=Status.FAILED.value, delete_job=False
    )
    ids = ProcrastinateJob.objects.values_list("args", flat=True).get(pk=job)
    if "ticket" in ids:
        tickets.stop(UUID(ids["organisation"]), UUID(ids["ticket"]))
