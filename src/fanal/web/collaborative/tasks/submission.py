"""Making a package and sending it, in the background."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from fanal.web.collaborative.services.submission_leaving import send_steps
from fanal.web.collaborative.services.submission_making import prepare_steps
from fanal.web.jobs.queue import Progress, organisation_task


@organisation_task("collaborative.prepare-submission", words="web.collaborative.task-prepare")
def prepare_submission(submission: UUID) -> Iterator[Progress]:
    """Make a package."""
    for done, of in prepare_steps(submission):
        yield Progress(done, of)


@organisation_task("collaborative.send-submission", words="web.collaborative.task-send")
def send_submission(submission: UUID) -> Iterator[Progress]:
    """Send a package."""
    for done, of in send_steps(submission):
        yield Progress(done, of)
