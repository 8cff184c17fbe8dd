"""Fields that forms of bases, children and status have in common: days that have been, languages, lists."""

from __future__ import annotations

from datetime import date, datetime, time

from django import forms
from django.utils import timezone

from fanal.standard import htcds
from fanal.standard.spelling import fold
from fanal.web.casework import lists
from fanal.web.design.forms import mistake
from fanal.web.design.language import say_in

NOON = time(12)


def list_field(name: str, *, required: bool = True, few: bool = False) -> forms.ChoiceField:
    """Make a field of one of our code lists; `few`: all choices are shown.

    Its choices are filled in by `fill`, in the language of the page.
    """
    field = forms.ChoiceField(required=required, widget=forms.RadioSelect if few else forms.Select)
    field.of_list = name
    return field


def fill(form: forms.BaseForm) -> None:
    """Fill in the choices of each `list_field` of a form."""
    for field in form.fields.values():
        if name := getattr(field, "of_list", None):
            field.choices = lists.choices(name)


def languages() -> list[tuple[str, str]]:
    """List the languages of the standard, by their names."""
    found = [(one.code, say_in(one.label)) for one in htcds().lists["iso-639-2"].offered()]
    return sorted(found, key=lambda one: fold(one[1]))


def has_been(day: date | None) -> date | None:
    """Let a day through that is not in the future."""
    if day and day > timezone.localdate():
        raise mistake("web.casework.basis-not-yet")
    return day


def moment(day: date) -> datetime:
    """Give the moment that stands for a day: now for today, else its noon."""
    if day == timezone.localdate():
        return timezone.now()
    return timezone.make_aware(datetime.combine(day, NOON))
