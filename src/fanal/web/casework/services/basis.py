"""What is written of bases: each is added, none is changed, and receivers are told of a no."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.casework import consenting, editing
from fanal.web.casework.models import Basis, Case, ChildDecision, Copy, Guardian, Person, Task
from fanal.web.casework.policy import DUTIES
from fanal.web.casework.selectors.age import treated_as_child
from fanal.web.casework.selectors.basis import said_for
from fanal.web.casework.selectors.copy import untold
from fanal.web.casework.selectors.guardian import may_decide, with_accused
from fanal.web.design.language import say


class NotABasis(Exception):
    """What was to be recorded cannot be a basis.

    Attributes
    ----------
    objections
        A text by the field that mends it.
    """

    def __init__(self, objections: dict[str, str]) -> None:
        super().__init__(", ".join(sorted(objections)))
        self.objections = objections


@transaction.atomic
def basis_record(*, case: Case, by: Actor, **said: Any) -> Basis:
    """Record what was said or decided for one purpose; from then on it holds.

    A no of the person is recorded as a refusal of consent, whatever else was filled in. It changes nothing
    about the help that is given.

    Parameters
    ----------
    case
        Whose person.
    **said
        Attributes of `Basis`; `guardian` as a row.

    Raises
    ------
    NotABasis
        With what stands against it.
    """
    insist(by, DUTIES, case)
    if said["answer"] != Basis.Answer.GIVEN:
        said["ground"] = Basis.Ground.CONSENT
    _check(case.person, said)
    made = editing.create(Basis, person=case.person, **said)
    if made.assent:
        _keep_assent(made)
    told = {"purpose": made.purpose, "ground": made.ground, "answer": made.answer, "basis": str(made.pk)}
    record("cases.basis-recorded", person=made.person_id, subject=("casework.case", case.pk), details=told)
    if made.answer != Basis.Answer.GIVEN:
        receivers_tell(case=case)
    return made


@transaction.atomic
def basis_withdraw(*, case: Case, by: Actor, purposes: Iterable[str], **said: Any) -> list[Basis]:
    """Withdraw consent for some purposes: nothing more leaves, and each receiver is to be told.

    Parameters
    ----------
    purposes
        Codes of the list ``purposes``.
    **said
        Attributes of `Basis` that are the same for all of them.
    """
    common = {"ground": Basis.Ground.CONSENT, "answer": Basis.Answer.WITHDRAWN, **said}
    return [basis_record(case=case, by=by, purpose=purpose, **common) for purpose in purposes]


def receivers_tell(*, case: Case) -> list[Task]:
    """Give the owner a task for each receiver that is to be told, where there is none that waits."""
    waiting = untold(case.person)
    asked = {task.copy_id for task in Task.objects.filter(copy__in=waiting, done_at=None, mistaken_at=None)}
    receivers = {_key(one) for one in waiting if one.pk in asked}
    made = []
    for one in waiting:
        if _key(one) not in receivers:
            receivers.add(_key(one))
            made.append(_task(one, one.case or case))
    return made


def _check(person: Person, said: dict[str, Any]) -> None:
    guardian = _of_child(said.get("guardian"), person)
    proposed = consenting.Proposed(
        purpose=said["purpose"],
        ground=said["ground"],
        answer=said["answer"],
        decided_by=said["decided_by"],
        decider=said.get("decider", ""),
        note=said.get("note", ""),
        assent=said.get("assent", ""),
        guardian=guardian is not None,
        able=guardian is not None and may_decide(guardian).allowed,
    )
    found = consenting.objections(
        proposed, child=treated_as_child(person), events=said_for(person, said["purpose"])
    )
    if said.get("at") and said["at"] > timezone.now():
        found["at"] = "web.casework.basis-not-yet"
    if found:
        raise NotABasis(found)


def _of_child(guardian: Guardian | None, person: Person) -> Guardian | None:
    """Read a guardian anew with what is alleged; one of another child is none."""
    return with_accused([person.pk]).filter(pk=guardian.pk).first() if guardian else None


def _keep_assent(basis: Basis) -> None:
    editing.create(
        ChildDecision,
        person_id=basis.person_id,
        kind=ChildDecision.Kind.ASSENT,
        outcome=basis.assent,
        reasons=basis.note,
        decided_on=timezone.localdate(basis.at),
    )


def _task(copy: Copy, case: Case) -> Task:
    return editing.create(
        Task,
        case=case,
        person_id=case.person_id,
        copy=copy,
        to=case.owner,
        due_on=timezone.localdate(),
        what=say("web.casework.task-tell-receiver", receiver=copy.receiver),
    )


def _key(copy: Copy) -> str:
    return " ".join(copy.receiver.split()).casefold()
