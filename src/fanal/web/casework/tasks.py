"""What casework does in the background."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from fanal.web.casework.services.bringing_in import import_steps
from fanal.web.casework.services.draft import drafts_forget
from fanal.web.casework.services.imports import imports_forget, undo_steps
from fanal.web.jobs.queue import Progress, host_task, organisation_task
from fanal.web.organisations.models import Organisation
from fanal.web.organisations.tenancy import tenant


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


@host_task("casework.forget", words="web.casework.task-forget", cron="29 3 * * *")
def forget(timestamp: int) -> None:
    """Delete what nobody came back to: half-filled forms, and files that were never brought in.

    No key is needed for it: it is done while an organisation is locked, too.
    """
    failed = []
    for organisation in _organisations():
        try:
            with tenant(organisation):
                drafts_forget()
                imports_forget()
        except Exception as error:
            failed.append(error)  # The others have theirs forgotten all the same.
    if failed:
        raise failed[0]


def _organisations() -> list[UUID]:
    return list(Organisation.objects.values_list("pk", flat=True))
