"""What is asked about status and stages: who decided, and from which day to which."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from fanal.standard import htcds
from fanal.web.casework import lists
from fanal.web.casework.forms.editing import EditingForm, asked, without_row
from fanal.web.casework.forms.said import fill, has_been, list_field
from fanal.web.casework.models import Stage
from fanal.web.design.forms import Form, mistake
from fanal.web.design.language import say_in

STATUS, DECIDED_BY = "vic_TraffickingStatus", "vic_TraffickingStatusDecisionMakingOrg"
"""The fields of the standard that a decision on status fills."""


def standard_choices(name: str) -> list[tuple[str, str]]:
    """List the codes of a field of the standard, in the language of the page."""
    return [(one.code, say_in(one.label)) for one in htcds().code_list(htcds()[name]).offered()]


class StatusForm(Form):
    """What was decided, by whom, when."""

    labels = {
        "status": "web.casework.status-decided",
        "decided_by": "web.casework.status-kind-of-body",
        "authority": "web.casework.status-name-of-body",
        "decided_on": "web.casework.status-decided-on",
    }
    hints = {"status": "web.casework.status-decided-hint"}
    status = forms.ChoiceField(widget=forms.RadioSelect)
    decided_by = forms.ChoiceField()
    authority = forms.CharField(max_length=200)
    decided_on = forms.DateField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"decided_on": timezone.localdate()}})
        self.fields["status"].choices = standard_choices(STATUS)
        self.fields["decided_by"].choices = standard_choices(DECIDED_BY)

    def clean_decided_on(self) -> Any:
        """Let a day through that has been."""
        return has_been(self.cleaned_data["decided_on"])


class StageForm(EditingForm):
    """A stage, with the end that it has by law or decision."""

    labels = {
        "kind": "web.casework.stage-kind",
        "begins_on": "web.casework.stage-begins",
        "ends_on": "web.casework.stage-ends",
        "outcome": "web.casework.stage-outcome",
        "note": "web.casework.basis-note",
    }
    hints = {"ends_on": "web.casework.stage-ends-hint"}
    kind = list_field("stages")
    begins_on = forms.DateField()
    ends_on = forms.DateField(required=False)
    outcome = list_field("stage-outcomes", required=False)
    note = forms.CharField(required=False, widget=forms.Textarea, max_length=5000)

    def __init__(self, *args: Any, row: Stage | None = None, **kwargs: Any) -> None:
        names = ("kind", "begins_on", "ends_on", "outcome", "note")
        held = {name: getattr(row, name) for name in names} if row else {}
        super().__init__(*args, initial=held, **kwargs)
        fill(self)
        if row is None:
            without_row(self)

    def clean(self) -> dict[str, Any]:
        """Ask for the end where the stage has one, and for days in their order."""
        given = super().clean() or {}
        begins, ends, kind = given.get("begins_on"), given.get("ends_on"), given.get("kind")
        if begins and ends and ends < begins:
            self.add_error("ends_on", mistake("web.casework.stage-ends-before"))
        if kind and not ends and "ends_on" not in self.errors and lists.item("stages", kind).more.get("days"):
            self.add_error("ends_on", mistake("web.casework.stage-needs-end"))
        return given

    def said(self) -> dict[str, Any]:
        """Give attributes of `Stage`."""
        return {name: self.cleaned_data[name] for name in asked(self)}
