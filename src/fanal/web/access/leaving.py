"""When somebody leaves the organisation, or a row is deleted: nothing stays assigned to nobody."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from fanal.web.access.levels import AccessControlled, AccessLevel, access_controlled_models
from fanal.web.access.models import Assignment, EmergencyAccess, kind_of
from fanal.web.access.selectors import assigned, members_with
from fanal.web.access.services import assignment_add
from fanal.web.access.signals import assignment_changed
from fanal.web.organisations.models import Membership


def take_off(sender: type[Membership], membership: Membership, **_: Any) -> None:
    """Take whoever leaves off every row, so that coming back does not bring old cases back.

    What is closed and would be closed to everybody goes to those who could reach it in an emergency. Where
    there is none of those either, the assignment stays: without a role it opens nothing.
    """
    EmergencyAccess.objects.now().filter(member=membership).update(ended_at=timezone.now())
    for one in Assignment.objects.filter(member=membership):
        model = access_controlled_models().get(one.kind)
        subject = model.objects.filter(pk=one.subject).first() if model else None
        if subject is None or _others_reach(subject):
            one.delete()
        if subject is not None:
            assignment_changed.send(
                type(subject), subject=subject, member=membership, assigned=False, by=None
            )


def _others_reach(subject: AccessControlled) -> bool:
    if subject.level != AccessLevel.CLOSED or assigned(subject):
        return True
    heirs = members_with("access.open-emergency-closed")
    for heir in heirs:
        assignment_add(subject=subject, to=heir)
    return bool(heirs)


def forget_assignments(sender: type[models.Model], instance: Any, **_: Any) -> None:
    """Forget who was assigned to a row that is deleted."""
    Assignment.objects.filter(kind=kind_of(sender), subject=instance.pk).delete()
