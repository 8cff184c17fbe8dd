"""What is written of contexts: as what a person is in a case."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.casework import editing
from fanal.web.casework.models import Case, Context, Person
from fanal.web.casework.policy import READ_ALLEGED, may_read_alleged
from fanal.web.design.errors import Refused

ALLEGED = Context.Role.PERPETRATOR


@transaction.atomic
def context_add(
    *, case: Case, person: Person, role: str, by: Actor, source: str = "", **values: Any
) -> Context:
    """Say as what a person is in a case.

    Parameters
    ----------
    role
        A perpetrator is always an alleged one: with `source`, and out of sharing until somebody decides.
    **values
        ``coded`` and ``told``.

    Raises
    ------
    Refused
        An alleged perpetrator without a source, or said already.
    """
    insist(by, "cases.change", case)
    if role == ALLEGED:
        _insist_alleged(by, case, source)
    if Context.objects.filter(case=case, person=person, role=role).exists():
        raise Refused("web.casework.context-there-already", status=400)
    made = editing.create(
        Context,
        case=case,
        person=person,
        role=role,
        source=source,
        shared=role != ALLEGED,
        **{**_EMPTY, **values},
    )
    record(
        "cases.context-added", person=person.pk, subject=("casework.case", case.pk), details={"role": role}
    )
    return made


@transaction.atomic
def context_change(*, context: Context, seen: int, by: Actor, **values: Any) -> Context:
    """Change a context.

    Raises
    ------
    ChangedMeanwhile
        If somebody changed it since it was shown.
    """
    insist(by, "cases.change", context.case)
    if context.role == ALLEGED:
        _insist_alleged(by, context.case, values.get("source", context.source))
    changed = editing.change(context, seen=seen, **values)
    record(
        "cases.context-changed",
        person=context.person_id,
        subject=("casework.case", context.case_id),
        details={"role": context.role},
    )
    return changed


@transaction.atomic
def context_remove(*, context: Context, by: Actor) -> None:
    """Take a person out of a case; never the one whom the case is about.

    Raises
    ------
    Refused
        The case is about this person as such.
    """
    insist(by, "cases.change", context.case)
    if context.role == ALLEGED:
        _insist_alleged(by, context.case, "-")
    if context.person_id == context.case.person_id and context.role == Context.Role.VICTIM:
        raise Refused("web.casework.context-of-the-case", status=400)
    record(
        "cases.context-removed",
        person=context.person_id,
        subject=("casework.case", context.case_id),
        details={"role": context.role},
    )
    context.delete()


def _insist_alleged(by: Actor, case: Case, source: str) -> None:
    if not may_read_alleged(by, case):
        insist(by, READ_ALLEGED, case)
        raise Refused("web.casework.alleged-for-assigned", status=403)
    if not source.strip():
        raise Refused("web.casework.source-missing", status=400)


_EMPTY: dict[str, Any] = {"coded": {}, "told": {}}
