"""The filters of the list of cases: in the address as codes, on the page as words that one can take away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from fanal.web.casework.fields import choices
from fanal.web.casework.models import Case
from fanal.web.casework.vocabulary import Words
from fanal.web.design.forms import Form
from fanal.web.design.language import say, say_date
from fanal.web.organisations.models import Membership
from fanal.web.organisations.names import name_of

ANY = "any"
EXPLOITATION, CITIZENSHIP = "vic_TypeOfExploitation", "prs_Citizenship"


class Filters(Form):
    """What the list is narrowed to. Without any word of it, open cases are shown."""

    labels = {
        "status": "web.casework.status",
        "owner": "web.casework.owner",
        "exploitation": "web.casework.exploitation",
        "citizenship": "web.casework.citizenship",
        "opened_from": "web.casework.opened-from",
        "opened_to": "web.casework.opened-to",
        "mine": "web.casework.only-mine",
        "danger": "web.casework.only-danger",
        "child": "web.casework.only-children",
    }
    status = forms.ChoiceField(required=False)
    owner = forms.ChoiceField(required=False)
    exploitation = forms.ChoiceField(required=False)
    citizenship = forms.ChoiceField(required=False)
    opened_from = forms.DateField(required=False)
    opened_to = forms.DateField(required=False)
    mine = forms.BooleanField(required=False)
    danger = forms.BooleanField(required=False)
    child = forms.BooleanField(required=False)

    def __init__(self, data: QueryDict, *, owners: list[Membership], words: Words) -> None:
        given = data.copy()
        given.setdefault("status", Case.Status.OPEN)
        super().__init__(given)
        all_of_them = ("", say("web.casework.all"))
        offered: Mapping[str, list[tuple[str, str]]] = {
            "status": [
                (ANY, say("web.casework.all")),
                (Case.Status.OPEN, say("web.casework.status-open")),
                (Case.Status.CLOSED, say("web.casework.status-closed")),
            ],
            "owner": [all_of_them, *((str(one.pk), name_of(one)) for one in owners)],
            "exploitation": [all_of_them, *_choices(EXPLOITATION, given, "exploitation", words)],
            "citizenship": [all_of_them, *_choices(CITIZENSHIP, given, "citizenship", words)],
        }
        for name, some in offered.items():
            self.fields[name].choices = some
        self.is_valid()

    @property
    def asked(self) -> dict[str, Any]:
        """Give what was asked for and understood."""
        return {
            name: value for name, value in self.cleaned_data.items() if value not in ("", None, False, ANY)
        }

    def chips(self, data: QueryDict) -> list[tuple[str, str]]:
        """List the filters in words, each with the address that takes it away."""
        return [(self._word(name, value), _without(data, name)) for name, value in self.asked.items()]

    def _word(self, name: str, value: Any) -> str:
        label = str(self.fields[name].label)
        if value is True:
            return label
        if isinstance(value, date):
            return say("web.casework.filter-word", label=label, value=say_date(value))
        said = dict(self.fields[name].choices)[value]
        return say("web.casework.filter-word", label=label, value=said)


def _choices(name: str, given: QueryDict, asked: str, words: Words) -> list[tuple[str, str]]:
    """List the codes of a field; a hidden one that is asked for stays: a saved view goes on."""
    field = words.vocabulary[name]
    known = words.vocabulary.code_list(field).by_code
    return choices(field, words, [one for one in given.getlist(asked) if one in known])


def _without(data: QueryDict, name: str) -> str:
    kept = data.copy()
    kept.pop("page", None)
    kept.pop(name, None)
    if name == "status":
        kept["status"] = ANY
    return f"?{kept.urlencode()}"
