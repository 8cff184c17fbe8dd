"""What is written of status and stages: somebody decided; software never does."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.casework import editing
from fanal.web.casework.models import Case, Context, Stage, StatusDecision


@transaction.atomic
def status_decide(
    *,
    case: Case,
    by: Actor,
    context: Context,
    status: str,
    decided_by: str,
    authority: str,
    decided_on: date,
) -> StatusDecision:
    """Record what was decided on the status of a victim, by whom and when; what was decided before stays.

    Parameters
    ----------
    context
        As a victim, in this case.
    status, decided_by
        Codes of HTCDS ``trafficking-status`` and ``decision-making-organisation``.
    authority
        The name of who decided.
    """
    insist(by, "cases.change", case)
    made = editing.create(
        StatusDecision,
        context=context,
        person_id=context.person_id,
        status=status,
        decided_by=decided_by,
        authority=authority,
        decided_on=decided_on,
    )
    about = {"status": status, "decided_by": decided_by, "decision": str(made.pk)}
    record("cases.status-decided", person=made.person_id, subject=("casework.case", case.pk), details=about)
    return made


@transaction.atomic
def stage_add(*, case: Case, by: Actor, **values: Any) -> Stage:
    """Record a stage that the person of a case is in, or was."""
    insist(by, "cases.change", case)
    made = editing.create(Stage, case=case, person_id=case.person_id, **values)
    _tell("cases.stage-added", case, made)
    return made


@transaction.atomic
def stage_change(stage: Stage, *, case: Case, by: Actor, seen: int, **values: Any) -> Stage:
    """Change a stage: its days, and what came of it."""
    insist(by, "cases.change", case)
    changed = editing.change(stage, seen=seen, **values)
    _tell("cases.stage-changed", case, changed)
    return changed


def _tell(event: str, case: Case, stage: Stage) -> None:
    about = {"stage": str(stage.pk), "kind": stage.kind, "outcome": stage.outcome}
    record(event, person=stage.person_id, subject=("casework.case", case.pk), details=about)
