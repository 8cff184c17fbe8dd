"""What is done to jobs."""

from __future__ import annotations

from django.utils import timezone

from fanal.web.audit_trail.services import record_host
from fanal.web.jobs.queue import MANAGER
from fanal.web.jobs.selectors import has_failed


class NothingFailed(Exception):
    """There is no such job, or it did not fail."""


def job_retry(*, number: int) -> None:
    """Let a failed job run again.

    Parameters
    ----------
    number
        Its number in the queue.

    Raises
    ------
    NothingFailed
        If there is none that failed.
    """
    if not has_failed(number):
        raise NothingFailed
    MANAGER.retry_job_by_id(number, retry_at=timezone.now())
    record_host("jobs.retried", details={"job": number})
