"""Cases to records of HTCDS: with a fixed number of queries, whatever their number."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.utils import timezone

from fanal.exchange.description import Rows, rows_of
from fanal.standard import CASE, Field, FieldType, Records, Vocabulary, dtype, htcds
from fanal.standard.consent import BOX, WITHDRAWN
from fanal.standard.extension import extended_by
from fanal.web.access.actor import Actor
from fanal.web.access.levels import REACH_RESTRICTED
from fanal.web.access.models import Assignment, kind_of
from fanal.web.access.policy import may
from fanal.web.casework.models import (
    Accompanying,
    Basis,
    Case,
    Comment,
    Context,
    Event,
    Imported,
    PlanStep,
    Service,
    Stage,
    StatusDecision,
    SupportPlan,
)
from fanal.web.casework.policy import READ_ALLEGED
from fanal.web.casework.transfer import beyond
from fanal.web.casework.transfer.extension import (
    CHILD,
    NAME,
    OTHER,
    SERVICE,
    STAGE,
    STEP,
    Raw,
    for_writing,
    narrowed,
    written_name,
)
from fanal.web.casework.transfer.incoming import CLOSED, DECIDED_BY, STATUS
from fanal.web.casework.transfer.rows import ALLEGED, COMMENT, EVENT, ONCE, PLAN, Values
from fanal.web.casework.vocabulary import Words
from fanal.web.keys.hierarchy import load_persons

_OPEN_CODE, _CLOSED_CODE = "Active", "Closed"


@dataclass(frozen=True)
class Written:
    """Cases as records.

    Attributes
    ----------
    extension
        What the columns mean that are not of the standard.
    left_out
        Values for which there is no column: how many. They stay on the site.
    """

    records: Records
    extension: Rows
    left_out: int


SEVERAL = (ALLEGED, COMMENT, EVENT, PLAN, NAME, OTHER, SERVICE, CHILD, STAGE, STEP)
"""Tables of which a case may have several rows."""


def records_of(
    cases: Sequence[Case],
    *,
    actor: Actor,
    identifying: bool = True,
    alleged: bool = False,
    others: Collection[tuple[uuid.UUID, uuid.UUID]] = (),
) -> Written:
    """Write cases as records of HTCDS with its extension of casework, as `actor` may see them.

    What was entered by mistake is not written.

    Parameters
    ----------
    cases
        With their persons loaded, in the order wanted. Whether anything of them may leave is asked before.
    identifying
        Whether fields are written that say who somebody is, and free texts, which may.
    alleged
        Whether alleged perpetrators are written: only where `actor` may know of them, and somebody decided
        that they are shared; never by name.
    others
        Ids of cases, each with that of another person of it whose data may leave too.
    """
    words = Words()
    load_persons([*(one.person_id for one in cases), *(person for _, person in others)])
    held = _Held(cases, actor, words, alleged=alleged, others=frozenset(others))
    table = _Table(identifying, words)
    once = [(case.number, table.kept(_once(case, held), *ONCE)) for case in cases]
    several: dict[str, list[tuple[str, Values]]] = {}
    for name in SEVERAL:
        found = [
            (case.number, kept)
            for case in cases
            for values in held.several(name, case, table)
            if (kept := table.kept(values, name))
        ]
        if found:
            several[name] = found
    columns = {name for rows in (once, *several.values()) for _, values in rows for name in values}
    raw = narrowed(table.extension, columns)
    vocabulary = _of(raw)
    frames = {name: _frame(rows, vocabulary) for name, rows in several.items()}
    fictional = bool(cases) and all(held.fictional.get(case.pk) for case in cases)
    records = Records(vocabulary, _frame(once, vocabulary), frames, fictional)
    return Written(records, rows_of(raw) if vocabulary is not htcds() else (), table.left_out)


def _of(raw: Raw) -> Vocabulary:
    adds = any(raw[part] for part in ("field", "list", "deprecated"))
    return extended_by(htcds(), raw) if adds else htcds()


class _Table:
    """Keeps the values that may be written, and counts the others."""

    def __init__(self, identifying: bool, words: Words) -> None:
        self.identifying = identifying
        self.vocabulary, self.extension = for_writing(words)
        self.left_out = 0
        self._names = {one.name: written_name(one) for one in words.vocabulary}

    def kept(self, values: Mapping[str, Any], *tables: str) -> Values:
        """Give the values that there is a column for, and count those for which there is none."""
        found: Values = {}
        for name, value in values.items():
            if value is None:
                continue
            field = self.vocabulary.by_name.get(self._names.get(name, name))
            if field is not None and field.table not in tables:
                continue
            read = None if field is None else _read(field, value, self.vocabulary)
            if field is None or read is None:
                self.left_out += 1
            elif self.identifying or not field.secret:
                found[field.name] = read
        return found

    def says(self, values: Mapping[str, Any], table: str) -> bool:
        """Say whether anything would be kept."""
        before = self.left_out
        kept = self.kept(values, table)
        self.left_out = before
        return bool(kept)


def _read(field: Field, value: Any, vocabulary: Vocabulary) -> Any:
    """Give a kept value as records have it; none, where it is none of the field."""
    if field.list is not None:
        known = vocabulary.code_list(field).by_code
        if field.type is FieldType.MULTISELECT:
            order = {code: place for place, code in enumerate(known)}
            return sorted({one for one in value if one in known}, key=order.__getitem__) or None
        return value if value in known else None
    if field.type is FieldType.DATE:
        return date.fromisoformat(value)
    return value


def _frame(rows: Sequence[tuple[str, Values]], vocabulary: Vocabulary) -> pl.DataFrame:
    names = {name for _, values in rows for name in values}
    fields = [field for field in vocabulary if field.name in names]
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
    values = {name: value for name, value in values.items() if name not in beyond.KEPT_APART}
    decision = held.decisions.get(victim.pk) if victim else None
    values |= beyond.of_person(person) | beyond.of_case(case, decision)
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

    def __init__(
        self,
        wanted: Sequence[Case],
        actor: Actor,
        words: Words,
        *,
        alleged: bool,
        others: frozenset[tuple[uuid.UUID, uuid.UUID]],
    ) -> None:
        cases = [one.pk for one in wanted]
        persons = [one.person_id for one in wanted]
        self.words, self.others = words, others
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
            for name, model in _ROWS.items()
        }
        self.rows[CHILD] = _by(
            Accompanying.objects.filter(case__in=cases, mistaken_at=None)
            .select_related("child")
            .order_by("made_at", "pk"),
            "case_id",
        )
        self.rows[STAGE] = _by(
            Stage.objects.filter(case__in=cases, person__in=persons).order_by("begins_on", "made_at", "pk"),
            "case_id",
        )
        self.steps = _by(
            PlanStep.objects.filter(plan__case__in=cases, mistaken_at=None).order_by(
                "order", "made_at", "pk"
            ),
            "plan_id",
        )
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
        self.may_know = _may_know(cases, actor) if alleged else set()

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

    def several(self, name: str, case: Case, table: _Table) -> list[Values]:
        """Give the rows of a table of which a case may have several."""
        if name == NAME:
            return beyond.of_names(case.person)
        if name == OTHER:
            return [beyond.of_other(one, self.words) for one in self.besides(case)]
        if name == STEP:
            plans = [one for one in self.rows[PLAN][case.pk] if table.says(_ended(one), PLAN)]
            return beyond.of_steps(plans, (step for one in plans for step in self.steps[one.pk]))
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
        if name == CHILD:
            rows = [one for one in rows if not one.child_id or (case.pk, one.child_id) in self.others]
        return _AS_VALUES[name](rows)

    def besides(self, case: Case) -> list[Context]:
        """Give the other people of a case whose data may leave too; alleged perpetrators stand elsewhere."""
        return [
            one
            for one in self.contexts[case.pk]
            if one.role != Context.Role.PERPETRATOR
            and one.person_id != case.person_id
            and (case.pk, one.person_id) in self.others
        ]

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


_ROWS: Mapping[str, Any] = {COMMENT: Comment, EVENT: Event, PLAN: SupportPlan, SERVICE: Service}
_AS_VALUES: Mapping[str, Callable[[list[Any]], list[Values]]] = {
    EVENT: lambda rows: [one.values for one in rows],
    SERVICE: beyond.of_services,
    STAGE: beyond.of_stages,
    CHILD: beyond.of_children,
}


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
