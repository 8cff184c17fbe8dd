"""Forms of a support plan, its steps, tasks and appointments."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone

from fanal.web.casework.forms.entry import EntryForm, EntryOfStandard, WorkerField, long_text
from fanal.web.design.forms import mistake

END = "spl_ActualEndDate"


class PlanForm(EntryOfStandard):
    """A support plan, as HTCDS has it."""

    tables = ("support plan",)

    def values(self) -> dict[str, Any]:
        """Give what the row is to hold; the day on which it ended also stands in the clear."""
        return {**super().values(), "ended_on": self.cleaned_data.get(END)}


class StepForm(EntryForm):
    """One step of a plan."""

    labels = {
        "what": "web.casework.step-what",
        "due_on": "web.casework.due-on",
        "by": "web.casework.done-by",
        "done_on": "web.casework.done-on",
    }
    what = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    due_on = forms.DateField(required=False)
    by = WorkerField(required=False)
    done_on = forms.DateField(required=False)

    def prepare(self) -> None:
        """Offer whoever may read the case."""
        self.fields["by"].offer(self.case)

    def clean_done_on(self) -> date | None:
        """Refuse a day that has not come."""
        done: date | None = self.cleaned_data["done_on"]
        if done and done > timezone.localdate():
            raise mistake("web.casework.not-yet")
        return done


class TaskForm(EntryForm):
    """A task."""

    labels = {
        "what": "web.casework.task-what",
        "due_on": "web.casework.due-on",
        "to": "web.casework.task-to",
    }
    hints = {"what": "web.casework.task-hint"}
    what = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    due_on = forms.DateField(required=False)
    to = WorkerField()

    def prepare(self) -> None:
        """Offer whoever may read the case."""
        self.fields["to"].offer(self.case)


class AppointmentForm(EntryForm):
    """An appointment: day and time apart, since browsers ask for each by its own control."""

    labels = {
        "day": "web.casework.appointment-day",
        "time": "web.casework.appointment-time",
        "minutes": "web.casework.appointment-minutes",
        "what": "web.casework.appointment-what",
        "place": "web.casework.appointment-place",
        "by": "web.casework.appointment-by",
    }
    hints = {"place": "web.casework.appointment-place-hint"}
    day = forms.DateField()
    time = forms.TimeField()
    minutes = forms.IntegerField(min_value=5, max_value=1440, initial=60)
    what = long_text(most=2000)
    place = forms.CharField(max_length=500, required=False)
    by = WorkerField()

    def prepare(self) -> None:
        """Offer whoever may read the case."""
        self.fields["by"].offer(self.case)

    def held(self, row: Any) -> dict[str, Any]:
        """Give day and time of where the organisation is."""
        here = timezone.localtime(row.at)
        same = {name: getattr(row, name) for name in ("minutes", "what", "place", "by")}
        return {"day": here.date(), "time": here.time(), **same}

    def values(self) -> dict[str, Any]:
        """Put day and time together."""
        said = super().values()
        at = datetime.combine(said.pop("day"), said.pop("time"))
        return {**said, "at": timezone.make_aware(at)}
