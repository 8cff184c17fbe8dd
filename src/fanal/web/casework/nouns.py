"""The kinds of entries of a case that care and work consist of: how each is asked for, written, and shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from fanal.web.casework import lists
from fanal.web.casework.fields import said
from fanal.web.casework.forms.assessment import AssessmentForm
from fanal.web.casework.forms.comment import CommentForm, FileForm, FileKindForm
from fanal.web.casework.forms.event import COUNTRY, LATITUDE, LONGITUDE, EventForm
from fanal.web.casework.forms.plan import AppointmentForm, PlanForm, StepForm, TaskForm
from fanal.web.casework.forms.safety_plan import AccompanyingForm, SafetyPlanForm
from fanal.web.casework.forms.service import ServiceForm, StayForm, bed_words
from fanal.web.casework.map_picture import point_cell
from fanal.web.casework.models import (
    Accompanying,
    Appointment,
    Assessment,
    Attachment,
    Comment,
    Event,
    PlanStep,
    SafetyPlan,
    Service,
    Stay,
    SupportPlan,
    Task,
)
from fanal.web.casework.models.care import Entered
from fanal.web.casework.policy import DUTIES
from fanal.web.casework.services.entry import entry_add, entry_change, entry_mark
from fanal.web.casework.services.file import file_add, file_change, type_of_file
from fanal.web.casework.services.file_types import WORDS
from fanal.web.casework.services.stay import stay_add, stay_change, stay_mark
from fanal.web.casework.vocabulary import Words
from fanal.web.design.language import say, say_date, say_in
from fanal.web.organisations.models import Membership
from fanal.web.organisations.names import name_of

Cells = Callable[[Any, Words], Sequence[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun:
    """A kind of entries.

    Attributes
    ----------
    name, path
        As in the names of addresses, and in addresses.
    form, change_form
        What asks for one; `change_form` where that is another.
    tab
        The name of the address that lists them.
    title, new, empty
        Keys: of the list, of adding one, of a list without any.
    columns, cells
        Keys of what a list shows, and the values: the first names the row.
    order, join
        How a list is sorted, and what it reads along.
    add, change, mark
        What writes them.
    fixed
        Whether one that is there is never changed: another is added.
    adds
        The action of adding one: a comment is added to a closed case too.
    """

    name: str
    path: str
    model: type[Entered]
    form: type[Any]
    tab: str
    title: str
    new: str
    empty: str
    columns: tuple[str, ...]
    cells: Cells
    order: tuple[str, ...] = ("-made_at",)
    join: tuple[str, ...] = ()
    change_form: type[Any] | None = None
    add: Callable[..., Any] = entry_add
    change: Callable[..., Any] = entry_change
    mark: Callable[..., Any] = entry_mark
    fixed: bool = False
    adds: str = "cases.change"


def of_field(row: Any, name: str, words: Words) -> str:
    """Say what a row holds in a field of the standard."""
    field = words.vocabulary.by_name.get(name)
    return said(field, row.values.get(name), words) if field else ""


def _who(member: Membership | None) -> str:
    return name_of(member) if member else ""


def _event(row: Event, words: Words) -> Sequence[Any]:
    place = [of_field(row, name, words) for name in ("hte_Street", "hte_PostalCode", "hte_City", "hte_State")]
    country = of_field(row, "hte_Country", words)
    values = row.values
    north, east = values.get(LATITUDE), values.get(LONGITUDE)
    point = ""
    if north is not None and east is not None:
        point = point_cell(north, east, values.get(COUNTRY) or "")
    when = of_field(row, "hte_Date", words)
    kind = of_field(row, "hte_Type", words) or say("web.casework.event-without-type")
    where = ", ".join(one for one in (*place, country) if one)
    return kind, when, where, point, values.get("hte_Description", "")


def _plan(row: SupportPlan, words: Words) -> Sequence[Any]:
    kind = of_field(row, "spl_Type", words) or say("web.casework.plan-without-type")
    return (
        kind,
        row.values.get("spl_Objectives", ""),
        of_field(row, "spl_PlannedEndDate", words),
        row.ended_on,
    )


def _step(row: PlanStep, words: Words) -> Sequence[Any]:
    return row.what, row.due_on, row.done_on, _who(row.by)


def _task(row: Task, words: Words) -> Sequence[Any]:
    return row.what, row.due_on, _who(row.to), row.done_at


def _appointment(row: Appointment, words: Words) -> Sequence[Any]:
    cancelled = say("web.casework.cancelled") if row.cancelled_at else ""
    return say_date(row.at), row.what, row.place, _who(row.by), cancelled


def _service(row: Service, words: Words) -> Sequence[Any]:
    outcome = lists.said("outcomes", row.outcome) if row.outcome else ""
    kind = lists.said("services", row.kind)
    return kind, row.given_on, row.until, row.quantity, outcome, _who(row.by), row.note


def _stay(row: Stay, words: Words) -> Sequence[Any]:
    return bed_words(row.bed), row.begins_on, row.ends_on


def _assessment(row: Assessment, words: Words) -> Sequence[Any]:
    risk = lists.said("risk-levels", row.risk) if row.risk else ""
    return say_date(row.on), risk, (row.answers or {}).get("conclusion", ""), row.next_on


def _safety(row: SafetyPlan, words: Words) -> Sequence[Any]:
    answers = row.answers or {}
    asked = lists.code_list("safety-questions").items
    told = "\n".join(f"{say_in(one.label)} {answers[one.code]}" for one in asked if answers.get(one.code))
    return say_date(row.made_at), told, row.review_on


def _accompanying(row: Accompanying, words: Words) -> Sequence[Any]:
    name = row.name or say("web.casework.child-unnamed")
    return name, lists.said("relations", row.relation), row.born, row.needs


def _comment(row: Comment, words: Words) -> Sequence[Any]:
    return say_date(row.made_at), getattr(row.made_by, "name", ""), row.text


def _file(row: Attachment, words: Words) -> Sequence[Any]:
    kind = lists.said("file-kinds", row.kind)
    found = say(WORDS[row.content or "unknown"])
    size = say("web.casework.kib", size=max(1, round(row.size / 1024)))
    differs = "" if type_of_file(row).goes_with(row.file.name) else say("web.casework.file-differs")
    evidence = say("web.casework.yes") if row.evidence else say("web.casework.no")
    return kind, row.file.name, found, size, row.made_at, evidence, differs


def _add_file(model: type[Attachment], **values: Any) -> Attachment:
    return file_add(**values)


_PLAN_TAB = "casework.plan-list"
NOUNS = {
    one.name: one
    for one in (
        Noun(
            name="event",
            path="events",
            model=Event,
            form=EventForm,
            tab="casework.event-list",
            title="web.casework.events",
            new="web.casework.event-new",
            empty="web.casework.events-none",
            columns=(
                "web.casework.event-type",
                "web.casework.on-day",
                "web.casework.place",
                "web.casework.point",
                "web.casework.what-happened",
            ),
            cells=_event,
        ),
        Noun(
            name="safety-plan",
            path="safety-plans",
            model=SafetyPlan,
            form=SafetyPlanForm,
            tab="casework.safety-plan-list",
            title="web.casework.safety-plan",
            new="web.casework.safety-plan-new",
            empty="web.casework.safety-plan-none",
            columns=("web.casework.begun-on", "web.casework.agreed", "web.casework.review-on"),
            cells=_safety,
        ),
        Noun(
            name="accompanying",
            path="accompanying",
            model=Accompanying,
            form=AccompanyingForm,
            tab="casework.safety-plan-list",
            title="web.casework.accompanying",
            new="web.casework.accompanying-new",
            empty="web.casework.accompanying-none",
            columns=(
                "web.casework.child-name",
                "web.casework.child-relation",
                "web.casework.child-born",
                "web.casework.child-needs",
            ),
            cells=_accompanying,
            order=("made_at",),
        ),
        Noun(
            name="plan",
            path="plans",
            model=SupportPlan,
            form=PlanForm,
            tab=_PLAN_TAB,
            title="web.casework.plans",
            new="web.casework.plan-new",
            empty="web.casework.plans-none",
            columns=(
                "web.casework.plan-type",
                "web.casework.objectives",
                "web.casework.planned-end",
                "web.casework.ended-on",
            ),
            cells=_plan,
        ),
        Noun(
            name="step",
            path="steps",
            model=PlanStep,
            form=StepForm,
            tab=_PLAN_TAB,
            title="web.casework.steps",
            new="web.casework.step-new",
            empty="web.casework.steps-none",
            columns=(
                "web.casework.step-what",
                "web.casework.due-on",
                "web.casework.done-on",
                "web.casework.done-by",
            ),
            cells=_step,
            order=("done_on", "due_on", "made_at"),
            join=("by__user",),
        ),
        Noun(
            name="task",
            path="tasks",
            model=Task,
            form=TaskForm,
            tab=_PLAN_TAB,
            title="web.casework.tasks",
            new="web.casework.task-new",
            empty="web.casework.tasks-none",
            columns=(
                "web.casework.task-what",
                "web.casework.due-on",
                "web.casework.task-to",
                "web.casework.done-on",
            ),
            cells=_task,
            order=("-done_at", "due_on", "made_at"),
            join=("to__user",),
        ),
        Noun(
            name="appointment",
            path="appointments",
            model=Appointment,
            form=AppointmentForm,
            tab=_PLAN_TAB,
            title="web.casework.appointments",
            new="web.casework.appointment-new",
            empty="web.casework.appointments-none",
            columns=(
                "web.casework.appointment-at",
                "web.casework.appointment-what",
                "web.casework.appointment-place",
                "web.casework.appointment-by",
                "web.casework.state",
            ),
            cells=_appointment,
            order=("-at",),
            join=("by__user",),
        ),
        Noun(
            name="service",
            path="services",
            model=Service,
            form=ServiceForm,
            tab="casework.service-list",
            title="web.casework.services",
            new="web.casework.service-new",
            empty="web.casework.services-none",
            columns=(
                "web.casework.service-kind",
                "web.casework.service-from",
                "web.casework.service-until",
                "web.casework.service-quantity",
                "web.casework.service-outcome",
                "web.casework.done-by",
                "web.casework.note",
            ),
            cells=_service,
            order=("-given_on", "-made_at"),
            join=("by__user",),
        ),
        Noun(
            name="stay",
            path="stays",
            model=Stay,
            form=StayForm,
            tab="casework.service-list",
            title="web.casework.stays",
            new="web.casework.stay-new",
            empty="web.casework.stays-none",
            columns=("web.casework.stay-bed", "web.casework.stay-from", "web.casework.stay-until"),
            cells=_stay,
            order=("-begins_on",),
            join=("bed",),
            add=stay_add,
            change=stay_change,
            mark=stay_mark,
        ),
        Noun(
            name="assessment",
            path="assessments",
            model=Assessment,
            form=AssessmentForm,
            tab="casework.assessment-list",
            title="web.casework.assessments",
            new="web.casework.assessment-new",
            empty="web.casework.assessments-none",
            columns=(
                "web.casework.assessed-on",
                "web.casework.risk-concluded",
                "web.casework.conclusion",
                "web.casework.next-assessment",
            ),
            cells=_assessment,
            order=("-on", "-made_at"),
        ),
        Noun(
            name="comment",
            path="comments",
            model=Comment,
            form=CommentForm,
            tab="casework.comment-list",
            title="web.casework.comments",
            new="web.casework.comment-new",
            empty="web.casework.comments-none",
            columns=("web.casework.written-on", "web.casework.written-by", "web.casework.comment-text"),
            cells=_comment,
            join=("made_by",),
            fixed=True,
            adds=DUTIES,
        ),
        Noun(
            name="file",
            path="files",
            model=Attachment,
            form=FileForm,
            change_form=FileKindForm,
            tab="casework.file-list",
            title="web.casework.files",
            new="web.casework.file-new",
            empty="web.casework.files-none",
            columns=(
                "web.casework.file-kind",
                "web.casework.file-name",
                "web.casework.file-type",
                "web.casework.file-size",
                "web.casework.attached-on",
                "web.casework.file-evidence-short",
                "web.casework.file-doubt",
            ),
            cells=_file,
            join=("file",),
            add=_add_file,
            change=file_change,
        ),
    )
}
