"""A case of the site brought up to date from a record: what is given takes the place of what was there."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction

from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.casework import editing
from fanal.web.casework.fields import split
from fanal.web.casework.models import Case, Comment, Context, Event, StatusDecision, SupportPlan
from fanal.web.casework.services.case import case_change
from fanal.web.casework.services.person import person_change
from fanal.web.casework.transfer.beyond import decision_attributes
from fanal.web.casework.transfer.incoming import DECIDED_BY, STATUS
from fanal.web.casework.transfer.rows import COMMENT, EVENT, PLAN, CaseRow, Values
from fanal.web.casework.transfer.updating_beyond import is_given, person_given, rows_add
from fanal.web.casework.vocabulary import Words
from fanal.web.design.language import say


@transaction.atomic
def case_update(case: Case, row: CaseRow, *, seen: int, by: Actor) -> Case:
    """Change a case, its person and their context by what a record gives; what it does not give stays.

    Rows of tables of which a case has several are added, where there is none alike; other people of a case
    are not changed so, for nothing says which of them is meant. Consent is never
    changed so: a basis is recorded by whoever heard it. Neither is whether a case is closed.

    Raises
    ------
    ChangedMeanwhile
        If the case is no longer in the version that was seen.
    """
    insist(by, "cases.change", case)
    values = _merged(case, row.once["organisation"] | _of_case(row))
    if "cas_Source" in row.more:
        values["source"] = row.more["cas_Source"]
    changed = case_change(case=case, seen=seen, by=by, **values)
    if row.once["person"] or is_given(row):
        person = case.person
        values = _merged(person, row.once["person"])
        person_change(person=person, seen=person.version, **(values | person_given(row, values["told"])))
    if row.once["victim context"]:
        _context(changed, row.once["victim context"], row.more)
    _add(Event, row.several.get(EVENT, []), changed)
    _add(SupportPlan, row.several.get(PLAN, []), changed)
    rows_add(changed, row)
    held = {one.text for one in Comment.objects.filter(case=case)}
    for values in row.several.get(COMMENT, []):
        if values["cco_CaseComment"] not in held:
            _make(Comment, changed, text=values["cco_CaseComment"])
    if row.aside:
        _make(Comment, changed, text="\n".join([say("web.casework.import-aside-comment"), *row.aside]))
    record("cases.updated", person=case.person_id, subject=("casework.case", case.pk))
    return changed


def _of_case(row: CaseRow) -> Values:
    return {name: value for name, value in row.once["case"].items() if name != "cas_Status"}


def _merged(document: Any, values: Values) -> dict[str, Any]:
    coded, told = _split(values)
    return {"coded": {**document.coded, **coded}, "told": {**(document.told or {}), **told}}


def _split(values: Values) -> tuple[Values, Values]:
    vocabulary = Words().vocabulary
    return split([vocabulary[name] for name in values], values)


def _context(case: Case, values: Values, more: Values) -> None:
    context = Context.objects.filter(
        case=case, person=case.person_id, role=Context.Role.VICTIM
    ).first() or _make(Context, case, role=Context.Role.VICTIM, shared=True, coded={}, told={})
    rest = {name: value for name, value in values.items() if name not in (STATUS, DECIDED_BY)}
    if rest:
        editing.change(context, seen=context.version, **_merged(context, rest))
    if STATUS in values:
        _decide(context, case, values, more)


def _decide(context: Context, case: Case, values: Values, more: Values) -> None:
    """Add what was decided elsewhere, where it is not what holds already."""
    said = (values[STATUS], values.get(DECIDED_BY, ""))
    last = StatusDecision.objects.filter(context=context).order_by("-decided_on", "-made_at").first()
    if last is None or (last.status, last.decided_by) != said:
        _make(
            StatusDecision,
            case,
            context=context,
            status=said[0],
            decided_by=said[1],
            **({"authority": say("web.casework.import-source")} | decision_attributes(more)),
        )


def _add(model: type[Any], rows: list[Values], case: Case) -> None:
    held = [one.values for one in model.objects.filter(case=case)]
    for values in rows:
        coded, told = _split(values)
        if {**coded, **told} not in held:
            _make(model, case, coded=coded, told=told)


def _make(model: type[models.Model], case: Case, **values: Any) -> Any:
    from django.utils import timezone

    if model is StatusDecision:
        values = {"decided_on": timezone.localdate()} | values
        return editing.create(StatusDecision, person_id=case.person_id, **values)
    return editing.create(model, case=case, person_id=case.person_id, **values)
