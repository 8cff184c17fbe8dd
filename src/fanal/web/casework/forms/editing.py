"""Forms of a row that somebody else may change meanwhile: they remember what was shown, to be compared."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.http import QueryDict

from fanal.web.casework.models.documents import Kept
from fanal.web.design.forms import Form
from fanal.web.design.language import say, say_date

SEEN, BASE = "seen", "base"
CHOICE = "choose-"
"""Begins the name of a field by which somebody chooses between mine and theirs."""
MINE, THEIRS = "mine", "theirs"


class EditingForm(Form):
    """A form of a row: ``seen`` says in which version it was shown, ``base`` what stood in it then."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    base = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    @property
    def version(self) -> int:
        """Give the version that was shown; 0: there was no row."""
        return self.cleaned_data[SEEN] or 0

    @property
    def filled(self) -> dict[str, Any]:
        """Give what was filled in, once the form is valid."""
        return {name: self.cleaned_data.get(name) for name in asked(self)}

    def begin(self, row: Kept | None) -> None:
        """Remember what is shown."""
        self.initial[SEEN] = row.version if row else 0
        self.initial[BASE] = json.dumps({name: raw(self, name) for name in asked(self)})


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two people filled in differently.

    Attributes
    ----------
    mine, theirs
        In words.
    chosen
        Whose is chosen beforehand: whoever alone changed it; empty where both did.
    """

    name: str
    label: str
    mine: str
    theirs: str
    chosen: str


def asked(form: forms.Form) -> list[str]:
    """List the fields that a person fills in."""
    return [name for name in form.fields if name not in (SEEN, BASE)]


def raw(form: forms.Form, name: str) -> list[str]:
    """Give what a browser would send of a field as it is shown."""
    return _as_sent(form[name].value())


def differences(mine: forms.Form, theirs: forms.Form) -> list[Difference]:
    """Compare what somebody typed with what is there now.

    Parameters
    ----------
    mine
        Bound to what was typed.
    theirs
        Unbound, of the row as it is now.
    """
    base = _base(mine)
    found = []
    for name in asked(theirs):
        if name not in mine.fields:
            continue
        typed, there = raw(mine, name), raw(theirs, name)
        if typed != there:
            was = base.get(name)
            by_me, by_them = typed != was, there != was
            chosen = "" if by_me and by_them else (MINE if by_me else THEIRS)
            label = str(mine.fields[name].label)
            found.append(Difference(name, label, _words(mine, name), _words(theirs, name), chosen))
    return found


def with_choices(data: QueryDict, theirs: forms.Form) -> QueryDict:
    """Put in what is there now wherever that was chosen."""
    made = data.copy()
    for name in asked(theirs):
        if data.get(f"{CHOICE}{name}") == THEIRS:
            made.setlist(name, raw(theirs, name))
    return made


def hidden(form: forms.Form) -> list[tuple[str, str]]:
    """Give all that was typed, for hidden fields of the page that asks which one holds."""
    return [(name, value) for name in asked(form) for value in raw(form, name)]


def held(form: forms.Form, row: Kept | None) -> dict[str, Any]:
    """Give what a row holds in the fields of a form that are named as its columns."""
    names = [name for name in form.base_fields if name not in (SEEN, BASE)] if row else []
    return {name: getattr(row, name) for name in names}


def without_row(form: forms.BaseForm) -> None:
    """Ask for no version: a row is added."""
    for name in (SEEN, BASE):
        del form.fields[name]


Make = Callable[[Mapping[str, Any] | None, Any], EditingForm]
"""Makes a form of a row, bound to what was sent or not."""


def _base(form: forms.Form) -> dict[str, list[str]]:
    try:
        read = json.loads(form.data.get(BASE, ""))
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


_WRITTEN: dict[type, Callable[[Any], str]] = {
    date: date.isoformat,
    datetime: lambda value: value.strftime("%Y-%m-%dT%H:%M"),
    time: lambda value: value.strftime("%H:%M"),
}
"""How a browser sends what a field holds."""


def _as_sent(value: Any) -> list[str]:
    if isinstance(value, list | tuple):
        return sorted(str(one) for one in value if one not in (None, ""))
    if value is None or value is False or value == "":
        return []
    if value is True:
        return ["on"]
    text = _WRITTEN.get(type(value), str)(value)
    return [text.replace("\r\n", "\n").strip()] if text.strip() else []


_SAID: tuple[tuple[type[forms.Field], Callable[[str], date]], ...] = (
    (forms.DateTimeField, datetime.fromisoformat),
    (forms.DateField, date.fromisoformat),
)


def _words(form: forms.Form, name: str) -> str:
    field, values = form.fields[name], raw(form, name)
    if isinstance(field, forms.BooleanField):
        return say("web.casework.yes") if values else say("web.casework.no")
    if isinstance(field, forms.ChoiceField):
        labels = {str(code): str(label) for code, label in field.choices}
        return ", ".join(labels.get(one, one) for one in values)
    kind = next((read for of, read in _SAID if isinstance(field, of)), None)
    if kind and values:
        try:
            return say_date(kind(values[0]))
        except ValueError:
            return values[0]
    return "\n".join(values)
