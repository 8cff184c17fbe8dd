"""Why a one-page summary is made, and to whom it is handed."""

from __future__ import annotations

from typing import Any

from django import forms

from fanal.web.casework import lists
from fanal.web.casework.models import Person
from fanal.web.casework.selectors.basis import may_leave
from fanal.web.design.forms import Form, mistake
from fanal.web.design.language import say


class SummaryForm(Form):
    """A reason always; where somebody gets it, for which purpose: then it must be allowed to leave."""

    labels = {
        "why": "web.casework.summary-why",
        "receiver": "web.casework.summary-receiver",
        "purpose": "web.casework.summary-purpose",
    }
    hints = {"why": "web.casework.summary-why-hint", "receiver": "web.casework.summary-receiver-hint"}
    why = forms.CharField(max_length=90)
    receiver = forms.CharField(max_length=90, required=False)
    purpose = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)
        asked = [("", say("web.casework.not-asked"))]
        self.fields["purpose"].choices = asked + lists.choices("purposes")

    def clean(self) -> dict[str, Any]:
        """Let nothing leave that may not."""
        said = super().clean() or self.cleaned_data
        if not said.get("receiver"):
            return said
        if not said.get("purpose"):
            self.add_error("purpose", mistake("web.casework.summary-choose-purpose"))
            return said
        leaves = may_leave(self.person, said["purpose"])
        if not leaves.allowed:
            why = say(leaves.reason, **dict(leaves.values))
            self.add_error("receiver", mistake("web.casework.summary-may-not-leave", why=why))
        return said
