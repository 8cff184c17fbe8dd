"""What of care and work waits for somebody: tasks, appointments, steps, reviews."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from fanal.web.accounts.waiting import Asking, Found, Waiting
from fanal.web.casework.models import Appointment, Assessment, Case, PlanStep, SafetyPlan, Task
from fanal.web.casework.selectors.readable import readable_cases
from fanal.web.design.language import say, say_clock
from fanal.web.keys.hierarchy import load_persons


def tasks(asking: Asking) -> Found:
    """Find open tasks of this person, those without a day last."""
    whose = _whose(asking, "to", "case__owner")
    found = Task.objects.filter(whose, done_at=None, mistaken_at=None, case__in=_cases(asking))
    return _found(
        found.select_related("case").order_by("due_on", "made_at"),
        lambda task: Waiting(
            address=_tab(asking, "casework.plan-list", task.case),
            what=task.what,
            on=task.due_on,
            of=of_case(task.case),
        ),
    )


def appointments(asking: Asking) -> Found:
    """Find appointments of this person from today on, for a week."""
    found = Appointment.objects.filter(
        _whose(asking, "by", "case__owner"),
        at__date__gte=asking.today,
        at__date__lte=asking.until,
        cancelled_at=None,
        mistaken_at=None,
        case__in=_cases(asking),
    )
    return _found(
        found.select_related("case").order_by("at", "pk"),
        lambda one: Waiting(
            address=_tab(asking, "casework.plan-list", one.case),
            what=one.what,
            on=timezone.localtime(one.at).date(),
            at=say_clock(one.at),
            of=of_case(one.case),
        ),
    )


def steps(asking: Asking) -> Found:
    """Find steps of plans that are due within a week."""
    found = PlanStep.objects.filter(
        _whose(asking, "by", "plan__case__owner"),
        done_on=None,
        due_on__lte=asking.until,
        mistaken_at=None,
        plan__mistaken_at=None,
        plan__ended_on=None,
        plan__case__in=_cases(asking),
    )
    return _found(
        found.select_related("plan__case").order_by("due_on", "made_at"),
        lambda step: Waiting(
            address=_tab(asking, "casework.plan-list", step.plan.case),
            what=step.what,
            on=step.due_on,
            of=of_case(step.plan.case),
        ),
    )


def safety_reviews(asking: Asking) -> Found:
    """Find safety plans of own cases that are to be looked at again."""
    found = SafetyPlan.objects.filter(review_on__lte=asking.until, **_own(asking))
    return _found(
        found.select_related("case").order_by("review_on", "pk"),
        lambda plan: Waiting(
            address=_tab(asking, "casework.safety-plan-list", plan.case),
            on=plan.review_on,
            of=of_case(plan.case),
        ),
    )


def assessments(asking: Asking) -> Found:
    """Find own cases whose next assessment is due: by the last one of each."""
    last = Assessment.objects.filter(**_own(asking)).order_by("case", "-on", "-made_at").distinct("case")
    due = Assessment.objects.filter(pk__in=last.values("pk"), next_on__lte=asking.until)
    return _found(
        due.select_related("case").order_by("next_on", "pk"),
        lambda one: Waiting(
            address=_tab(asking, "casework.assessment-list", one.case), on=one.next_on, of=of_case(one.case)
        ),
    )


def _whose(asking: Asking, whose: str, owner: str) -> Q:
    """Ask for what is this person's, and in own cases what is nobody's: of none, or of who left."""
    nobodys = Q(**{whose: None}) | Q(**{f"{whose}__ended_at__isnull": False})
    return Q(**{whose: asking.member}) | nobodys & Q(**{owner: asking.member})


def _own(asking: Asking) -> dict[str, Any]:
    return {
        "mistaken_at": None,
        "case__owner": asking.member,
        "case__status": Case.Status.OPEN,
        "case__in": _cases(asking),
    }


def _cases(asking: Asking) -> QuerySet[Case]:
    return readable_cases(asking.actor)


def _found(rows: QuerySet[Any], as_waiting: Callable[[Any], Waiting]) -> Found:
    def shown(first: list[Any]) -> list[Waiting]:
        load_persons({row.person_id for row in first})
        return [as_waiting(row) for row in first]

    return Found(rows, shown)


def _tab(asking: Asking, view: str, case: Case) -> str:
    return reverse(view, args=[asking.slug, case.pk])


def of_case(case: Case | None) -> str:
    """Say of which case something is: by its number."""
    return say("web.casework.case-number", number=case.number) if case else ""
