"""The form of a search for a person."""

from __future__ import annotations

from typing import Any

from django import forms

from fanal.web.design.forms import Form, mistake


class Search(Form):
    """What is known of somebody; one of it is enough."""

    labels = {
        "first": "web.casework.first-name",
        "second": "web.casework.second-name",
        "telephone": "web.casework.telephone",
        "number": "web.casework.identity-number",
    }
    first = forms.CharField(required=False, max_length=200)
    second = forms.CharField(required=False, max_length=200)
    telephone = forms.CharField(required=False, max_length=50)
    number = forms.CharField(required=False, max_length=50)

    def clean(self) -> dict[str, Any]:
        """Ask for something."""
        given = super().clean() or {}
        if not any(given.values()):
            self.add_error("first", mistake("web.casework.search-nothing"))
        return given

    def asked(self) -> dict[str, list[str]]:
        """Give what to search for."""
        given = self.cleaned_data
        name = " ".join(filter(None, (given["first"], given["second"])))
        return {"names": [name], "telephones": [given["telephone"]], "numbers": [given["number"]]}

    def begins(self) -> dict[str, str]:
        """Give what of it begins the form of a new person."""
        given = self.cleaned_data
        return {
            "prs_FirstName": given["first"],
            "prs_SecondName": given["second"],
            "prs_MobilePhone": given["telephone"],
        }
