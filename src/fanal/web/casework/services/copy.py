"""What is written of copies: that data went somewhere, the receiver was told, it was called back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.casework import editing
from fanal.web.casework.models import Case, Copy, Task
from fanal.web.casework.policy import DUTIES
from fanal.web.casework.selectors.copy import is_untold, no_said_at
from fanal.web.casework.services.basis import receivers_tell


@transaction.atomic
def copy_note(*, case: Case, by: Actor, **values: Any) -> Copy:
    """Note that data of the person of a case went to somebody; whatever sends data calls it.

    It asks for no basis: what left is shown to the person, rightly or wrongly. Who sends asks `may_leave`.

    Parameters
    ----------
    **values
        Attributes of `Copy`.
    """
    insist(by, DUTIES, case)
    made = editing.create(Copy, person_id=case.person_id, case=case, **values)
    _tell("cases.copy-noted", case, made)
    receivers_tell(case=case)
    return made


@transaction.atomic
def copy_told(copy: Copy, *, case: Case, by: Actor, seen: int, at: datetime | None = None) -> Copy:
    """Say that the receiver was told of a no; of all else that went to them, they were told too."""
    insist(by, DUTIES, case)
    now = at or timezone.now()
    changed = editing.change(copy, seen=seen, told_at=now)
    since = no_said_at(case.person)
    others = Copy.objects.filter(person=copy.person_id).exclude(pk=copy.pk)
    same = [one for one in others if is_untold(one, since) and same_receiver(one, copy)]
    for one in same:
        editing.change(one, seen=one.version, told_at=now)
    for task in Task.objects.filter(copy__in=[copy, *same], done_at=None):
        editing.change(task, seen=task.version, done_at=timezone.now())
    _tell("cases.copy-told", case, changed)
    return changed


@transaction.atomic
def copy_recalled(copy: Copy, *, case: Case, by: Actor, seen: int) -> Copy:
    """Say that a copy was called back: the receiver has it no longer."""
    insist(by, DUTIES, case)
    changed = editing.change(copy, seen=seen, recalled_at=timezone.now())
    for task in Task.objects.filter(copy=copy, done_at=None):
        editing.change(task, seen=task.version, done_at=timezone.now())
    receivers_tell(case=case)
    _tell("cases.copy-recalled", case, changed)
    return changed


def same_receiver(one: Copy, other: Copy) -> bool:
    """Say whether two copies went to the same receiver, however it was typed."""
    return " ".join(one.receiver.split()).casefold() == " ".join(other.receiver.split()).casefold()


def _tell(event: str, case: Case, copy: Copy) -> None:
    about = {"copy": str(copy.pk), "purpose": copy.purpose}
    record(event, person=case.person_id, subject=("casework.case", case.pk), details=about)
