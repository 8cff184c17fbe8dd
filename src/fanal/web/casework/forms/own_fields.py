"""Forms of an organisation's own fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms

from fanal.standard import Code, Disclosure, FieldType
from fanal.standard.spelling import fold
from fanal.web.casework.forms.editing import EditingForm
from fanal.web.casework.vocabulary import WHOLE, Words, can_hide
from fanal.web.design.forms import Form, mistake
from fanal.web.design.language import say, say_in

TABLES = (
    "person",
    "victim context",
    "perpetrator context",
    "case",
    "historic trafficking event",
    "support plan",
)
LISTED = {FieldType.PICKLIST, FieldType.MULTISELECT}
_TYPES: Mapping[FieldType, Callable[[], str]] = {
    FieldType.TEXT: lambda: say("web.casework.type-text"),
    FieldType.LONG_TEXT: lambda: say("web.casework.type-long-text"),
    FieldType.INTEGER: lambda: say("web.casework.type-integer"),
    FieldType.DATE: lambda: say("web.casework.type-date"),
    FieldType.CHECKBOX: lambda: say("web.casework.type-checkbox"),
    FieldType.PICKLIST: lambda: say("web.casework.type-picklist"),
    FieldType.MULTISELECT: lambda: say("web.casework.type-multiselect"),
}
_DISCLOSURES: Mapping[Disclosure, Callable[[], str]] = {
    Disclosure.SENSITIVE: lambda: say("web.casework.disclosure-sensitive"),
    Disclosure.IDENTIFYING: lambda: say("web.casework.disclosure-identifying"),
    Disclosure.QUASI_IDENTIFYING: lambda: say("web.casework.disclosure-quasi"),
    Disclosure.PROCESS: lambda: say("web.casework.disclosure-process"),
}


class Hide(EditingForm):
    """Which fields are shown: all but those of the core can be hidden."""

    def __init__(self, *args: Any, words: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = words
        for field in words.fields(*TABLES, also=words.hidden):
            if not field.core:
                shown = field.name not in words.hidden
                self.fields[field.name] = forms.BooleanField(
                    required=False, label=say_in(field.label), initial=shown
                )


class HideCodes(EditingForm):
    """Which codes are offered: of each list that fields of cases use; not of those of ISO.

    Attributes
    ----------
    lists
        Labels of each list's fields, and of each code: its words, and the field that hides it, if it can be.
    """

    def __init__(self, *args: Any, words: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        used: dict[str, list[str]] = {}
        for field in words.fields(*TABLES, also=words.hidden):
            if field.list and not field.list.startswith("iso-") and field.list not in WHOLE:
                used.setdefault(field.list, []).append(say_in(field.label))
        self.lists = []
        for name, labels in used.items():
            codes = words.vocabulary.lists[name].offered()
            for code in codes:
                if can_hide(name, code.code):
                    shown = code.code not in words.hidden_codes.get(name, ())
                    self.fields[f"{name}/{code.code}"] = forms.BooleanField(
                        required=False, label=say_in(code.label), initial=shown
                    )
            self.lists.append((", ".join(labels), [self._line(name, code) for code in codes]))

    def _line(self, name: str, code: Code) -> dict[str, Any]:
        place = f"{name}/{code.code}"
        return {
            "place": place,
            "label": say_in(code.label),
            "shown": self[place] if place in self.fields else None,
        }

    def hidden_codes(self) -> dict[str, list[str]]:
        """Give the codes of each list that are not ticked."""
        found: dict[str, list[str]] = {}
        for place, shown in self.filled.items():
            name, _, code = place.partition("/")
            found.setdefault(name, []).extend([] if shown else [code])
        return found


def codes_of(text: str) -> list[tuple[str, str]]:
    """Read labels, one a line, English and French divided by a stroke."""
    found = []
    for line in text.splitlines():
        english, _, french = line.partition("|")
        if english.strip():
            found.append((english.strip(), french.strip()))
    return found


class OwnField(Form):
    """A field of the organisation's own."""

    labels = {
        "table": "web.casework.field-table",
        "label_en": "web.casework.field-label-en",
        "label_fr": "web.casework.field-label-fr",
        "description": "web.casework.field-description",
        "type": "web.casework.field-type",
        "codes": "web.casework.field-codes",
        "disclosure": "web.casework.field-disclosure",
    }
    hints = {
        "codes": "web.casework.field-codes-hint",
        "disclosure": "web.casework.field-disclosure-hint",
    }
    table = forms.ChoiceField()
    label_en = forms.CharField(max_length=100)
    label_fr = forms.CharField(max_length=100)
    description = forms.CharField(max_length=300, required=False)
    type = forms.ChoiceField()
    codes = forms.CharField(required=False, max_length=5000, widget=forms.Textarea)
    disclosure = forms.ChoiceField()

    def __init__(self, *args: Any, words: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tables = words.vocabulary.table_by_name
        offered = {
            "table": [(name, say_in(tables[name].label)) for name in TABLES],
            "type": [(kind.value, said()) for kind, said in _TYPES.items()],
            "disclosure": [(kind.value, said()) for kind, said in _DISCLOSURES.items()],
        }
        for name, some in offered.items():
            self.fields[name].choices = some

    def clean(self) -> dict[str, Any]:
        """Ask for the choices of a field that is chosen from a list."""
        given = super().clean() or {}
        if given.get("type") in {kind.value for kind in LISTED} and not codes_of(given.get("codes", "")):
            self.add_error("codes", mistake("web.casework.field-codes-missing"))
        return given

    def as_field(self) -> dict[str, Any]:
        """Give it in the form of an extension."""
        given = self.cleaned_data
        label = {"en": given["label_en"], "fr": given["label_fr"]}
        described = given["description"]
        return {
            "table": given["table"],
            "type": given["type"],
            "label": label,
            "description": {"en": described, "fr": described} if described else label,
            "disclosure": given["disclosure"],
            "leaves": False,
        }

    def as_codes(self) -> list[tuple[str, str]]:
        """Give the labels of its list."""
        listed = self.cleaned_data["type"] in {kind.value for kind in LISTED}
        return codes_of(self.cleaned_data["codes"]) if listed else []


class OwnCodes(Form):
    """Codes that the organisation adds to a list."""

    labels = {"list": "web.casework.codes-list", "codes": "web.casework.field-codes"}
    hints = {"codes": "web.casework.field-codes-hint"}
    list = forms.ChoiceField()
    codes = forms.CharField(max_length=5000, widget=forms.Textarea)

    def __init__(self, *args: Any, words: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named: dict[str, str] = {}
        for field in words.fields(*TABLES):
            if field.list and not field.list.startswith("iso-"):
                named.setdefault(field.list, say_in(field.label))
        self.fields["list"].choices = sorted(named.items(), key=lambda one: fold(one[1]))
