"""A page with a form that keeps what is typed, for the tests of just that; saved, it leads on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import engines
from django.urls import path

from fanal.web.access.views import signed_in
from fanal.web.config import urls
from fanal.web.config.urls import handler400, handler403, handler404, handler500
from fanal.web.design.forms import Form

__all__ = ["handler400", "handler403", "handler404", "handler500"]

PAGE = """{% extends "design/page.html" %}
{% block title %}{% t "web.design.example-open-case" %}{% endblock %}
{% block content %}{% heading "web.design.example-open-case" %}{% endheading %}
<form method="post">{% csrf_token %}
{% include "casework/keeps_draft.html" with form_name="of-tests" about=about person=person %}
<input type="hidden" name="seen" value="{{ seen }}">
{% form_body form %}
<div class="buttons">{% button "web.design.example-save" busy="web.design.example-saving" %}</div></form>
{% endblock %}"""
SEEN = {"version": "3"}
SAVED: list[dict[str, Any]] = []


class Told(Form):
    """A field of each kind."""

    labels = dict.fromkeys(
        ("first", "note", "agreed", "several", "languages", "sex"), "web.design.example-code"
    )
    first = forms.CharField()
    note = forms.CharField(widget=forms.Textarea, required=False)
    agreed = forms.BooleanField(required=False)
    several = forms.MultipleChoiceField(
        choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple, required=False
    )
    languages = forms.MultipleChoiceField(choices=[("c", "C"), ("d", "D")], required=False)
    sex = forms.ChoiceField(choices=[("e", "E"), ("f", "F")], widget=forms.RadioSelect, required=False)


@signed_in
def page(request: HttpRequest) -> HttpResponse:
    form = Told(request.POST or None)
    if form.is_valid():
        SAVED.append({**form.cleaned_data, "seen": request.POST["seen"]})
        return redirect("accounts.organisation", organisation=request.belonging.organisation.slug)
    context = {
        "form": form,
        "seen": SEEN["version"],
        "about": request.GET.get("about"),
        "person": request.GET.get("person"),
    }
    return HttpResponse(engines["django"].from_string(PAGE).render(context, request))


@signed_in
def nothing(request: HttpRequest) -> HttpResponse:
    return render(request, "design/page.html")


urlpatterns = [
    path("o/<slug:organisation>/tests/form/", page, name="tests.form"),
    path("o/<slug:organisation>/tests/nothing/", nothing, name="tests.nothing"),
    *urls.urlpatterns,
]
