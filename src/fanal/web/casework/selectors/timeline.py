"""What happened in a case, by the day: from its rows, without opening what is sealed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.casework import lists
from fanal.web.casework.models import (
    Appointment,
    Assessment,
    Attachment,
    Case,
    Comment,
    Context,
    PlanStep,
    Service,
    Stage,
    StatusDecision,
    SupportPlan,
    Task,
)
from fanal.web.casework.policy import may_read_alleged
from fanal.web.casework.vocabulary import Words
from fanal.web.design.language import say, say_in


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline.

    Attributes
    ----------
    what
        In words, without anything that is sealed.
    tab
        The name of the address where more of it stands; empty: none.
    """

    on: date
    what: str
    icon: str
    tab: str = ""


Source = Callable[[Case], Iterable[Moment]]
_SOURCES: list[Source] = []


def register(source: Source) -> None:
    """Let another part add moments to the timeline; call it from its ``start``."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def timeline(case: Case, actor: Actor) -> list[Moment]:
    """List what happened, the newest first."""
    found = [*_own(case), *_people(case, may_read_alleged(actor, case)), *_done(case)]
    for source in _SOURCES:
        found += list(source(case))
    return sorted(found, key=lambda one: one.on, reverse=True)


def _own(case: Case) -> Iterable[Moment]:
    yield Moment(case.opened_on, say("web.casework.happened-opened"), "folder-open")
    if case.closed_on:
        reason = lists.said("closure-reasons", case.closure)
        yield Moment(case.closed_on, say("web.casework.happened-closed", reason=reason), "folder-closed")


def _people(case: Case, alleged: bool) -> Iterable[Moment]:
    words = Words()
    statuses = words.vocabulary.lists["trafficking-status"].by_code
    shown = Context.objects.filter(case=case) if alleged else _seen(case)
    for made, role in shown.values_list("made_at", "role"):
        if role != Context.Role.VICTIM:
            yield Moment(
                _day(made), say("web.casework.happened-person-added"), "user-plus", "casework.context-list"
            )
    decided = StatusDecision.objects.filter(context__case=case).values_list("decided_on", "status")
    for on, status in decided:
        label = say_in(statuses[status].label) if status in statuses else status
        yield Moment(on, say("web.casework.happened-decided", status=label), "scale")
    for on, kind in Stage.objects.filter(case=case).values_list("begins_on", "kind"):
        yield Moment(on, say("web.casework.happened-stage", stage=lists.said("stages", kind)), "milestone")


def _seen(case: Case) -> Any:
    return Context.objects.filter(case=case).exclude(role=Context.Role.PERPETRATOR)


def _done(case: Case) -> Iterable[Moment]:
    for on, kind in Service.objects.filter(case=case, mistaken_at=None).values_list("given_on", "kind"):
        what = say("web.casework.happened-service", service=lists.said("services", kind))
        yield Moment(on, what, "hand-helping")
    steps = PlanStep.objects.filter(plan__case=case, mistaken_at=None, done_on__isnull=False)
    for on in steps.values_list("done_on", flat=True):
        yield Moment(on, say("web.casework.happened-step-done"), "list-checks")
    for model, at, key, icon in _PLAIN:
        for when in model.objects.filter(case=case, mistaken_at=None).values_list(at, flat=True):
            if when is not None:
                yield Moment(_day(when), _SAID[key](), icon)


_PLAIN: tuple[tuple[Any, str, str, str], ...] = (
    (SupportPlan, "made_at", "plan", "clipboard-list"),
    (Assessment, "on", "assessment", "shield-alert"),
    (Comment, "made_at", "comment", "message-square"),
    (Attachment, "made_at", "attachment", "paperclip"),
    (Task, "done_at", "task", "square-check-big"),
    (Appointment, "at", "appointment", "calendar-clock"),
)
_SAID: dict[str, Callable[[], str]] = {
    "plan": lambda: say("web.casework.happened-plan"),
    "assessment": lambda: say("web.casework.happened-assessment"),
    "comment": lambda: say("web.casework.happened-comment"),
    "attachment": lambda: say("web.casework.happened-attachment"),
    "task": lambda: say("web.casework.happened-task"),
    "appointment": lambda: say("web.casework.happened-appointment"),
}


def _day(moment: date | datetime) -> date:
    return timezone.localdate(moment) if isinstance(moment, datetime) else moment
