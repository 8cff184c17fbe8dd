"""What happens once or twice in an organisation, written by the services as anybody writes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.casework.ages import years_old
from fanal.web.casework.models import (
    Accompanying,
    Basis,
    Case,
    Context,
    Guardian,
    HiddenHit,
    Person,
    PersonRequest,
)
from fanal.web.casework.selectors.person import birthdate
from fanal.web.casework.selectors.procedure import NAMES
from fanal.web.casework.services.authority_request import authority_request_answer, authority_request_register
from fanal.web.casework.services.basis import basis_record, basis_withdraw
from fanal.web.casework.services.breach import breach_change, breach_report
from fanal.web.casework.services.child import age_dispute, child_decision_add, guardian_add
from fanal.web.casework.services.context import context_add
from fanal.web.casework.services.copy import copy_note
from fanal.web.casework.services.draft import draft_keep
from fanal.web.casework.services.person import person_create
from fanal.web.casework.services.person_request import person_request_register
from fanal.web.casework.services.procedure import procedure_accept
from fanal.web.casework.services.processing import processing_begin
from fanal.web.casework.services.retention import reviews_open
from fanal.web.operations.demonstration.cases import Told
from fanal.web.operations.demonstration.pen import Pen, Words
from fanal.web.organisations.models import Membership
from fanal.web.organisations.tenancy import acting

YOUNG = range(18, 22)
"""Whose age may be disputed."""
NICKNAMES = ("Vic", "Teo", "Ash", "Sandy")


def founded(by: Actor, words: Words) -> None:
    """Accept the procedures, and begin the record of processing: before the first case."""
    for name in NAMES:
        procedure_accept(name=name, language=words.language, seen=0, by=by)
    processing_begin(language=words.language, by=by)


def reviews_written(told: Sequence[Told]) -> None:
    """Set the reviews of what is closed; those of the oldest cases are due."""
    for one in told:
        if one.case.status == Case.Status.CLOSED:
            reviews_open(one.case)


def singled_out(
    pen: Pen, told: Sequence[Told], supervisor: tuple[Membership, Actor], workers: dict[Any, Actor]
) -> None:
    """Write what happens to some of the open cases.

    Parameters
    ----------
    supervisor
        Who answers for the organisation, and as whom they act.
    workers
        Who acts for the owner of a case.
    """
    member, head = supervisor
    opened = [one for one in told if one.case.status == Case.Status.OPEN and one.case.level == "open"]
    adults = (one for one in reversed(opened) if one.case.person.age == Person.Age.ADULT)
    children = (one for one in reversed(opened) if one.case.person.age == Person.Age.CHILD)
    for one in _take(adults, 2):
        one.case.person.danger_since = timezone.now() - timedelta(hours=5)
        one.case.person.save(update_fields=["danger_since"])
    for one in _take(adults, 1):
        _withdrawal(one, workers[one.case.owner_id])
    for one in _take(children, 2):
        _child(one, workers[one.case.owner_id])
    young = (one for one in opened if _years(one) in YOUNG)
    for one in _take(young, 1):
        _dispute(pen, one, workers[one.case.owner_id])
    accused, other = _take(adults, 2)
    _accused(other, accused.case.person, workers[other.case.owner_id])
    for one, nickname in zip(_take(adults, len(NICKNAMES)), NICKNAMES, strict=False):
        _unknown(one, nickname, workers[one.case.owner_id])
    _asked(accused, next(adults), head)
    _breach(accused.words, head)
    for one in _take(adults, 2):
        _left_half(one, workers[one.case.owner_id])
    one = next(adults)
    said = one.words("singled")
    person_request_register(
        case=one.case,
        person=one.case.person,
        kind=PersonRequest.Kind.ACCESS,
        what=said["access_what"],
        asked_on=pen.today - timedelta(22),
        by=head,
    )
    hidden = next(one for one in told if one.case.level == "closed")
    searcher = next(one.case.owner for one in told if one.case.owner_id != hidden.case.owner_id)
    pen.write()
    HiddenHit.objects.create(case=hidden.case, by=searcher, to=member, at=timezone.now() - timedelta(hours=3))


def _years(one: Told) -> int | None:
    return years_old(birthdate(one.case.person))


def _take(found: Iterator[Told], many: int) -> list[Told]:
    return [one for _, one in zip(range(many), found, strict=False)]


def _withdrawal(one: Told, by: Actor) -> None:
    """Let data go to two receivers, then let consent be withdrawn: they are to be told."""
    said, case = one.words("singled"), one.case
    basis_record(
        case=case,
        by=by,
        purpose=Basis.Purpose.REFERRAL,
        ground=Basis.Ground.CONSENT,
        answer=Basis.Answer.GIVEN,
        decided_by=Basis.Decider.PERSON,
    )
    copy_note(
        case=case,
        by=by,
        purpose=Basis.Purpose.REFERRAL,
        receiver=said["copy_to"],
        what=said["copy_what"],
        recallable=True,
    )
    copy_note(
        case=case, by=by, purpose=Basis.Purpose.REFERRAL, receiver=said["law_to"], what=said["law_what"]
    )
    purposes = [Basis.Purpose.REFERRAL, Basis.Purpose.STATISTICS]
    basis_withdraw(
        case=case, by=by, purposes=purposes, decided_by=Basis.Decider.PERSON, note=said["withdrawn"]
    )


def _child(one: Told, by: Actor) -> None:
    """Let an appointed representative speak for a child, who agrees; decide what is best."""
    said, case = one.words("singled"), one.case
    guardian = guardian_add(
        case=case,
        by=by,
        kind=Guardian.Kind.REPRESENTATIVE,
        name=said["guardian"],
        appointed_by=said["guardian_by"],
    )
    basis_record(
        case=case,
        by=by,
        purpose=Basis.Purpose.CARE,
        ground=Basis.Ground.CONSENT,
        answer=Basis.Answer.GIVEN,
        decided_by=Basis.Decider.GUARDIAN,
        guardian=guardian,
        assent="given",
    )
    child_decision_add(
        case=case,
        by=by,
        kind="best-interests",
        outcome="care",
        authority=said["guardian_by"],
        reasons=said["best"],
        decided_on=timezone.localdate() - timedelta(4),
    )


def _dispute(pen: Pen, one: Told, by: Actor) -> None:
    age_dispute(
        case=one.case, by=by, reasons=one.words("singled")["disputed"], on=timezone.localdate() - timedelta(3)
    )
    pen.entry(
        Accompanying,
        one.case,
        name=one.words("singled")["child_name"],
        relation="sibling",
        needs=one.words("singled")["child_needs"],
    )


def _accused(one: Told, person: Person, by: Actor) -> None:
    """Somebody who is a victim in one case is said to be a perpetrator in another."""
    source = one.words("singled")["source"]
    context_add(case=one.case, person=person, role=Context.Role.PERPETRATOR, by=by, source=source)


def _unknown(one: Told, nickname: str, by: Actor) -> None:
    person = person_create(coded={}, told={"names": [{"script": "", "first": nickname, "use": "called"}]})
    coded = {"per_RoleInProcess": ["RecruiterOrIntermediary"]}
    source = one.words("events", "Recruitment")[0]
    context_add(
        case=one.case,
        person=person,
        role=Context.Role.PERPETRATOR,
        by=by,
        source=source,
        coded=coded,
        told={},
    )


def _asked(accused: Told, other: Told, by: Actor) -> None:
    """Let the police ask for too much, and refuse it; let the inspectorate wait for an answer."""
    said, today = accused.words("singled"), timezone.localdate()
    row = authority_request_register(
        authority=said["ask_by"],
        legal_basis=said["ask_law"],
        scope=said["ask_scope"],
        asked_on=today - timedelta(12),
        by=by,
        case=accused.case,
        person=accused.case.person,
    )
    authority_request_answer(
        row,
        outcome="refused",
        given=said["ask_given"],
        told_on=today - timedelta(10),
        why_not_told="",
        non_punishment=True,
        seen=row.version,
        by=by,
    )
    authority_request_register(
        authority=said["ask_open_by"],
        legal_basis=said["ask_open_law"],
        scope=said["ask_open_scope"],
        asked_on=today - timedelta(2),
        by=by,
        case=other.case,
        person=other.case.person,
    )


def _breach(words: Words, by: Actor) -> None:
    said, found = words("singled"), timezone.now() - timedelta(hours=20)
    row = breach_report(happened_on=found.date() - timedelta(1), found_at=found, what=said["breach"], by=by)
    breach_change(
        row,
        seen=row.version,
        by=by,
        touched=said["breach_touched"],
        measures=said["breach_measures"],
        people=4,
        risk="risk",
    )


def _left_half(one: Told, by: Actor) -> None:
    with acting(by.user_id):
        draft_keep(
            "comment",
            about=one.case.pk,
            person=one.case.person_id,
            typed={"text": [one.words("singled")["draft"]]},
        )
