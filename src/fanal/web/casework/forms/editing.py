"""Forms of a row that somebody else may change meanwhile: they remember what was shown, to be compared."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
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

    seen = forms.IntegerField(widget=forms.HiddenInput)
    base = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def begin(self, row: Kept) -> None:
        """Remember what is shown."""
        self.initial[SEEN] = row.version
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


Make = Callable[[Mapping[str, Any] | None, Kept], EditingForm]
"""Makes a form of a row, bound to what was sent or not."""


def _base(form: forms.Form) -> dict[str, list[str]]:
    try:
        read = json.loads(form.data.get(BASE, ""))
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _as_sent(value: Any) -> list[str]:
    if isinstance(value, list | tuple):
        return sorted(str(one) for one in value if one not in (None, ""))
    if value is None or value is False or value == "":
        return []
    if value is True:
        return ["on"]
    text = value.isoformat() if isinstance(value, date) else str(value)
    return [text.replace("\r\n", "\n").strip()] if text.strip() else []


def _words(form: forms.Form, name: str) -> str:
    field, values = form.fields[name], raw(form, name)
    if isinstance(field, forms.BooleanField):
        return say("web.casework.yes") if values else say("web.casework.no")
    if isinstance(field, forms.ChoiceField):
        labels = {str(code): str(label) for code, label in field.choices}
        return ", ".join(labels.get(one, one) for one in values)
    if isinstance(field, forms.DateField) and values:
        try:
            return say_date(date.fromisoformat(values[0]))
        except ValueError:
            return values[0]
    return "\n".join(values)
