"""What was done in each case: events, plans, services, assessments; what is to be done around today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from fanal.web.casework import lists
from fanal.web.casework.models import (
    Appointment,
    Assessment,
    Bed,
    Case,
    Comment,
    Event,
    PlanStep,
    SafetyPlan,
    Service,
    Stay,
    SupportPlan,
    Task,
)
from fanal.web.operations.demonstration import LIVES, data
from fanal.web.operations.demonstration.cases import Told
from fanal.web.operations.demonstration.pen import Pen
from fanal.web.organisations.tenancy import acting

EVENTS, PLANS = "historic trafficking event", "support plan"
A_ROOM = 3
"""How many beds are in a room."""
_RISKS = (("low", 180), ("medium", 90), ("high", 21))
"""What is concluded, and after how many days it is looked at again; the last first."""


def care_written(pen: Pen, told: Sequence[Told]) -> None:
    """Write what was done, and what is to be done, in all cases."""
    for one in told:
        with acting(one.case.owner.user_id):
            _case(pen, one)
    pen.write()


def beds_written(pen: Pen, told: Sequence[Told]) -> None:
    """Write the beds of a shelter, and who slept in them: no bed twice in a night."""
    rooms = told[-1].words("beds", "rooms")
    beds = [
        pen.add(Bed, name=f"{room} {place}", room=room) for room in rooms for place in range(1, A_ROOM + 1)
    ]
    free = {bed.pk: date.min for bed in beds}
    for one in told:
        begins = pen.day(one.case.opened_on, 0, 3)
        bed = next((bed for bed in beds if free[bed.pk] <= begins), None)
        if bed is None or begins > pen.today or not pen.happens(0.6):
            continue
        ends = pen.day(begins, 20, 90)
        if one.last:
            ends = max(min(ends, one.last), begins + timedelta(1))
        pen.entry(Stay, one.case, on=begins, bed=bed, begins_on=begins, ends_on=ends)
        free[bed.pk] = ends
    pen.write()


def _case(pen: Pen, one: Told) -> None:
    _events(pen, one)
    _plan(pen, one)
    _comments(pen, one)
    _services(pen, one)
    _assessments(pen, one)
    if one.case.status == Case.Status.OPEN:
        _ahead(pen, one)


def _events(pen: Pen, one: Told) -> None:
    for row in one.story.more.get(EVENTS, ()):
        coded, told = one.story.values(EVENTS, row)
        if kind := coded.get("hte_Type"):
            told["hte_Description"] = one.words.one(pen, "events", kind)
        pen.entry(Event, one.case, coded=coded, told=told)


def _plan(pen: Pen, one: Told) -> None:
    rows = one.story.more.get(PLANS, [])
    if not rows and one.last:
        return
    coded, told = one.story.values(PLANS, rows[0]) if rows else ({"spl_Type": "SocialCare"}, {})
    kind = coded.get("spl_Type", "SocialCare")
    said = one.words("plans", kind if kind in data(LIVES)["plans"] else "SocialCare")
    told |= {"spl_Objectives": said["objectives"], "spl_ActionPlan": said["action"]}
    begins = pen.day(one.case.opened_on, 3, 14)
    told["spl_PlannedEndDate"] = pen.day(begins, 90, 270).isoformat()
    if begins > pen.today:
        return
    plan = pen.entry(SupportPlan, one.case, on=begins, coded=coded, told=told, ended_on=one.last)
    due = begins
    for place, what in enumerate(said["steps"]):
        due = pen.day(due, 8, 40)
        done = due if due < (one.last or pen.today) and pen.happens(0.9) else None
        pen.entry(
            PlanStep,
            one.case,
            on=begins,
            plan=plan,
            what=what,
            due_on=due,
            done_on=done,
            by=one.case.owner,
            order=place,
        )


def _comments(pen: Pen, one: Told) -> None:
    on = one.case.opened_on
    for text in pen.chance.sample(one.words("comments"), pen.chance.randint(1, 4)):
        if on <= (one.last or pen.today):
            pen.entry(Comment, one.case, on=on, text=text)
        on = pen.day(on, 4, 40)


def _services(pen: Pen, one: Told) -> None:
    known = one.words("services")
    on = one.case.opened_on
    for kind in pen.chance.sample(sorted(known), pen.chance.randint(2, 5)):
        on = pen.day(on, 1, 20)
        if on > (one.last or pen.today):
            return
        outcome = pen.chance.choice(("met", "partly-met", "met", "declined")) if one.last else "ongoing"
        pen.entry(
            Service,
            one.case,
            on=on,
            kind=kind,
            given_on=on,
            outcome=outcome,
            by=one.case.owner,
            note=known[kind],
        )


def _assessments(pen: Pen, one: Told) -> None:
    """Repeat the assessment, the risk falling; now and then the next one is late."""
    on = pen.day(one.case.opened_on, 2, 10)
    risks = list(_RISKS[pen.chance.randint(0, 2) :])
    while on <= (one.last or pen.today):
        risk, days = risks.pop() if len(risks) > 1 else risks[0]
        answers: dict[str, Any] = {
            "factors": _factors(pen),
            "notes": {},
            "conclusion": one.words("conclusions")[risk],
        }
        due = on + timedelta(days)
        next_on = None if one.last else due
        pen.entry(Assessment, one.case, on=on, answers=answers, risk=risk, next_on=next_on)
        if pen.happens(0.07):
            return
        on = due


def _factors(pen: Pen) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, many in (("risk-factors", 5), ("protective-factors", 4)):
        for item in pen.chance.sample(lists.code_list(name).items, many):
            found[item.code] = pen.chance.choices(("present", "absent", "unknown"), (6, 3, 1))[0]
    return found


def _ahead(pen: Pen, one: Told) -> None:
    """Write what waits: a task, an appointment, a safety plan that is looked at again."""
    case = one.case
    if pen.happens(0.7):
        due = pen.day(pen.today, -9, 21)
        done = pen.moment(pen.day(pen.today, -20, -1)) if pen.happens(0.2) else None
        pen.entry(
            Task,
            case,
            on=pen.day(pen.today, -25, -1),
            what=one.words.one(pen, "tasks"),
            due_on=due,
            to=case.owner,
            done_at=done,
        )
    if pen.happens(0.6):
        what, place = one.words.one(pen, "appointments")
        on = _weekday(pen.day(pen.today, -7, 14))
        at = pen.moment(on, hour=pen.chance.randint(9, 16))
        pen.entry(
            Appointment,
            case,
            on=pen.day(pen.today, -12, -1),
            at=at,
            what=what,
            place=place,
            by=case.owner,
        )
    if pen.happens(0.3):
        on = max(case.opened_on, pen.day(pen.today, -60, -10))
        answers = one.words("safety")
        pen.entry(SafetyPlan, case, on=on, answers=answers, review_on=pen.day(pen.today, -3, 40))


def _weekday(day: date) -> date:
    return day + timedelta({5: 2, 6: 1}.get(day.weekday(), 0))
