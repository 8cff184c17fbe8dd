"""What is done, or no longer to be done: steps, tasks, appointments."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.casework import editing
from fanal.web.casework.models import Appointment, Case, PlanStep, Task
from fanal.web.casework.services.entry import tell


def step_done(step: PlanStep, *, case: Case, actor: Actor, seen: int, on: date | None) -> PlanStep:
    """Say on which day a step was done; none: it is to be done after all."""
    insist(actor, "cases.change", case)
    changed = editing.change(step, seen=seen, done_on=on)
    tell("cases.step-done" if on else "cases.step-reopened", case, step)
    return changed


def task_done(task: Task, *, case: Case, actor: Actor, seen: int, done: bool) -> Task:
    """Say that a task is done, or that it is to be done after all."""
    insist(actor, "cases.change", case)
    changed = editing.change(task, seen=seen, done_at=timezone.now() if done else None)
    tell("cases.task-done" if done else "cases.task-reopened", case, task)
    return changed


def appointment_cancel(
    appointment: Appointment, *, case: Case, actor: Actor, seen: int, cancelled: bool
) -> Appointment:
    """Cancel an appointment, or let it take place after all; it stays in the record."""
    insist(actor, "cases.change", case)
    changed = editing.change(appointment, seen=seen, cancelled_at=timezone.now() if cancelled else None)
    tell("cases.appointment-cancelled" if cancelled else "cases.appointment-restored", case, appointment)
    return changed
