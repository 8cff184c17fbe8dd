"""Fields of the standard as fields of forms, and back: a new field of the standard is data, not code.

::

    class Intake(DocumentForm):
        tables = ("person",)

    form = Intake(request.POST, values=person.values)
    coded, told = form.split()
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms

from fanal.standard import Field, FieldType
from fanal.standard.bands import parse_band
from fanal.standard.spelling import fold
from fanal.web.casework.models.documents import is_coded
from fanal.web.casework.vocabulary import Words
from fanal.web.casework.widgets import SeveralSelects
from fanal.web.design.forms import Form, mistake
from fanal.web.design.language import say, say_date, say_in

FEW = 24
"""Lists up to this length are shown whole, to tick; longer ones are chosen from."""
YES, NO = "yes", "no"


class BandField(forms.CharField):
    """A band such as 18--20."""

    def to_python(self, value: Any) -> str:
        """Read it as the standard does."""
        text = super().to_python(value)
        read = parse_band(text) if text else ""
        if read is None:
            raise mistake("web.casework.band-wrong")
        return read


def form_field(field: Field, words: Words, held: Any = None) -> forms.Field:
    """Make the field of a form that asks for a field of the standard.

    Parameters
    ----------
    field, words
        Which, of which vocabulary.
    held
        What it holds now: a code that is no longer offered stays there to be chosen.
    """
    common: dict[str, Any] = {
        "required": False,
        "label": say_in(field.label),
        "help_text": say_in(field.description)
        if field.core is False or field.type is FieldType.LONG_TEXT
        else "",
    }
    return _MAKERS.get(field.type, _text)(field, words, held, common)


def split(fields: Iterable[Field], cleaned: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Divide what a form gave into what may lie in the clear and what is sealed; nothing for no answer."""
    coded: dict[str, Any] = {}
    told: dict[str, Any] = {}
    for field in fields:
        value = stored(field, cleaned.get(field.name))
        if value is not None:
            (coded if is_coded(field) else told)[field.name] = value
    return coded, told


def stored(field: Field, value: Any) -> Any:
    """Write a value as it is kept: as `Records` has it, dates as ISO texts, None where nothing was said."""
    if value in (None, "", []):
        return None
    if field.type is FieldType.CHECKBOX and isinstance(value, str):
        return value == YES
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if field.type is FieldType.MULTISELECT else value


def typed(field: Field, value: Any) -> Any:
    """Write a kept value as a form shows it."""
    if field.type is FieldType.CHECKBOX and isinstance(value, bool):
        return YES if value else NO
    return value


def said(field: Field, value: Any, words: Words) -> str:
    """Say a kept value in the language of the page: labels of codes, dates in words."""
    if value is None or value == "":
        return ""
    if isinstance(value, list):
        return ", ".join(said(field, one, words) for one in value)
    if isinstance(value, bool):
        return say("web.casework.yes") if value else say("web.casework.no")
    if field.list is not None:
        code = words.vocabulary.code_list(field).by_code.get(str(value))
        return say_in(code.label) if code else str(value)
    if field.type is FieldType.DATE:
        return say_date(date.fromisoformat(value))
    if field.type is FieldType.BAND and "--" in str(value):
        low, high = str(value).split("--", 1)
        return say("web.casework.band-between", low=low, high=high)
    return str(value)


