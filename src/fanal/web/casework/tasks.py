"""What casework does in the background."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from fanal.web.casework.services.bringing_in import import_steps
from fanal.web.casework.services.imports import undo_steps
from fanal.web.jobs.queue import Progress, organisation_task


@organisation_task("casework.bring-in", words="web.casework.task-bring-in")
def bring_in(*, of: UUID) -> Iterator[Progress]:
    """Bring the cases of a file in."""
    for done, total in import_steps(of):
        yield Progress(done, total)


@organisation_task("casework.take-back", words="web.casework.task-take-back")
def take_back(*, of: UUID) -> Iterator[Progress]:
    """Take the cases of an import back."""
    for done, total in undo_steps(of):
        yield Progress(done, total)
