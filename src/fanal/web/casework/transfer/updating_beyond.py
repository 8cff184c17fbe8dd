"""What casework keeps beyond HTCDS, brought up to date from a record: what is not given stays.

Other people of a case are not changed so: nothing in a record says which of them it means.
"""

from __future__ import annotations

from typing import Any

from fanal.web.casework import editing
from fanal.web.casework.models import Accompanying, Case, Person, PlanStep, Service, Stage, SupportPlan
from fanal.web.casework.transfer import beyond
from fanal.web.casework.transfer.extension import CHILD, NAME, SERVICE, STAGE, STEP
from fanal.web.casework.transfer.rows import CaseRow, Values

_GIVEN_BY = {
    "reach": "prs_SafeContact",
    "danger_since": "prs_InDangerSince",
    "interview_language": "prs_InterviewLanguage",
    "record_language": "prs_RecordLanguage",
    "interpreter": "prs_NeedsInterpreter",
}
_BIRTH = ("prs_BirthdateEstimated", "prs_EstimatedAge")


def person_given(row: CaseRow, told: Values) -> Values:
    """Give the attributes of a person that a record gives, with all that is told of them from now on.

    Parameters
    ----------
    told
        What was told and what the record tells by the fields of the standard.
    """
    found = beyond.person_attributes(row.more, row.several.get(NAME, []), told)
    given = {name: found[name] for name, column in _GIVEN_BY.items() if column in row.more}
    if NAME in row.several or "prs_EstimatedAge" in row.more:
        given["told"] = found["told"]
    if "prs_Birthdate" in row.once["person"] or any(name in row.more for name in _BIRTH):
        given["birth"] = found["birth"]
    if row.more.get("prs_TakenFor") in (Person.Age.CHILD, Person.Age.DISPUTED):
        # No record takes away what protects a child: a named authority decides that.
        given["age"] = row.more["prs_TakenFor"]
    return given


def rows_add(case: Case, row: CaseRow) -> None:
    """Add rows of tables that HTCDS does not have, where there is none alike."""
    plans = list(SupportPlan.objects.filter(case=case, mistaken_at=None).order_by("made_at", "pk"))
    about: dict[str, Any] = {"case": case, "person_id": case.person_id}
    for table, some in _held(case, plans).items():
        new = [values for values in row.several.get(table, []) if values not in some]
        for model, given in beyond.rows_beyond({table: new}, plans):
            editing.create(model, **given, **({"person_id": case.person_id} if model is PlanStep else about))


def _held(case: Case, plans: list[SupportPlan]) -> dict[str, list[Values]]:
    children = Accompanying.objects.filter(case=case, mistaken_at=None).select_related("child")
    found = {
        SERVICE: beyond.of_services(Service.objects.filter(case=case, mistaken_at=None)),
        STAGE: beyond.of_stages(Stage.objects.filter(case=case)),
        CHILD: beyond.of_children(children),
        STEP: beyond.of_steps(plans, PlanStep.objects.filter(plan__in=plans, mistaken_at=None)),
    }
    return {table: [_said(one) for one in rows] for table, rows in found.items()}


def _said(values: Values) -> Values:
    return {name: value for name, value in values.items() if value is not None}


def is_given(row: CaseRow) -> bool:
    """Say whether a record gives anything of a person beyond the fields of the standard."""
    return NAME in row.several or any(name.startswith("prs_") for name in row.more)
