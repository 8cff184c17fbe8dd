"""Cases to records of HTCDS: with a fixed number of queries, whatever their number."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.utils import timezone

from fanal.standard import CASE, Field, FieldType, Records, dtype, htcds
from fanal.standard.consent import BOX, WITHDRAWN
from fanal.web.access.actor import Actor
from fanal.web.access.levels import REACH_RESTRICTED
from fanal.web.access.models import Assignment, kind_of
from fanal.web.access.policy import may
from fanal.web.casework.models import (
    Basis,
    Case,
    Comment,
    Context,
    Event,
    Imported,
    StatusDecision,
    SupportPlan,
)
from fanal.web.casework.policy import READ_ALLEGED
from fanal.web.casework.transfer.incoming import CLOSED, DECIDED_BY, STATUS
from fanal.web.casework.transfer.rows import ALLEGED, COMMENT, EVENT, ONCE, PLAN, Values
from fanal.web.keys.hierarchy import load_persons

_OPEN_CODE, _CLOSED_CODE = "Active", "Closed"


@dataclass(frozen=True)
class Written:
    """Cases as records.

    Attributes
    ----------
    left_out
        Values for which the standard has no place, or no longer one: how many. They stay on the site.
    """

    records: Records
    left_out: int


def records_of(cases: Sequence[Case], *, actor: Actor, identifying: bool = True) -> Written:
    """Write cases as records of HTCDS, as `actor` may see them.

    An alleged perpetrator is written only where `actor` may know of them, and somebody decided that it is
    shared. What was entered by mistake is not written.

    Parameters
    ----------
    cases
        With their persons loaded, in the order wanted. Whether anything of them may leave is asked before.
    identifying
        Whether fields are written that say who somebody is, and free texts, which may.
    """
    load_persons(one.person_id for one in cases)
    held = _Held([one.pk for one in cases], [one.person_id for one in cases], actor)
    load_persons(one.person_id for some in held.contexts.values() for one in some)
    table = _Table(identifying)
    once = [(case.number, table.kept(_once(case, held), *ONCE)) for case in cases]
    several: dict[str, list[tuple[str, Values]]] = {}
    for name in (ALLEGED, COMMENT, EVENT, PLAN):
        found = [
            (case.number, kept)
            for case in cases
            for values in held.several(name, case)
            if (kept := table.kept(values, name))
        ]
        if found:
            several[name] = found
    frames = {name: _frame(rows) for name, rows in several.items()}
    fictional = bool(cases) and all(held.fictional.get(case.pk) for case in cases)
    return Written(Records(htcds(), _frame(once), frames, fictional), table.left_out)


class _Table:
    """Keeps the values that may be written, and counts the others."""

    def __init__(self, identifying: bool) -> None:
        self.identifying = identifying
        self.left_out = 0

    def kept(self, values: Mapping[str, Any], *tables: str) -> Values:
        """Give the values that the standard has a place for."""
        found: Values = {}
        for name, value in values.items():
            if value is None:
                continue
            field = htcds().by_name.get(name)
            if field is not None and field.table not in tables:
                continue
            read = _read(field, value) if field is not None and field.in_force else None
            if field is None or read is None:
                self.left_out += 1
            elif self.identifying or not field.secret:
                found[name] = read
        return found


def _read(field: Field, value: Any) -> Any:
    """Give a kept value as records have it; none, where it is no value of the standard."""
    if field.list is not None:
        known = htcds().code_list(field).by_code
        if field.type is FieldType.MULTISELECT:
            order = {code: place for place, code in enumerate(known)}
            return sorted({one for one in value if one in known}, key=order.__getitem__) or None
        return value if value in known else None
    if field.type is FieldType.DATE:
        return date.fromisoformat(value)
    return value


def _frame(rows: Sequence[tuple[str, Values]]) -> pl.DataFrame:
    names = {name for _, values in rows for name in values}
    fields = [field for field in htcds() if field.name in names]
    columns: dict[str, Any] = {CASE: pl.Series([key for key, _ in rows], dtype=pl.String)}
    columns |= {
        field.name: pl.Series([values.get(field.name) for _, values in rows], dtype=dtype(field))
        for field in fields
    }
    return pl.DataFrame(columns)


def _once(case: Case, held: _Held) -> Values:
    person = case.person
    victim = held.victim(case)
    values = {**person.values, **(victim.values if victim else {}), **case.values}
    decision = held.decisions.get(victim.pk) if victim else None
    if decision is not None:
        values |= {STATUS: decision.status, DECIDED_BY: decision.decided_by or None}
    brought = case.pk in held.fictional
    if not brought:
        values["cas_RegistrationDate"] = case.opened_on.isoformat()
    values["cas_Status"] = _status(case, values.get("cas_Status"), brought)
    return values | held.consent(person.pk)


def _status(case: Case, code: str | None, brought: bool) -> str | None:
    closed = case.status == Case.Status.CLOSED
    if (code in CLOSED) == closed and (code or brought):
        return code
    return _CLOSED_CODE if closed else _OPEN_CODE


class _Held:
    """All that belongs to some cases."""

    def __init__(self, cases: list[uuid.UUID], persons: list[uuid.UUID], actor: Actor) -> None:
        self.contexts = _by(
            Context.objects.filter(case__in=cases).select_related("person").order_by("made_at", "pk"),
            "case_id",
        )
        self.decisions: dict[uuid.UUID, StatusDecision] = {
            one.context_id: one
            for one in StatusDecision.objects.filter(context__case__in=cases).order_by(
                "decided_on", "made_at"
            )
            if one.context_id
        }
        self.rows = {
            name: _by(
                model.objects.filter(case__in=cases, mistaken_at=None).order_by("made_at", "pk"), "case_id"
            )
            for name, model in ((COMMENT, Comment), (EVENT, Event), (PLAN, SupportPlan))
        }
        self.bases = _by(
            Basis.objects.filter(person__in=persons, purpose=Basis.Purpose.CARE).order_by(
                "at", "made_at", "pk"
            ),
            "person_id",
        )
        self.fictional: dict[uuid.UUID, bool] = {
            one.case_id: bool(one.of.settings.get("fictional"))
            for one in Imported.objects.filter(case__in=cases).select_related("of")
        }
        self.may_know = _may_know(cases, actor)

    def victim(self, case: Case) -> Context | None:
        """Give the context of the person of a case as a victim."""
        return next(
            (
                one
                for one in self.contexts[case.pk]
                if one.role == Context.Role.VICTIM and one.person_id == case.person_id
            ),
            None,
        )

    def several(self, name: str, case: Case) -> list[Values]:
        """Give the rows of a table of which a case may have several."""
        if name == ALLEGED:
            return [
                one.values
                for one in self.contexts[case.pk]
                if one.role == Context.Role.PERPETRATOR and one.shared and case.pk in self.may_know
            ]
        rows = self.rows[name][case.pk]
        if name == COMMENT:
            return [{"cco_CaseComment": one.text} for one in rows]
        if name == PLAN:
            return [_ended(one) for one in rows]
        return [one.values for one in rows]

    def consent(self, person: uuid.UUID) -> Values:
        """Give consent as the standard has it: what was said to help and support, the last of all."""
        said = [one for one in self.bases[person] if one.ground == Basis.Ground.CONSENT]
        if not said:
            return {}
        answers = [one for one in said if one.answer != Basis.Answer.WITHDRAWN]
        last = answers[-1] if answers else said[-1]
        values: Values = {name: "yes" if met else "no" for name, met in last.duties.items()}
        if answers:
            values[BOX] = last.answer == Basis.Answer.GIVEN
        withdrawn = said[-1].answer == Basis.Answer.WITHDRAWN
        values[WITHDRAWN] = timezone.localdate(said[-1].at).isoformat() if withdrawn else None
        return values


def _ended(plan: SupportPlan) -> Values:
    own: Values = plan.values
    if plan.ended_on and not own.get("spl_ActualEndDate"):
        return own | {"spl_ActualEndDate": plan.ended_on.isoformat()}
    return own


def _may_know(cases: list[uuid.UUID], actor: Actor) -> set[uuid.UUID]:
    """Find the cases in which somebody may know who is alleged to be a perpetrator; see `policy`."""
    if not may(actor, READ_ALLEGED).allowed:
        return set()
    if REACH_RESTRICTED in actor.actions:
        return set(cases)
    own = Assignment.objects.filter(kind=kind_of(Case), subject__in=cases, member__user=actor.user_id)
    return set(own.values_list("subject", flat=True))


def _by(rows: Iterable[Any], attribute: str) -> defaultdict[uuid.UUID, list[Any]]:
    found: defaultdict[uuid.UUID, list[Any]] = defaultdict(list)
    for one in rows:
        found[getattr(one, attribute)].append(one)
    return found
