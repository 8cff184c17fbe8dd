"""Forms of requests by persons."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from fanal.web.casework import lists
from fanal.web.casework.forms.editing import EditingForm, held
from fanal.web.casework.models import PersonRequest
from fanal.web.design.forms import Form, mistake


def not_later(day: Any) -> Any:
    """Give a day that is not after today."""
    if day and day > timezone.localdate():
        raise mistake("web.casework.governance-day-to-come")
    return day


class PersonRequestForm(Form):
    """Who asks for what; no reason is asked for."""

    labels = {
        "person": "web.casework.person-request-who",
        "kind": "web.casework.person-request-kind",
        "what": "web.casework.person-request-what",
        "asked_on": "web.casework.request-asked-on",
    }
    hints = {
        "what": "web.casework.person-request-what-hint",
        "asked_on": "web.casework.person-request-asked-on-hint",
    }
    person = forms.ChoiceField(widget=forms.Select(attrs={"translate": "no"}))
    kind = forms.ChoiceField(widget=forms.RadioSelect)
    what = forms.CharField(required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    asked_on = forms.DateField(initial=timezone.localdate)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people
        self.fields["kind"].choices = lists.choices("person-request-kinds")

    def clean_asked_on(self) -> Any:
        """Refuse a day to come."""
        return not_later(self.cleaned_data["asked_on"])


class PersonAnswerForm(EditingForm):
    """What the person was answered."""

    labels = {"outcome": "web.casework.request-outcome", "answer": "web.casework.person-request-answer"}
    hints = {"answer": "web.casework.person-request-answer-hint"}
    outcome = forms.ChoiceField(widget=forms.RadioSelect)
    answer = forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, row: PersonRequest, **kwargs: Any) -> None:
        super().__init__(*args, initial=held(self, row), **kwargs)
        self.fields["outcome"].choices = lists.choices("person-request-outcomes")


class PersonEraseForm(EditingForm):
    """The last question before a person is erased."""

    labels = {"answer": "web.casework.person-request-answer", "sure": "web.casework.retention-sure"}
    answer = forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    sure = forms.BooleanField()
