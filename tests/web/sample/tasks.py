"""A job that writes once, however often it is begun."""

from __future__ import annotations

from uuid import UUID

from fanal.web.jobs.queue import organisation_task
from web.sample.models import Note


@organisation_task("sample.note-by-job", words="web.jobs.jobs")
def note_by_job(*, file: UUID) -> None:
    """Write a note in a file, unless it is there."""
    Note.objects.get_or_create(file_id=file, about="by job")
