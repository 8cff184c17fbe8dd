"""What is written of children: age, assent, best interests, and who may decide for them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.casework import editing
from fanal.web.casework.models import Case, ChildDecision, Guardian, Person
from fanal.web.casework.selectors.age import stored
from fanal.web.casework.services.entry import Unsuitable

Kind = ChildDecision.Kind
ENDS_DISPUTE = (Person.Age.ADULT, Person.Age.CHILD)


@transaction.atomic
def age_decide(
    *, case: Case, by: Actor, outcome: str, authority: str, decided_on: date, reasons: str = ""
) -> ChildDecision:
    """Record what a named authority decided on an age: this, and nothing else, ends a dispute.

    Raises
    ------
    Unsuitable
        Without the name of the authority.
    """
    insist(by, "cases.change", case)
    if outcome not in ENDS_DISPUTE or not authority.strip():
        raise Unsuitable("authority", "web.casework.child-name-authority")
    return _age(case, outcome=outcome, authority=authority, decided_on=decided_on, reasons=reasons)


@transaction.atomic
def age_dispute(*, case: Case, by: Actor, reasons: str, on: date) -> ChildDecision:
    """Say that an age is disputed: from now on the person is treated as a child."""
    insist(by, "cases.change", case)
    return _age(case, outcome=Person.Age.DISPUTED, decided_on=on, reasons=reasons)


@transaction.atomic
def child_decision_add(*, case: Case, by: Actor, kind: str, **values: Any) -> ChildDecision:
    """Record a decision on best interests, or what a child agrees to."""
    insist(by, "cases.change", case)
    return _decision(case, kind=kind, **values)


@transaction.atomic
def guardian_add(*, case: Case, by: Actor, **values: Any) -> Guardian:
    """Say who may decide for a child."""
    insist(by, "cases.change", case)
    made = editing.create(Guardian, person_id=case.person_id, **values)
    _told(case, made)
    return made


@transaction.atomic
def guardian_change(guardian: Guardian, *, case: Case, by: Actor, seen: int, **values: Any) -> Guardian:
    """Change what is known of a guardian; from the moment of suspicion none of their decisions holds."""
    insist(by, "cases.change", case)
    changed = editing.change(guardian, seen=seen, **values)
    _told(case, changed)
    return changed


def age_follow(person: Person) -> Person:
    """Keep with a person as what they are taken today, for lists and counts."""
    held = Person.objects.get(pk=person.pk)
    now = stored(said=held.age, told=held.told or {}, of=held.pk)
    same = all(getattr(held, name) == value for name, value in now.items())
    return held if same else editing.change(held, seen=held.version, **now)


def _age(case: Case, *, outcome: str, **values: Any) -> ChildDecision:
    made = _decision(case, kind=Kind.AGE, outcome=outcome, **values)
    held = Person.objects.get(pk=case.person_id)
    # It takes the place of what was recorded, so that a dispute which is recorded later counts again.
    editing.change(held, seen=held.version, age=outcome)
    case.person = age_follow(held)
    return made


def _decision(case: Case, **values: Any) -> ChildDecision:
    made = editing.create(ChildDecision, person_id=case.person_id, **values)
    about = {"kind": made.kind, "outcome": made.outcome, "decision": str(made.pk)}
    record("cases.child-decided", person=case.person_id, subject=("casework.case", case.pk), details=about)
    return made


def _told(case: Case, guardian: Guardian) -> None:
    about = {"guardian": str(guardian.pk), "kind": guardian.kind, "suspected": guardian.suspected}
    record("cases.guardian-changed", person=case.person_id, subject=("casework.case", case.pk), details=about)
