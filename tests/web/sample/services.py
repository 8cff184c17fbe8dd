"""What is written of files."""

from __future__ import annotations

from fanal.web.access.actor import Actor
from fanal.web.access.levels import AccessLevel
from fanal.web.access.policy import insist
from fanal.web.access.services import assignment_add
from fanal.web.organisations.selectors import member
from web.sample.models import File


def file_open(*, number: str, by: Actor, level: AccessLevel = AccessLevel.OPEN) -> File:
    """Open a file; whoever opens it is assigned to it."""
    insist(by, "cases.change")
    file = File.objects.create(number=number, level=level)
    who = member(by.user_id)
    assert who is not None
    assignment_add(subject=file, to=who)
    return file


def file_renumber(*, file: File, number: str, by: Actor) -> None:
    """Give a file another number."""
    insist(by, "cases.change", file)
    file.number = number
    file.save(update_fields=["number"])
