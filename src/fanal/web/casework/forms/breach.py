"""The form of a data breach."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from fanal.web.casework import lists
from fanal.web.casework.forms.editing import EditingForm, held, without_row
from fanal.web.casework.forms.person_request import not_later
from fanal.web.casework.models import Breach
from fanal.web.design.forms import mistake
from fanal.web.design.language import say


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class BreachForm(EditingForm):
    """What happened, who is touched, what was done, who was told; most of it can follow later."""

    labels = {
        "what": "web.casework.breach-what",
        "happened_on": "web.casework.breach-happened-on",
        "found_at": "web.casework.breach-found-at",
        "people": "web.casework.breach-people",
        "touched": "web.casework.breach-touched",
        "risk": "web.casework.breach-risk",
        "measures": "web.casework.breach-measures",
        "authority_told_at": "web.casework.breach-authority-told-at",
        "people_told_at": "web.casework.breach-people-told-at",
        "why_not_told": "web.casework.breach-why-not-told",
    }
    hints = {
        "what": "web.casework.breach-what-hint",
        "found_at": "web.casework.breach-found-at-hint",
        "touched": "web.casework.breach-touched-hint",
        "measures": "web.casework.breach-measures-hint",
        "people_told_at": "web.casework.breach-people-told-at-hint",
        "why_not_told": "web.casework.breach-why-not-told-hint",
    }
    what = forms.CharField(max_length=8000, widget=forms.Textarea(attrs={"rows": 5}))
    happened_on = forms.DateField(initial=timezone.localdate)
    found_at = forms.DateTimeField(initial=timezone.now, widget=_moment())
    people = forms.IntegerField(required=False, min_value=0, max_value=2_000_000)
    touched = forms.CharField(required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    risk = forms.ChoiceField(required=False)
    measures = forms.CharField(required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 4}))
    authority_told_at = forms.DateTimeField(required=False, widget=_moment())
    people_told_at = forms.DateTimeField(required=False, widget=_moment())
    why_not_told = forms.CharField(required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, row: Breach | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial=held(self, row), **kwargs)
        if row is None:
            without_row(self)
        self.fields["risk"].choices = [
            ("", say("web.casework.breach-risk-unknown")),
            *lists.choices("breach-risks"),
        ]

    def clean_happened_on(self) -> Any:
        """Refuse a day to come."""
        return not_later(self.cleaned_data["happened_on"])

    def clean_found_at(self) -> Any:
        """Refuse a moment to come: the hours would not have begun."""
        found = self.cleaned_data["found_at"]
        if found > timezone.now():
            raise mistake("web.casework.governance-day-to-come")
        return found
