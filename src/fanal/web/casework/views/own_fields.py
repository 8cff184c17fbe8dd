"""The organisation's own fields and codes, and the fields that it hides."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from fanal.presentation import Refusal, text
from fanal.standard import Status
from fanal.web.access.actor import actor_of
from fanal.web.access.views import requires
from fanal.web.casework.forms.own_fields import TABLES, Hide, HideCodes, OwnCodes, OwnField, codes_of
from fanal.web.casework.services.own_fields import codes_add, codes_hide, field_add, fields_hide
from fanal.web.casework.views.editing import edited
from fanal.web.casework.vocabulary import Words, own_fields
from fanal.web.design.language import current_language, say, say_in


@requires("fields.change")
def own_fields_show(request: HttpRequest) -> HttpResponse:
    """Show the fields by table, and hide those that are not ticked; those of the core stay."""
    actor = actor_of(request)
    return edited(
        request,
        row=own_fields(),
        make=lambda data, row: Hide(data, words=Words()),
        save=lambda form: fields_hide(by=actor, names=_hidden(form), seen=form.version),
        page=lambda form, status=200: _fields(request, form, status),
        done=lambda: _saved(request),
    )


def _fields(request: HttpRequest, form: Hide, status: int) -> HttpResponse:
    """Show the fields: those of the core, those that can be hidden, the organisation's own."""
    words = form.words
    tables = [
        {
            "label": say_in(words.vocabulary.table_by_name[name].label),
            "fields": [
                {
                    "name": field.name,
                    "label": say_in(field.label),
                    "core": field.core,
                    "own": field.status is Status.EXTENSION and field.standard != "Fanal",
                    "shown": None if field.core else form[field.name],
                }
                for field in words.fields(name, also=words.hidden)
            ],
        }
        for name in TABLES
    ]
    own = own_fields()
    added = [(one["name"], [say_in(code) for code in one["codes"]]) for one in (own.lists if own else [])]
    context = {"form": form, "tables": tables, "added": added, "slug": _slug(request)}
    return render(request, "casework/own_fields_show.html", context, status=status)


def _hidden(form: Hide) -> list[str]:
    return [name for name, shown in form.filled.items() if not shown]


@requires("fields.change")
def own_field_new(request: HttpRequest) -> HttpResponse:
    """Add a field."""
    form = OwnField(request.POST or None, words=Words())

    def add() -> None:
        field_add(by=actor_of(request), field=form.as_field(), codes=form.as_codes())

    if request.method == "POST" and form.is_valid() and _done(form, add):
        return _saved(request)
    return _form(request, form, "web.casework.field-add")


@requires("fields.change")
def own_codes_new(request: HttpRequest) -> HttpResponse:
    """Add codes to a list."""
    form = OwnCodes(request.POST or None, words=Words())

    def add() -> None:
        given = form.cleaned_data
        codes_add(by=actor_of(request), list_name=given["list"], codes=codes_of(given["codes"]))

    if request.method == "POST" and form.is_valid() and _done(form, add):
        return _saved(request)
    return _form(request, form, "web.casework.codes-add")


@requires("fields.change")
def own_codes_hide(request: HttpRequest) -> HttpResponse:
    """Show the codes of each list; those that are not ticked are hidden."""
    actor = actor_of(request)
    return edited(
        request,
        row=own_fields(),
        make=lambda data, row: HideCodes(data, words=Words()),
        save=lambda form: codes_hide(by=actor, hidden=form.hidden_codes(), seen=form.version),
        page=lambda form, status=200: render(
            request, "casework/own_codes_hide.html", {"form": form, "slug": _slug(request)}, status=status
        ),
        done=lambda: _saved(request),
    )


def _done(form: Any, act: Any) -> bool:
    """Do it; what the standard refuses is said above the form."""
    try:
        act()
    except Refusal as refusal:
        finding = refusal.finding
        form.add_error(None, text(finding.code, current_language(), **finding.values))
        return False
    return True


def _saved(request: HttpRequest) -> HttpResponse:
    messages.success(request, say("web.casework.fields-saved"))
    return HttpResponseRedirect(reverse("casework.own-fields", args=[_slug(request)]))


def _form(request: HttpRequest, form: Any, title: str) -> HttpResponse:
    context = {"form": form, "title": title, "slug": _slug(request)}
    return render(request, "casework/own_fields_edit.html", context, status=400 if form.errors else 200)


def _slug(request: HttpRequest) -> str:
    return request.belonging.organisation.slug