class DocumentForm(Form):
    """A form of the fields of some tables of the standard, and of whatever a subclass adds.

    Attributes
    ----------
    tables
        Names of tables.
    only
        Names of fields, in order, where not all of the table are asked for.
    besides
        Names of fields that have a place of their own and are asked for here, before the others.
    """

    tables: ClassVar[tuple[str, ...]] = ()
    only: ClassVar[tuple[str, ...]] = ()
    besides: ClassVar[tuple[str, ...]] = ()
    base_fields: dict[str, forms.Field]

    def __init__(self, *args: Any, values: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        held = dict(values or {})
        self.words = Words()
        self.standard = self._fields(held)
        initial = {field.name: typed(field, held.get(field.name)) for field in self.standard}
        self.base_fields = {
            **{field.name: form_field(field, self.words, held.get(field.name)) for field in self.standard},
            **self.base_fields,
        }
        super().__init__(*args, **{**kwargs, "initial": initial | kwargs.get("initial", {})})

    def split(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Give what was said, divided into what may lie in the clear and what is sealed."""
        return split(self.standard, self.cleaned_data)

    def merged(self, coded: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """Give ``coded`` and ``told`` of a row with the answers of this form put in; all else stays."""
        asked = {field.name for field in self.standard}
        new_coded, new_told = self.split()
        return {
            "coded": {name: value for name, value in coded.items() if name not in asked} | new_coded,
            "told": {name: value for name, value in (told or {}).items() if name not in asked} | new_told,
        }

    def _fields(self, held: Mapping[str, Any]) -> list[Field]:
        known = self.words.vocabulary.by_name
        besides = [known[name] for name in self.besides]
        if self.only:
            return [*besides, *(known[name] for name in self.only if name not in self.words.hidden)]
        return [*besides, *self.words.fields(*self.tables, also=held)]


def _text(field: Field, words: Words, held: Any, common: dict[str, Any]) -> forms.Field:
    kind = forms.EmailField if field.format == "email" else forms.CharField
    return kind(max_length=500, **common)


def _long_text(field: Field, words: Words, held: Any, common: dict[str, Any]) -> forms.Field:
    return forms.CharField(max_length=20_000, widget=forms.Textarea, **common)


def _number(field: Field, words: Words, held: Any, common: dict[str, Any]) -> forms.Field:
    return forms.FloatField(min_value=field.minimum, max_value=field.maximum, **common)


def _whole(field: Field, words: Words, held: Any, common: dict[str, Any]) -> forms.Field:
    low = None if field.minimum is None else int(field.minimum)
    return forms.IntegerField(min_value=low, max_value=field.maximum, **common)


def _date(field: Field, words: Words, held: Any, common: dict[str, Any]) -> forms.Field:
    return forms.DateField(**common)


def _checkbox(field: Field, words: Words, held: Any, common: dict[str, Any]) -> forms.Field:
    choices = [
        ("", say("web.casework.not-asked")),
        (YES, say("web.casework.yes")),
        (NO, say("web.casework.no")),
    ]
    return forms.ChoiceField(choices=choices, **common)


def _picklist(field: Field, words: Words, held: Any, common: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(
        choices=[("", say("web.casework.not-asked")), *choices(field, words, [held])], **common
    )


def _multiselect(field: Field, words: Words, held: Any, common: dict[str, Any]) -> forms.Field:
    offered = choices(field, words, held or [])
    few = len(offered) <= FEW
    widget = forms.CheckboxSelectMultiple if few else SeveralSelects
    return forms.MultipleChoiceField(choices=offered, widget=widget, **common)


def _band(field: Field, words: Words, held: Any, common: dict[str, Any]) -> forms.Field:
    return BandField(max_length=20, **common)


def choices(field: Field, words: Words, held: Iterable[Any] = ()) -> list[tuple[str, str]]:
    """List the codes of a field with their words; long lists by their words, short ones as the standard."""
    codes = words.vocabulary.code_list(field)
    kept = {str(one) for one in held if one}
    offered = [(one.code, say_in(one.label)) for one in words.offered(field)]
    offered += [
        (code, say_in(codes.by_code[code].label) if code in codes.by_code else code)
        for code in sorted(kept - {code for code, _ in offered})
    ]
    return offered if len(offered) <= FEW else sorted(offered, key=lambda one: fold(one[1]))


_MAKERS: Mapping[FieldType, Any] = {
    FieldType.LONG_TEXT: _long_text,
    FieldType.NUMBER: _number,
    FieldType.GEOLOCATION: _number,
    FieldType.INTEGER: _whole,
    FieldType.YEAR: _whole,
    FieldType.DATE: _date,
    FieldType.CHECKBOX: _checkbox,
    FieldType.PICKLIST: _picklist,
    FieldType.MULTISELECT: _multiselect,
    FieldType.BAND: _band,
}
