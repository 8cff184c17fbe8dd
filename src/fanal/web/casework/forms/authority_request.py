"""Forms of requests by authorities."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from fanal.web.casework import lists
from fanal.web.casework.forms.editing import EditingForm
from fanal.web.casework.forms.person_request import not_later
from fanal.web.casework.services.authority_request import GIVING
from fanal.web.design.forms import Form, mistake


class AuthorityRequestForm(Form):
    """Who asks, on what basis, for what."""

    labels = {
        "authority": "web.casework.authority-who",
        "legal_basis": "web.casework.authority-basis",
        "scope": "web.casework.authority-scope",
        "person": "web.casework.authority-person",
        "asked_on": "web.casework.request-asked-on",
    }
    hints = {
        "authority": "web.casework.authority-who-hint",
        "legal_basis": "web.casework.authority-basis-hint",
        "scope": "web.casework.authority-scope-hint",
    }
    authority = forms.CharField(max_length=300)
    legal_basis = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    scope = forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    person = forms.ChoiceField(required=False, widget=forms.Select(attrs={"translate": "no"}))
    asked_on = forms.DateField(initial=timezone.localdate)

    def __init__(self, *args: Any, people: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if people is None:
            del self.fields["person"]
        else:
            self.fields["person"].choices = people
            self.fields["person"].required = True

    def clean_asked_on(self) -> Any:
        """Refuse a day to come."""
        return not_later(self.cleaned_data["asked_on"])


class AuthorityAnswerForm(EditingForm):
    """What was given, or why not; whether the person was told.

    Parameters
    ----------
    leaves
        Whether anything of this person may leave for prosecution.
    notice
        Whether the principle of non-punishment is to be pointed out before anything is given.
    person
        Whether the request is about somebody here.
    """

    labels = {
        "outcome": "web.casework.request-outcome",
        "given": "web.casework.authority-given",
        "told_on": "web.casework.authority-told-on",
        "why_not_told": "web.casework.authority-why-not-told",
        "non_punishment": "web.casework.authority-non-punishment-said",
    }
    hints = {
        "given": "web.casework.authority-given-hint",
        "told_on": "web.casework.authority-told-on-hint",
        "why_not_told": "web.casework.authority-why-not-told-hint",
    }
    outcome = forms.ChoiceField(widget=forms.RadioSelect)
    given = forms.CharField(max_length=8000, widget=forms.Textarea(attrs={"rows": 6}))
    non_punishment = forms.BooleanField(required=False)
    told_on = forms.DateField(required=False)
    why_not_told = forms.CharField(required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, leaves: bool, notice: bool, person: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._leaves, self._notice, self._person = leaves, notice, person
        self.fields["outcome"].choices = [
            (code, words)
            for code, words in lists.choices("authority-request-outcomes")
            if person or code not in GIVING
        ]
        if not notice:
            del self.fields["non_punishment"]
        if not person:
            del self.fields["told_on"], self.fields["why_not_told"]

    def clean_told_on(self) -> Any:
        """Refuse a day to come."""
        return not_later(self.cleaned_data["told_on"])

    def clean(self) -> dict[str, Any]:
        """Ask for what the answer needs."""
        said = super().clean() or self.cleaned_data
        gives = said.get("outcome") in GIVING
        if gives and not self._leaves:
            self.add_error("outcome", mistake("web.casework.authority-nothing-leaves"))
        if gives and self._notice and not said.get("non_punishment"):
            self.add_error("non_punishment", mistake("web.casework.authority-say-non-punishment"))
        if self._person and not self._told(said):
            self.add_error("why_not_told", mistake("web.casework.authority-say-why-not-told"))
        return said

    def _told(self, said: dict[str, Any]) -> bool:
        return bool(said.get("told_on") or said.get("why_not_told") or "told_on" in self.errors)
