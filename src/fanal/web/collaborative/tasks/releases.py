"""What is done to releases in the background."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from fanal.web.jobs.queue import Progress, organisation_task


@organisation_task("collaborative.assess-release", words="web.collaborative.task-assess")
def assess(*, release: UUID) -> Iterator[Progress]:
    """Make a release and judge it."""
    from fanal.web.collaborative.services.release_assess import STEPS, assess_steps

    for done in assess_steps(release):
        yield Progress(done, STEPS)


@organisation_task("collaborative.write-public-folder", words="web.collaborative.task-publish")
def write_public_folder() -> None:
    """Let the public folder hold what is published, and nothing else."""
    from fanal.web.collaborative.publishing import publish

    publish()
