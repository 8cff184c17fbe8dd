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
from fanal.web.casework.forms.own_fields import TABLES, OwnCodes, OwnField, codes_of
from fanal.web.casework.services.own_fields import codes_add, codes_hide, field_add, fields_hide
from fanal.web.casework.vocabulary import WHOLE, Words, can_hide, own_fields
from fanal.web.design.language import current_language, say, say_in


@requires("fields.change")
def own_fields_show(request: HttpRequest) -> HttpResponse:
    """Show the fields by table: those of the core, those that can be hidden, the organisation's own."""
    words = Words()
    tables = [
        {
            "label": say_in(words.vocabulary.table_by_name[name].label),
            "fields": [
                {
                    "name": field.name,
                    "label": say_in(field.label),
                    "core": field.core,
                    "own": field.status is Status.EXTENSION and field.standard != "Fanal",
                    "hidden": field.name in words.hidden,
                }
                for field in words.fields(name, also=words.hidden)
            ],
        }
        for name in TABLES
    ]
    own = own_fields()
    added = [(one["name"], [say_in(code) for code in one["codes"]]) for one in (own.lists if own else [])]
    return render(
        request, "casework/own_fields_show.html", {"tables": tables, "added": added, "slug": _slug(request)}
    )


@requires("fields.change")
def own_fields_hide(request: HttpRequest) -> HttpResponse:
    """Hide the fields that are not ticked."""
    if request.method == "POST":
        words = Words()
        shown = set(request.POST.getlist("shown"))
        names = [
            field.name
            for field in words.fields(*TABLES, also=words.hidden)
            if not field.core and field.name not in shown
        ]
        fields_hide(by=actor_of(request), names=names)
        messages.success(request, say("web.casework.fields-saved"))
    return HttpResponseRedirect(reverse("casework.own-fields", args=[_slug(request)]))


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
    lists = _lists(Words())
    if request.method == "POST":
        shown = set(request.POST.getlist("shown"))
        hidden = {
            one["name"]: [
                code["code"] for code in one["codes"] if f"{one['name']}/{code['code']}" not in shown
            ]
            for one in lists
        }
        codes_hide(by=actor_of(request), hidden=hidden)
        return _saved(request)
    return render(request, "casework/own_codes_hide.html", {"lists": lists, "slug": _slug(request)})


def _lists(words: Words) -> list[dict[str, Any]]:
    """List the lists that fields of cases use, each under the names of its fields; not those of ISO."""
    used: dict[str, list[str]] = {}
    for field in words.fields(*TABLES, also=words.hidden):
        if field.list and not field.list.startswith("iso-"):
            used.setdefault(field.list, []).append(say_in(field.label))
    return [
        {
            "name": name,
            "label": ", ".join(labels),
            "codes": [
                {
                    "code": code.code,
                    "label": say_in(code.label),
                    "needed": not can_hide(name, code.code),
                    "hidden": code.code in words.hidden_codes.get(name, ()),
                }
                for code in words.vocabulary.lists[name].offered()
            ],
        }
        for name, labels in used.items()
        if name not in WHOLE
    ]


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
