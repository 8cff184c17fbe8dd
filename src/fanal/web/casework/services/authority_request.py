"""What is written of requests by authorities: who asks, for what; what was given, who was told."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.casework import editing
from fanal.web.casework.models import AuthorityRequest, Basis, Case, Copy, Person
from fanal.web.casework.selectors.basis import may_leave
from fanal.web.casework.selectors.non_punishment import notice_of
from fanal.web.casework.services.copy import copy_note
from fanal.web.design.errors import Refused

GIVING = frozenset({"minimal", "full"})
"""Outcomes with which something leaves."""


@transaction.atomic
def authority_request_register(
    *,
    authority: str,
    legal_basis: str,
    scope: str,
    asked_on: date,
    by: Actor,
    case: Case | None = None,
    person: Person | None = None,
) -> AuthorityRequest:
    """Write down that an authority asks for data.

    Parameters
    ----------
    authority, legal_basis, scope
        Who asks, by which law and paper, and for what.
    asked_on
        When it came.
    case, person
        Whom it is about, where that is somebody here; none: nobody is looked up for it.
    """
    insist(by, "requests.register", case)
    row = editing.create(
        AuthorityRequest,
        case=case,
        person=person,
        authority=authority,
        legal_basis=legal_basis,
        scope=scope,
        asked_on=asked_on,
    )
    _tell("authority-requests.registered", row)
    return row


@transaction.atomic
def authority_request_answer(
    row: AuthorityRequest,
    *,
    outcome: str,
    given: str,
    told_on: date | None,
    why_not_told: str,
    non_punishment: bool,
    seen: int,
    by: Actor,
) -> AuthorityRequest:
    """Write down the answer; what is given is noted among the copies of the person's data.

    Parameters
    ----------
    outcome
        A code of the list ``authority-request-outcomes``.
    given
        What exactly left, or why nothing did.
    told_on, why_not_told
        When the person was told, or why not.
    non_punishment
        Whether the principle of non-punishment was pointed out.
    seen
        The version that was shown.

    Raises
    ------
    Refused
        If something is given that may not leave, or before the principle of non-punishment was pointed out.
    """
    insist(by, "requests.answer", row.case)
    if outcome in GIVING and row.person:
        _insist_may_go(row.person, row.case, by, non_punishment)
    row = editing.change(
        row,
        seen=seen,
        outcome=outcome,
        given=given,
        answered_on=timezone.localdate(),
        person_told_on=told_on,
        why_not_told=why_not_told,
        non_punishment_noted=non_punishment,
    )
    if outcome in GIVING and row.person_id:
        _note_copy(row, by)
    _tell("authority-requests.answered", row, outcome=outcome)
    return row


def _insist_may_go(person: Person, case: Case | None, by: Actor, non_punishment: bool) -> None:
    if not may_leave(person, Basis.Purpose.PROSECUTION).allowed:
        raise Refused("web.casework.authority-nothing-leaves", status=400)
    if not non_punishment and notice_of(person, case=case, actor=by):
        raise Refused("web.casework.authority-say-non-punishment", status=400)


def _note_copy(row: AuthorityRequest, by: Actor) -> None:
    said = {"purpose": Basis.Purpose.PROSECUTION, "receiver": row.authority, "what": row.given}
    if row.case and row.person_id == row.case.person_id:
        copy_note(case=row.case, by=by, recallable=False, **said)
    else:
        editing.create(Copy, person_id=row.person_id, case=row.case, recallable=False, **said)


def _tell(event: str, row: AuthorityRequest, **more: str) -> None:
    record(event, person=row.person_id, subject=("casework.authorityrequest", row.pk), details=more or None)
