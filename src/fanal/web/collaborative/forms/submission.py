"""Forms of packages: how each field is told, rows or counts; a hub elsewhere."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from fanal.contributing import Coarsening, leaving
from fanal.contributing.package import sealed
from fanal.contributing.sending import checked
from fanal.presentation import Refusal
from fanal.standard import htcds
from fanal.web.collaborative import lists
from fanal.web.collaborative.services.submission_terms import AGGREGATES, ROWS, Agreed
from fanal.web.design.forms import Form, mistake
from fanal.web.design.language import say, say_in

K, NOISE = "k", "noise"


class PrepareForm(Form):
    """Rows or counts, and how each field is told."""

    labels: ClassVar = {
        "kind": "web.collaborative.prepare-kind",
        "method": "web.collaborative.prepare-method",
        "k": "web.collaborative.prepare-k",
        "epsilon": "web.collaborative.prepare-epsilon",
        "budget": "web.collaborative.prepare-budget",
    }
    hints: ClassVar = {
        "kind": "web.collaborative.prepare-kind-hint",
        "method": "web.collaborative.prepare-method-hint",
        "epsilon": "web.collaborative.prepare-epsilon-hint",
        "budget": "web.collaborative.prepare-budget-hint",
    }
    kind = forms.ChoiceField(widget=forms.RadioSelect)
    method = forms.ChoiceField(widget=forms.RadioSelect, required=False)
    k = forms.IntegerField(min_value=5, max_value=1000, initial=11, required=False)
    epsilon = forms.FloatField(min_value=0.01, max_value=10, initial=1, required=False)
    budget = forms.FloatField(min_value=0.01, max_value=20, initial=4, required=False)

    def __init__(self, *args: Any, agreed: Agreed, opened: bool, **kwargs: Any) -> None:
        """Make the form; `opened`: whether a budget was set already, which is never set anew."""
        super().__init__(*args, **kwargs)
        words = {ROWS: "web.collaborative.prepare-rows", AGGREGATES: "web.collaborative.prepare-aggregates"}
        self.fields["kind"].choices = [
            (one, say(words[one])) for one in (ROWS, AGGREGATES) if one in agreed.kinds
        ]
        self.fields["kind"].initial = self.fields["kind"].choices[0][0] if self.fields["kind"].choices else ""
        if AGGREGATES not in agreed.kinds:
            for name in ("method", "k", "epsilon", "budget"):
                del self.fields[name]
        else:
            self.fields["method"].choices = [
                (K, say("web.collaborative.prepare-by-k")),
                (NOISE, say("web.collaborative.prepare-by-noise")),
            ]
            self.fields["method"].initial = K
            if opened:
                del self.fields["budget"]
        self.told = agreed.leaving()
        for name in self.told:
            self.fields[f"coarsen-{name}"] = forms.ChoiceField(
                label=f"{say_in(htcds()[name].label)} ({name})",
                initial=Coarsening.AS_AGREED,
                choices=[
                    (Coarsening.AS_AGREED, say(_as_agreed(name))),
                    (Coarsening.RARE, say("web.collaborative.coarsen-rare")),
                    (Coarsening.NOT_AT_ALL, say("web.collaborative.coarsen-not")),
                ],
            )

    def clean(self) -> dict[str, Any]:
        """Insist on something that leaves."""
        said = super().clean() or self.cleaned_data
        if all(said.get(f"coarsen-{name}") == Coarsening.NOT_AT_ALL for name in self.told):
            raise mistake("web.collaborative.prepare-nothing")
        return said

    def chosen(self) -> dict[str, Any]:
        """Give what was chosen, as `Submission.settings` has it."""
        said = self.cleaned_data
        coarsen = {name: said[f"coarsen-{name}"] for name in self.told}
        made: dict[str, Any] = {
            "coarsen": {name: how for name, how in coarsen.items() if how != Coarsening.AS_AGREED}
        }
        if said["kind"] == AGGREGATES and said.get("method") == NOISE:
            made["epsilon"] = said.get("epsilon") or 1.0
            made["budget"] = said.get("budget") or made["epsilon"]
        elif said["kind"] == AGGREGATES:
            made["k"] = said.get("k") or 11
        return made


def _as_agreed(name: str) -> str:
    """Give the key of how a field leaves where nothing else is chosen."""
    one = leaving()[name]
    if one.is_date:
        return "web.collaborative.coarsen-year"
    if one.variable.band is not None:
        return "web.collaborative.coarsen-band"
    return "web.collaborative.coarsen-country" if one.beside else "web.collaborative.coarsen-as-recorded"


class DestinationForm(Form):
    """A hub on another site, as its steward told of it."""

    labels: ClassVar = {
        "name": "web.collaborative.destination-name",
        "purpose": "web.collaborative.destination-purpose",
        "fields_": "web.collaborative.destination-which-fields",
        "valid_until": "web.collaborative.destination-until",
        "recipient": "web.collaborative.destination-recipient",
        "agreement": "web.collaborative.destination-agreement",
        "address": "web.collaborative.destination-address",
        "token": "web.collaborative.destination-token",
    }
    hints: ClassVar = {
        "recipient": "web.collaborative.destination-recipient-hint",
        "address": "web.collaborative.destination-address-hint",
        "token": "web.collaborative.destination-token-hint",
    }
    name = forms.CharField(max_length=200)
    purpose = forms.ChoiceField()
    fields_ = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    valid_until = forms.DateField(required=False)
    recipient = forms.CharField(max_length=100)
    agreement = forms.CharField(max_length=64, required=False)
    address = forms.CharField(max_length=300, required=False)
    token = forms.CharField(
        max_length=200, required=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = lists.choices("sharing-purposes")
        self.fields["fields_"].choices = [
            (name, f"{say_in(htcds()[name].label)} ({name})") for name in leaving()
        ]

    def clean_recipient(self) -> str:
        """Insist on a key."""
        return self._checked("recipient", lambda key: sealed(b"", key))

    def clean_address(self) -> str:
        """Insist on an address at which nobody reads along."""
        return self._checked("address", checked) if self.cleaned_data["address"] else ""

    def clean(self) -> dict[str, Any]:
        """Insist on a token where there is an address."""
        said = super().clean() or self.cleaned_data
        if said.get("address") and not said.get("token"):
            self.add_error("token", mistake("web.collaborative.destination-token-missing"))
        return said

    def said(self) -> dict[str, Any]:
        """Give what was said, as `destination_add` takes it."""
        values = dict(self.cleaned_data)
        values["fields"] = values.pop("fields_")
        return values

    def _checked(self, name: str, check: Any) -> str:
        value = str(self.cleaned_data[name]).strip()
        try:
            check(value)
        except Refusal as refused:
            raise mistake(refused.finding.code, **refused.finding.values) from None
        return value
