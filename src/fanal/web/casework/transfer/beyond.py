"""What casework keeps beyond HTCDS, as the columns of its extension, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils import timezone

from fanal.standard import Words as Said
from fanal.web.casework.ages import ESTIMATED, born_at_latest
from fanal.web.casework.models import (
    Accompanying,
    Case,
    Context,
    Person,
    PlanStep,
    Service,
    Stage,
    StatusDecision,
    SupportPlan,
)
from fanal.web.casework.selectors.person import name_of, other_names
from fanal.web.casework.transfer.extension import (
    CHILD,
    OF_OTHERS,
    SERVICE,
    STAGE,
    STEP,
    casework_part,
    name_of_other,
    written_name,
)
from fanal.web.casework.transfer.rows import Values
from fanal.web.casework.vocabulary import Words
from fanal.web.design.language import say_in

KEPT_APART = (ESTIMATED, "names")
"""What is told of a person beside the fields of the standard."""
_NAME = {"nam_First": "first", "nam_Middle": "middle", "nam_Second": "second"}
_NAME |= {"nam_Script": "script", "nam_Use": "use"}
_SERVICE = {"srv_Kind": "kind", "srv_GivenOn": "given_on", "srv_Until": "until", "srv_Outcome": "outcome"}
_SERVICE |= {"srv_Quantity": "quantity", "srv_Note": "note"}
_STAGE = {"stg_Kind": "kind", "stg_BeginsOn": "begins_on", "stg_EndsOn": "ends_on"}
_STAGE |= {"stg_Outcome": "outcome", "stg_Note": "note"}
_STEP = {"stp_What": "what", "stp_DueOn": "due_on", "stp_DoneOn": "done_on"}
_CHILD = {"chd_Name": "name", "chd_Birthdate": "born", "chd_Relation": "relation", "chd_Needs": "needs"}


def of_person(person: Person) -> Values:
    """Give what is kept of a person besides fields of the standard."""
    told = person.told or {}
    estimated = told.get(ESTIMATED) or {}
    dated = bool(told.get("prs_Birthdate"))
    unsaid = born_at_latest(told) is None or person.age == Person.Age.DISPUTED
    return {
        "prs_BirthdateEstimated": True if dated and person.birth == Person.Birth.ESTIMATED else None,
        "prs_EstimatedAge": estimated.get("years"),
        "prs_EstimatedAgeOn": estimated.get("on"),
        "prs_TakenFor": person.age if unsaid and person.age != Person.Age.UNKNOWN else None,
        "prs_SafeContact": person.reach or None,
        "prs_InDangerSince": _day(person.danger_since),
        "prs_InterviewLanguage": person.interview_language or None,
        "prs_RecordLanguage": person.record_language or None,
        "prs_NeedsInterpreter": person.interpreter,
    }


def of_case(case: Case, decision: StatusDecision | None) -> Values:
    """Give what is kept of a case, and of the last decision on its person."""
    return {
        "cas_ClosedOn": _day(case.closed_on),
        "cas_ClosureReason": case.closure or None,
        "cas_Source": case.source or None,
        "vic_StatusDecidedOn": _day(decision.decided_on) if decision else None,
        "vic_StatusAuthority": (decision.authority or None) if decision else None,
    }


def of_names(person: Person) -> list[Values]:
    """Give the other names of a person."""
    return [
        {column: one.get(part) or None for column, part in _NAME.items()}
        for one in (person.told or {}).get("names", [])
    ]


def of_services(rows: Iterable[Service]) -> list[Values]:
    """Give services."""
    return [_columns(one, _SERVICE) for one in rows]


def of_stages(rows: Iterable[Stage]) -> list[Values]:
    """Give stages."""
    return [_columns(one, _STAGE) for one in rows]


def of_steps(plans: Sequence[SupportPlan], rows: Iterable[PlanStep]) -> list[Values]:
    """Give steps of plans, each with the place of its plan."""
    places = {plan.pk: place for place, plan in enumerate(plans, start=1)}
    return [{"stp_Plan": places[one.plan_id]} | _columns(one, _STEP) for one in rows if one.plan_id in places]


def of_children(rows: Iterable[Accompanying]) -> list[Values]:
    """Give children who are with a person; the name of one with a record of its own stands there."""
    return [
        _columns(one, _CHILD) | ({"chd_Name": name_of(one.child) or None} if one.child else {})
        for one in rows
    ]


def of_other(context: Context, words: Words) -> Values:
    """Give another person of a case."""
    values: Values = {"oth_Role": context.role}
    known = words.vocabulary.by_name
    for name, value in {**context.person.values, **context.values}.items():
        if name in known and known[name].table in OF_OTHERS:
            values[name_of_other(written_name(known[name]))] = value
    names = "\n".join(one["name"] for one in other_names(context.person) if one["name"])
    return values | {"oth_OtherNames": names or None}


def _columns(row: Any, columns: Mapping[str, str]) -> Values:
    return {column: _plain(getattr(row, name)) for column, name in columns.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else (None if value == "" else value)


def _day(value: date | datetime | None) -> str | None:
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    return value.isoformat() if value else None


# And back.


def person_attributes(more: Values, names: Iterable[Values], told: Values) -> Values:
    """Give the attributes of a person that columns say, with what is told of them.

    Parameters
    ----------
    more, names
        Of the person, and of their other names.
    told
        What is told of the person by the fields of the standard.
    """
    found = [{part: one.get(column, "") for column, part in _NAME.items()} for one in names]
    made = dict(told) | ({"names": found} if found else {})
    years, on = more.get("prs_EstimatedAge"), more.get("prs_EstimatedAgeOn")
    if years is not None and on:
        made[ESTIMATED] = {"years": years, "on": on}
    return {
        "told": made,
        "birth": _birth(more, made),
        "reach": more.get("prs_SafeContact", ""),
        "danger_since": _moment(more.get("prs_InDangerSince")),
        "interview_language": more.get("prs_InterviewLanguage", ""),
        "record_language": more.get("prs_RecordLanguage", ""),
        "interpreter": more.get("prs_NeedsInterpreter"),
    }


def case_attributes(more: Values, *, closed: bool) -> Values:
    """Give the attributes of a case that columns say; of its closure, where it is closed."""
    found: Values = {"source": more.get("cas_Source", "")}
    if closed:
        found["closure"] = more.get("cas_ClosureReason", "")
        if "cas_ClosedOn" in more:
            found["closed_on"] = date.fromisoformat(more["cas_ClosedOn"])
    return found


def decision_attributes(more: Values) -> Values:
    """Give the attributes of a decision on the status that columns say."""
    found: Values = {}
    if "vic_StatusDecidedOn" in more:
        found["decided_on"] = date.fromisoformat(more["vic_StatusDecidedOn"])
    if "vic_StatusAuthority" in more:
        found["authority"] = more["vic_StatusAuthority"]
    return found


def rows_beyond(
    several: Mapping[str, Sequence[Values]], plans: Sequence[SupportPlan]
) -> Iterator[tuple[type[Model], Values]]:
    """Give the rows of tables that HTCDS does not have: of which model, with which attributes.

    A service or a stage without its kind and day is none, nor is a step whose plan is not there.
    """
    for values in several.get(SERVICE, ()):
        service = _attributes(values, _SERVICE)
        if "quantity" in service:
            service["quantity"] = Decimal(str(round(service["quantity"], 2)))
        if {"kind", "given_on"} <= service.keys():
            yield Service, service
    for values in several.get(STAGE, ()):
        stage = _attributes(values, _STAGE)
        if {"kind", "begins_on"} <= stage.keys():
            yield Stage, stage
    for values in several.get(CHILD, ()):
        yield Accompanying, _attributes(values, _CHILD)
    for order, values in enumerate(several.get(STEP, ())):
        place = values.get("stp_Plan", 0)
        if 1 <= place <= len(plans):
            yield (
                PlanStep,
                {"plan": plans[place - 1], "what": "", "order": order, **_attributes(values, _STEP)},
            )


def other_person(values: Values, words: Words) -> tuple[str, Values, Values]:
    """Give another person of a case: the role, and the values of the person and of the context."""
    person: Values = {}
    context: Values = {}
    for field in words.vocabulary.of_table(*OF_OTHERS):
        name = name_of_other(written_name(field))
        if name in values:
            (person if field.table == OF_OTHERS[0] else context)[field.name] = values[name]
    victim = values.get("oth_Role") == Context.Role.VICTIM or context
    return str(Context.Role.VICTIM if victim else Context.Role.OTHER), person, context


def names_of_other(values: Values) -> list[Values]:
    """Give the other names of another person of a case."""
    return [{"nam_First": one} for one in values.get("oth_OtherNames", "").splitlines() if one.strip()]


def lines(more: Values, names: Iterable[Values]) -> Iterator[str]:
    """Say as lines what a file has of a person in columns of casework: for somebody who is here already."""
    for values in ({name: one for name, one in more.items() if name.startswith("prs_")}, *names):
        labels = {one["name"]: one["label"] for one in casework_part()["field"] if one["name"] in values}
        for name, label in labels.items():
            yield f"{say_in(Said(label['en'], label['fr']))}: {values[name]}"


def _attributes(values: Values, columns: Mapping[str, str]) -> Values:
    found = {name: values[column] for column, name in columns.items() if column in values}
    return {name: _day_of(value) if name in _DAYS else value for name, value in found.items()}


_DAYS = frozenset({"given_on", "until", "begins_on", "ends_on", "due_on", "done_on", "born"})


def _day_of(value: str) -> date:
    return date.fromisoformat(value)


def _moment(day: str | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(date.fromisoformat(day), time(12))) if day else None


def _birth(more: Values, told: Values) -> str:
    if "prs_Birthdate" in told:
        guess = more.get("prs_BirthdateEstimated")
        return str(Person.Birth.ESTIMATED if guess else Person.Birth.KNOWN)
    return str(Person.Birth.ESTIMATED if ESTIMATED in told else Person.Birth.UNKNOWN)
