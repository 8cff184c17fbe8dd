"""Why a one-page summary is made, and to whom it is handed."""

from __future__ import annotations

from typing import Any

from django import forms

from fanal.web.casework import lists
from fanal.web.casework.models import Basis, Person
from fanal.web.casework.selectors.basis import may_leave
from fanal.web.design.forms import Form, mistake
from fanal.web.design.language import say


class SummaryForm(Form):
    """A reason always; where somebody gets it, for which purpose: then it must be allowed to leave.

    Parameters
    ----------
    notice
        Whether the principle of non-punishment is to be pointed out where an authority gets it.
    """

    labels = {
        "why": "web.casework.summary-why",
        "receiver": "web.casework.summary-receiver",
        "purpose": "web.casework.summary-purpose",
        "non_punishment": "web.casework.non-punishment-said",
    }
    hints = {"why": "web.casework.summary-why-hint", "receiver": "web.casework.summary-receiver-hint"}
    why = forms.CharField(max_length=90)
    receiver = forms.CharField(max_length=90, required=False)
    purpose = forms.ChoiceField(required=False)
    non_punishment = forms.BooleanField(required=False)

    def __init__(self, *args: Any, person: Person, notice: bool, **kwargs: Any) -> None:
        self.person, self._notice = person, notice
        super().__init__(*args, **kwargs)
        asked = [("", say("web.casework.not-asked"))]
        self.fields["purpose"].choices = asked + lists.choices("purposes")
        if not notice:
            del self.fields["non_punishment"]

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
        to_authority = said["purpose"] == Basis.Purpose.PROSECUTION
        if to_authority and self._notice and not said.get("non_punishment"):
            self.add_error("non_punishment", mistake("web.casework.say-non-punishment"))
        return said
