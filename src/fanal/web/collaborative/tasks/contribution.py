"""Checking a contribution in the background."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from fanal.web.collaborative.services.contribution import contribution_check
from fanal.web.jobs.queue import Progress, organisation_task


@organisation_task("collaborative.check-contribution", words="web.collaborative.task-check")
def check_contribution(contribution: UUID) -> Iterator[Progress]:
    """Check what a contribution says, and take rows out of older versions that were taken back."""
    for done, of in contribution_check(contribution):
        yield Progress(done, of)
