"""Handing cases out: just those one may see, whose persons' data may leave for the purpose that is named."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from fanal.presentation import Language
from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.casework import editing
from fanal.web.casework.models import Accompanying, Basis, Case, Context, Copy, Person
from fanal.web.casework.policy import READ_ALLEGED
from fanal.web.casework.selectors.basis import may_leave_of
from fanal.web.casework.selectors.readable import readable_cases
from fanal.web.casework.transfer.outgoing import Written, records_of
from fanal.web.casework.transfer.sealing_files import SealedExport, sealed_file
from fanal.web.design.errors import Refused
from fanal.web.design.language import say
from fanal.web.keys.hierarchy import load_persons
from fanal.web.keys.models import PersonKey

MOST = 2_000
"""So many cases are handed out at once."""
ERASED, NOT_SHARED = "web.casework.export-erased", "web.casework.export-not-shared"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is to be handed out.

    Attributes
    ----------
    purpose
        What for: a code of the list ``purposes``.
    identifying
        Whether fields go along that say who somebody is, and free texts.
    alleged
        Whether alleged perpetrators go along who are marked as shared; never by name.
    status, opened_from, opened_to
        Which cases; empty: all.
    """

    purpose: str
    identifying: bool = False
    alleged: bool = False
    status: str = ""
    opened_from: date | None = None
    opened_to: date | None = None


@dataclass(frozen=True)
class Sorted:
    """Cases that may leave, and those that are held back, each with the key of the reason.

    Attributes
    ----------
    others
        Other people of the cases that may leave, whose own data may leave too.
    others_held_back
        Why others stay: one key for each.
    """

    leave: list[Case] = field(default_factory=list)
    held_back: list[tuple[Case, str]] = field(default_factory=list)
    others: list[tuple[Case, uuid.UUID]] = field(default_factory=list)
    others_held_back: list[str] = field(default_factory=list)


def export_look(wanted: Wanted, *, by: Actor) -> Sorted:
    """Say what would be handed out, and what not, with its reason.

    Raises
    ------
    Refused
        If it is more than can be handed out at once; or alleged perpetrators, of whom one may not know.
    """
    insist(by, "cases.export")
    if wanted.alleged:
        insist(by, READ_ALLEGED)
    found = readable_cases(by).select_related("person").order_by("number")
    if wanted.status:
        found = found.filter(status=wanted.status)
    if wanted.opened_from:
        found = found.filter(opened_on__gte=wanted.opened_from)
    if wanted.opened_to:
        found = found.filter(opened_on__lte=wanted.opened_to)
    cases = list(found[: MOST + 1])
    if len(cases) > MOST:
        raise Refused("web.casework.export-too-many", status=400, limit=MOST)
    return sorted_by_basis(cases, wanted.purpose)


def sorted_by_basis(cases: Sequence[Case], purpose: str) -> Sorted:
    """Divide cases by whether the data of their person may leave for a purpose; so too others in them."""
    reasons = _stays_because({one.person_id: one.person for one in cases}, purpose)
    made = Sorted()
    for one in cases:
        if reason := reasons.get(one.person_id):
            made.held_back.append((one, reason))
        else:
            made.leave.append(one)
    besides = list(_besides(made.leave))
    reasons = _stays_because({person.pk: person for _, person, _ in besides}, purpose)
    for case, person, shared in besides:
        if reason := reasons.get(person.pk, "" if shared else NOT_SHARED):
            made.others_held_back.append(reason)
        else:
            made.others.append((case, person.pk))
    return made


def _stays_because(persons: Mapping[uuid.UUID, Person], purpose: str) -> dict[uuid.UUID, str]:
    """Say of whom nothing may leave for a purpose, and why."""
    erased = set(
        PersonKey.objects.filter(pk__in=persons).exclude(destroyed_at=None).values_list("pk", flat=True)
    )
    alive = {key: one for key, one in persons.items() if key not in erased}
    load_persons(alive)
    decisions = may_leave_of(alive.values(), purpose)
    found = {key: one.reason for key, one in decisions.items() if not one.allowed}
    return dict.fromkeys(erased, ERASED) | found


