"""What is written of cases."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.access.models import Assignment, kind_of
from fanal.web.access.policy import insist, may
from fanal.web.access.services import assignment_add
from fanal.web.audit_trail.services import record
from fanal.web.casework import editing
from fanal.web.casework.models import Case, Comment, Context, Person
from fanal.web.casework.numbering import next_numbers
from fanal.web.casework.services.procedure import procedures_insist
from fanal.web.casework.signals import case_closed
from fanal.web.design.errors import Refused
from fanal.web.organisations.models import Membership
from fanal.web.organisations.selectors import member

_REASON = "cas_ReasonForCaseClosure"


@transaction.atomic
def case_open(*, person: Person, by: Actor, role: str = Context.Role.VICTIM, **values: Any) -> Case:
    """Open a case of a person; whoever opens it owns it and is assigned to it.

    Parameters
    ----------
    person
        Whom it is about.
    role
        As what.
    **values
        Attributes of `Case`, and ``context``: what is coded and what is told of it.

    Raises
    ------
    ProceduresFirst
        If it were the organisation's first, before its procedures.
    """
    insist(by, "cases.change")
    procedures_insist()
    values_of_context = values.pop("context", ({}, {}))
    owner = values.pop("owner", None) or member(by.user_id)
    assert owner is not None, "whoever opens a case works here"  # noqa: S101
    opened_on = values.setdefault("opened_on", timezone.localdate())
    number = next(next_numbers(opened_on.year))
    case = editing.create(Case, person=person, owner=owner, number=number, **values)
    assignment_add(subject=case, to=owner)
    coded, told = values_of_context
    editing.create(Context, case=case, person=person, role=role, coded=coded, told=told, shared=True)
    record("cases.opened", person=person.pk, subject=("casework.case", case.pk))
    return case


@transaction.atomic
def case_change(*, case: Case, seen: int, by: Actor, **values: Any) -> Case:
    """Change what is recorded of a case.

    Raises
    ------
    ChangedMeanwhile
        If somebody changed it since it was shown.
    """
    insist(by, "cases.change", case)
    changed = editing.change(case, seen=seen, **values)
    _tell("cases.changed", changed)
    return changed


@transaction.atomic
def case_close(*, case: Case, seen: int, by: Actor, reason: str, details: str = "") -> Case:
    """Close a case, with a reason.

    Parameters
    ----------
    reason
        A code of the list ``closure-reasons``.
    details
        In words; kept as the standard's reason for case closure.
    """
    insist(by, "cases.change", case)
    told = {**(case.told or {}), **({_REASON: details} if details else {})}
    closed = editing.change(
        case, seen=seen, status=Case.Status.CLOSED, closure=reason, closed_on=timezone.localdate(), told=told
    )
    _tell("cases.closed", closed, reason=reason)
    case_closed.send(Case, case=closed)
    return closed


@transaction.atomic
def case_reopen(*, case: Case, seen: int, by: Actor, reason: str, details: str = "") -> Case:
    """Open a closed case again; why it was closed stays in the audit trail.

    Parameters
    ----------
    reason
        A code of the list ``reopening-reasons``.
    details
        In words; kept as a comment.
    """
    insist(by, "cases.reopen", case)
    opened = editing.change(case, seen=seen, status=Case.Status.OPEN, closure="", closed_on=None)
    if details:
        editing.create(Comment, case=case, person_id=case.person_id, text=details)
    _tell("cases.reopened", opened, reason=reason)
    return opened


@transaction.atomic
def case_hand_over(*, case: Case, to: Membership, by: Actor) -> None:
    """Give a case to another caseworker, who is assigned to it; whoever had it stays assigned.

    Raises
    ------
    Refused
        It is somebody else's, and `by` supervises nobody.
    """
    insist(by, "cases.hand-over", case)
    if case.owner.user_id != by.user_id and not may(by, "cases.hand-over-all").allowed:
        raise Refused("web.casework.not-your-case", status=403)
    _give(case, to)


@transaction.atomic
def cases_hand_over(*, of: Membership, to: Membership, by: Actor) -> int:
    """Give all open cases of somebody who leaves to another; also those that `by` may not read.

    Returns
    -------
    int
        How many.
    """
    insist(by, "cases.hand-over-all")
    given = Case.objects.filter(owner=of, status=Case.Status.OPEN).select_for_update()
    count = 0
    for case in given:
        _give(case, to)
        Assignment.objects.filter(kind=kind_of(Case), subject=case.pk, member=of).delete()
        count += 1
    return count


@transaction.atomic
def supervisor_name(*, case: Case, supervisor: Membership | None, by: Actor) -> None:
    """Name who is told of hits that nobody may know of; none: all supervisors."""
    insist(by, "access.assign", case)
    case.supervisor = supervisor
    case.save(update_fields=["supervisor"])
    _tell("cases.supervisor-named", case)


def _give(case: Case, to: Membership) -> None:
    before, case.owner = case.owner_id, to
    case.version += 1
    case.save(update_fields=["owner", "version", "changed_at"])
    assignment_add(subject=case, to=to)
    _tell("cases.handed-over", case, before=str(before), now=str(to.pk))


def _tell(event: str, case: Case, **details: Any) -> None:
    record(event, person=case.person_id, subject=("casework.case", case.pk), details=details or None)
