"""What is written of levels, assignments and emergency accesses."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.access.levels import HIDDEN, AccessControlled, AccessLevel
from fanal.web.access.models import Assignment, EmergencyAccess, kind_of
from fanal.web.access.policy import Hidden, insist, may
from fanal.web.access.selectors import assigned, owners
from fanal.web.access.signals import assignment_changed, emergency_ended, emergency_opened, level_changed
from fanal.web.design.errors import Refused
from fanal.web.organisations.models import Membership
from fanal.web.organisations.selectors import member
from fanal.web.organisations.tenancy import current_user


@transaction.atomic
def level_set(*, subject: AccessControlled, level: AccessLevel, by: Actor) -> None:
    """Open a row to the team, restrict it to those assigned, or close it.

    Raises
    ------
    Refused
        It would be closed to everybody.
    """
    insist(by, "access.assign", subject)
    if level == AccessLevel.CLOSED and not assigned(subject):
        raise Refused("web.access.nobody-assigned", status=400)
    before, subject.level = subject.level, level
    subject.save(update_fields=["level"])
    level_changed.send(type(subject), subject=subject, before=before, by=by.user_id)


@transaction.atomic
def assignment_create(*, subject: AccessControlled, to: Membership, by: Actor) -> None:
    """Assign somebody to a row."""
    insist(by, "access.assign", subject)
    assignment_add(subject=subject, to=to)


def assignment_add(*, subject: AccessControlled, to: Membership) -> None:
    """Assign somebody to a row without asking who does it: for services, as when somebody opens a case."""
    _, made = Assignment.objects.get_or_create(kind=kind_of(type(subject)), subject=subject.pk, member=to)
    if made:
        assignment_changed.send(type(subject), subject=subject, member=to, assigned=True, by=current_user())


@transaction.atomic
def assignment_end(*, subject: AccessControlled, of: Membership, by: Actor) -> None:
    """Take somebody off a row.

    Raises
    ------
    Refused
        It is closed, and nobody else is assigned: it would be closed to everybody.
    """
    insist(by, "access.assign", subject)
    if subject.level == AccessLevel.CLOSED and assigned(subject) == [of]:
        raise Refused("web.access.last-assigned", status=400)
    ended, _ = Assignment.objects.filter(kind=kind_of(type(subject)), subject=subject.pk, member=of).delete()
    if ended:
        assignment_changed.send(type(subject), subject=subject, member=of, assigned=False, by=by.user_id)


@transaction.atomic
def emergency_open(*, subject: AccessControlled, reason: str, by: Actor) -> EmergencyAccess:
    """Let somebody read a row for a fixed time, and tell those it belongs to.

    Parameters
    ----------
    reason
        Sealed into the audit trail by whoever listens to the signal, and kept nowhere else.

    Raises
    ------
    Refused
        Without a reason, or where the whole team reads it anyway.
    Hidden
        It is closed, and `by` may not know of it.
    """
    insist(by, "access.open-emergency")
    if subject.level == AccessLevel.CLOSED and not may(by, "access.open-emergency-closed").allowed:
        raise Hidden("access.open-emergency-closed", HIDDEN)
    if subject.level == AccessLevel.OPEN:
        raise Refused("web.access.no-emergency", status=400)
    if not reason.strip():
        raise Refused("web.access.reason-missing", status=400)
    now = timezone.now()
    opened = EmergencyAccess.objects.create(
        member=member(by.user_id),
        kind=kind_of(type(subject)),
        subject=subject.pk,
        begins_at=now,
        ends_at=now + timedelta(minutes=settings.EMERGENCY_ACCESS_MINUTES),
    )
    told = [one.user_id for one in owners(subject) if one.user_id != by.user_id]
    emergency_opened.send(EmergencyAccess, emergency=opened, reason=reason.strip(), owners=told)
    return opened


@transaction.atomic
def emergency_end(*, emergency: EmergencyAccess, by: Actor) -> None:
    """End an emergency access before its time; one's own, or somebody's by role."""
    ending = member(by.user_id)
    if ending is None or emergency.member_id != ending.pk:
        insist(by, "access.end-emergency")
    ended = EmergencyAccess.objects.now().filter(pk=emergency.pk)
    if ended.update(ended_at=timezone.now(), ended_by=ending):
        emergency.refresh_from_db()
        emergency_ended.send(EmergencyAccess, emergency=emergency, by=ending)
