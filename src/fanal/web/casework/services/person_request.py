"""What is written of a person's requests: to see, to correct, to be erased."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.casework import editing
from fanal.web.casework.models import Case, Person, PersonRequest
from fanal.web.casework.services.erasure import forget_person, insist_possible
from fanal.web.keys.models import Erasure

DAYS = 30
"""Within which a person is answered."""


@transaction.atomic
def person_request_register(
    *, case: Case, person: Person, kind: str, what: str, asked_on: date, by: Actor
) -> PersonRequest:
    """Write down that a person asks for something; no reason is asked for.

    Parameters
    ----------
    case
        In which the person is.
    person
        Who asks.
    kind, what
        A code of `PersonRequest.Kind`, and the person's own words.
    asked_on
        From then on the days run.
    """
    insist(by, "requests.register", case)
    row = editing.create(
        PersonRequest,
        case=case,
        person=person,
        kind=kind,
        what=what,
        asked_on=asked_on,
        due_on=asked_on + timedelta(days=DAYS),
    )
    _tell("requests.registered", row)
    return row


@transaction.atomic
def person_request_answer(
    row: PersonRequest, *, outcome: str, answer: str, seen: int, by: Actor
) -> PersonRequest:
    """Write down what the person was answered.

    Parameters
    ----------
    outcome
        A code of the list ``person-request-outcomes``.
    answer
        In words; a refusal says why.
    seen
        The version that was shown.
    """
    insist(by, "requests.answer", row.case)
    row = editing.change(row, seen=seen, outcome=outcome, answer=answer, answered_on=timezone.localdate())
    _tell("requests.answered", row)
    return row


@transaction.atomic
def person_request_erase(row: PersonRequest, *, answer: str, seen: int, by: Actor) -> Erasure:
    """Erase a person who asked for it, and note that it was done.

    Raises
    ------
    NotNow
        If a legal hold or an open case stands against it.
    """
    insist(by, "persons.erase", row.case)
    insist_possible(row.person_id)
    person_request_answer(row, outcome="granted", answer=answer, seen=seen, by=by)
    return forget_person(row.person_id, reason=Erasure.Reason.ASKED)


def copy_note(row: PersonRequest, *, how: str) -> None:
    """Tell the audit trail that all that is recorded of a person was put together."""
    _tell("requests.copied", row, how=how)


def _tell(event: str, row: PersonRequest, **more: str) -> None:
    record(
        event,
        person=row.person_id,
        subject=("casework.personrequest", row.pk),
        details={"kind": row.kind, "outcome": row.outcome, **more},
    )
