"""Forms of an export: what for and which cases; then to whom, and how it is sealed."""

from __future__ import annotations

from typing import Any

from django import forms

from fanal.web.casework import lists
from fanal.web.casework.models import Basis, Case
from fanal.web.casework.services.exports import Wanted
from fanal.web.casework.transfer.sealing_files import NoReceiver, receiver
from fanal.web.design.forms import Form, mistake
from fanal.web.design.language import say, say_in
from fanal.web.keys.errors import WeakPassphrase
from fanal.web.keys.passphrases import check_strength


class WantedForm(Form):
    """What for, and which cases."""

    labels = {
        "purpose": "web.casework.export-purpose",
        "status": "web.casework.export-status",
        "opened_from": "web.casework.export-from",
        "opened_to": "web.casework.export-to",
        "identifying": "web.casework.export-identifying",
        "alleged": "web.casework.export-alleged",
    }
    hints = {
        "purpose": "web.casework.export-purpose-hint",
        "identifying": "web.casework.export-identifying-hint",
        "alleged": "web.casework.export-alleged-hint",
    }
    purpose = forms.ChoiceField(widget=forms.RadioSelect)
    status = forms.ChoiceField(required=False)
    opened_from = forms.DateField(required=False)
    opened_to = forms.DateField(required=False)
    identifying = forms.BooleanField(required=False)
    alleged = forms.BooleanField(required=False)

    def __init__(self, *args: Any, alleged: bool, **kwargs: Any) -> None:
        """Make the form; `alleged`: whether somebody may ask for alleged perpetrators too."""
        super().__init__(*args, **kwargs)
        if not alleged:
            del self.fields["alleged"]
        self.fields["purpose"].choices = [
            (one.code, say_in(one.label)) for one in lists.code_list("purposes").items
        ]
        self.fields["status"].choices = [
            ("", say("web.casework.export-all-cases")),
            (Case.Status.OPEN, say("web.casework.export-open-cases")),
            (Case.Status.CLOSED, say("web.casework.export-closed-cases")),
        ]

    def wanted(self) -> Wanted:
        """Give what was said."""
        return Wanted(**{name: self.cleaned_data[name] for name in self._wanted()})

    def _wanted(self) -> list[str]:
        return [name for name in WantedForm.base_fields if name in self.fields]


class ReceiverForm(WantedForm):
    """The same, and to whom: with a key of age, or with a passphrase."""

    labels = {
        **WantedForm.labels,
        "receiver": "web.casework.export-receiver",
        "form": "web.casework.export-form",
        "recipient": "web.casework.export-recipient",
        "passphrase": "web.casework.export-passphrase",
        "non_punishment": "web.casework.non-punishment-said",
    }
    hints = {
        **WantedForm.hints,
        "receiver": "web.casework.export-receiver-hint",
        "recipient": "web.casework.export-recipient-hint",
        "passphrase": "web.casework.export-passphrase-hint",
    }
    non_punishment = forms.BooleanField()
    receiver = forms.CharField(max_length=200)
    form = forms.ChoiceField(widget=forms.RadioSelect)
    recipient = forms.CharField(max_length=200, required=False)
    passphrase = forms.CharField(
        max_length=200,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form"].choices = [
            ("excel", say("web.casework.export-form-excel")),
            ("csv", say("web.casework.export-form-csv")),
            ("json", say("web.casework.export-form-json")),
        ]
        for name in self._wanted():
            self.fields[name].widget = forms.HiddenInput()
        if self["purpose"].value() != Basis.Purpose.PROSECUTION:
            del self.fields["non_punishment"]

    def clean(self) -> dict[str, Any]:
        """Insist on one way to seal it."""
        said = super().clean() or self.cleaned_data
        key, passphrase = said.get("recipient", ""), said.get("passphrase", "")
        if bool(key) == bool(passphrase):
            self.add_error("recipient", mistake("web.casework.export-one-way"))
        elif key:
            self._check_key(key)
        else:
            self._check_passphrase(passphrase)
        return said

    def how(self) -> dict[str, Any]:
        """Give what was said of the receiver."""
        names = ("receiver", "form", "recipient", "passphrase", "non_punishment")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    def _check_key(self, key: str) -> None:
        try:
            receiver(key)
        except NoReceiver:
            self.add_error("recipient", mistake("web.casework.export-no-key"))

    def _check_passphrase(self, passphrase: str) -> None:
        try:
            check_strength(passphrase)
        except WeakPassphrase as weak:
            self.add_error("passphrase", mistake(weak.key, **weak.values))