def _besides(cases: Sequence[Case]) -> Iterator[tuple[Case, Person, bool]]:
    """Give the other people of cases, each once for a case, and whether they are shared with it.

    Who is only alleged to be a perpetrator is none of them; children who are with a person are, where they
    have a record of their own.
    """
    by_id = {one.pk: one for one in cases}
    found: dict[tuple[uuid.UUID, uuid.UUID], tuple[Person, bool]] = {}
    contexts = Context.objects.filter(case__in=by_id).exclude(role=Context.Role.PERPETRATOR)
    for one in contexts.select_related("person").order_by("made_at", "pk"):
        found[one.case_id, one.person_id] = (one.person, one.shared)
    children = Accompanying.objects.filter(case__in=by_id, mistaken_at=None).exclude(child=None)
    for child in children.select_related("child").order_by("made_at", "pk"):
        if child.child is not None:
            found.setdefault((child.case_id, child.child.pk), (child.child, True))
    for (case, person), (somebody, shared) in found.items():
        if person != by_id[case].person_id:
            yield by_id[case], somebody, shared


@transaction.atomic
def export_make(
    wanted: Wanted,
    *,
    by: Actor,
    receiver: str,
    form: str,
    language: Language,
    recipient: str = "",
    passphrase: str = "",
    non_punishment: bool = False,
) -> SealedExport:
    """Write the cases that may leave into a file that only its receiver opens, and note a copy for each.

    Parameters
    ----------
    receiver
        Who gets it, by name.
    form, language, recipient, passphrase
        As `transfer.sealing_files.sealed_file` takes them.
    non_punishment
        Whether the principle of non-punishment was pointed out to an authority that gets it.

    Raises
    ------
    Refused
        If nothing may leave; or not to an authority before the principle was pointed out.
    NoReceiver
        If the key of the receiver is none.
    """
    sorted_ = export_look(wanted, by=by)
    if not sorted_.leave:
        raise Refused("web.casework.export-nothing", status=400)
    if wanted.purpose == Basis.Purpose.PROSECUTION and not non_punishment:
        raise Refused("web.casework.say-non-punishment", status=400)
    written = export_written(sorted_, wanted, by=by)
    made = sealed_file(written, form=form, language=language, recipient=recipient, passphrase=passphrase)
    copies_note(persons_of(sorted_), wanted, receiver=receiver, what=_what(wanted))
    details: dict[str, Any] = {
        "purpose": wanted.purpose,
        "form": form,
        "cases": len(sorted_.leave),
        "held_back": len(sorted_.held_back),
        "others": len(sorted_.others),
        "others_held_back": len(sorted_.others_held_back),
        "alleged": wanted.alleged,
        "receiver": receiver,
    }
    record("cases.exported", details=details)
    return made


def export_written(sorted_: Sorted, wanted: Wanted, *, by: Actor) -> Written:
    """Write the cases that may leave, with the other people of them who may leave too."""
    insist(by, "cases.export")
    return records_of(
        sorted_.leave,
        actor=by,
        identifying=wanted.identifying,
        alleged=wanted.alleged,
        others=[(case.pk, person) for case, person in sorted_.others],
    )


def persons_of(sorted_: Sorted) -> list[tuple[Case, uuid.UUID]]:
    """List of whom something leaves, with the case in which it does."""
    return [*((one, one.person_id) for one in sorted_.leave), *sorted_.others]


def copies_note(
    persons: Iterable[tuple[Case, uuid.UUID]], wanted: Wanted, *, receiver: str, what: str
) -> None:
    """Note for each person that data went to somebody, and tell the audit trail."""
    export = uuid.uuid4()
    for case, person in persons:
        editing.create(
            Copy,
            person_id=person,
            case=case,
            purpose=wanted.purpose,
            receiver=receiver,
            what=what,
            recallable=False,
        )
        record(
            "cases.handed-out",
            person=person,
            subject=("casework.case", case.pk),
            details={"purpose": wanted.purpose, "export": str(export), "identifying": wanted.identifying},
        )


def _what(wanted: Wanted) -> str:
    return say("web.casework.export-what-full" if wanted.identifying else "web.casework.export-what-bare")
