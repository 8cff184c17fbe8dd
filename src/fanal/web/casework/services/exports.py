"""Handing cases out: just those one may see, whose persons' data may leave for the purpose that is named."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from fanal.presentation import Language
from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.casework import editing
from fanal.web.casework.models import Basis, Case, Copy
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
ERASED = "web.casework.export-erased"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is to be handed out.

    Attributes
    ----------
    purpose
        What for: a code of the list ``purposes``.
    identifying
        Whether fields go along that say who somebody is, and free texts.
    status, opened_from, opened_to
        Which cases; empty: all.
    """

    purpose: str
    identifying: bool = False
    status: str = ""
    opened_from: date | None = None
    opened_to: date | None = None


@dataclass(frozen=True)
class Sorted:
    """Cases that may leave, and those that are held back, each with the key of the reason."""

    leave: list[Case] = field(default_factory=list)
    held_back: list[tuple[Case, str]] = field(default_factory=list)


def export_look(wanted: Wanted, *, by: Actor) -> Sorted:
    """Say what would be handed out, and what not, with its reason.

    Raises
    ------
    Refused
        If it is more than can be handed out at once.
    """
    insist(by, "cases.export")
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
    """Divide cases by whether the data of their person may leave for a purpose."""
    load_persons(one.person_id for one in cases)
    erased = set(
        PersonKey.objects.filter(pk__in=[one.person_id for one in cases])
        .exclude(destroyed_at=None)
        .values_list("pk", flat=True)
    )
    alive = [one for one in cases if one.person_id not in erased]
    decisions = may_leave_of([one.person for one in alive], purpose)
    made = Sorted()
    for one in cases:
        if one.person_id in erased:
            made.held_back.append((one, ERASED))
        elif (decision := decisions[one.person_id]).allowed:
            made.leave.append(one)
        else:
            made.held_back.append((one, decision.reason))
    return made


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
    written = records_of(sorted_.leave, actor=by, identifying=wanted.identifying)
    made = sealed_file(
        written.records, form=form, language=language, recipient=recipient, passphrase=passphrase
    )
    copies_note(sorted_.leave, wanted, receiver=receiver, what=_what(wanted))
    details: dict[str, Any] = {
        "purpose": wanted.purpose,
        "form": form,
        "cases": len(sorted_.leave),
        "held_back": len(sorted_.held_back),
        "receiver": receiver,
    }
    record("cases.exported", details=details)
    return made


def export_written(cases: Sequence[Case], wanted: Wanted, *, by: Actor) -> Written:
    """Write cases that may leave, as the API hands them out."""
    insist(by, "cases.export")
    return records_of(cases, actor=by, identifying=wanted.identifying)


def copies_note(cases: Sequence[Case], wanted: Wanted, *, receiver: str, what: str) -> None:
    """Note for each person that data went to somebody, and tell the audit trail."""
    export = uuid.uuid4()
    for case in cases:
        editing.create(
            Copy,
            person_id=case.person_id,
            case=case,
            purpose=wanted.purpose,
            receiver=receiver,
            what=what,
            recallable=False,
        )
        record(
            "cases.handed-out",
            person=case.person_id,
            subject=("casework.case", case.pk),
            details={"purpose": wanted.purpose, "export": str(export), "identifying": wanted.identifying},
        )


def _what(wanted: Wanted) -> str:
    return say("web.casework.export-what-full" if wanted.identifying else "web.casework.export-what-bare")
