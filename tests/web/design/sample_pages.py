"""Addresses for the tests of this room only: a form, refusals of every kind, a value open for a moment."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from fanal.web.config import urls
from fanal.web.config.urls import handler400, handler403, handler404, handler500
from fanal.web.design.errors import Refused
from fanal.web.design.living import ExampleForm
from fanal.web.organisations.models import Organisation

__all__ = ["handler400", "handler403", "handler404", "handler500"]

FORM = """{% extends "design/page.html" %}
{% block title %}{% t "web.design.example-open-case" %}{% endblock %}
{% block content %}{% heading "web.design.example-open-case" %}{% endheading %}
<form method="post">{% csrf_token %}{% form_body form %}
<div class="buttons">{% button "web.design.example-save" busy="web.design.example-saving" %}</div></form>
{% endblock %}"""
SEALED = """{% extends "design/page.html" %}
{% block content %}<h1>x</h1>{% revealed "Amina Example" until=until %}{% endblock %}"""

JOB = """{% extends "design/page.html" %}
{% block scripts %}{{ block.super }}<script src="{% script "job" %}" defer></script>{% endblock %}
{% block content %}<h1>x</h1><h2>x</h2>
{% job "web.design.example-import" id="import" state=state done=done total=4 address="/job/" %}
{% endblock %}"""
looked = {"times": 0}


def job(request: HttpRequest) -> HttpResponse:
    """Tell of one more step each time somebody looks."""
    looked["times"] += 1
    state = "running" if looked["times"] < 3 else "done"
    return HttpResponse(
        engines["django"].from_string(JOB).render({"state": state, "done": looked["times"]}, request)
    )


def form(request: HttpRequest) -> HttpResponse:
    asked = ExampleForm(request.POST or None)
    if asked.is_valid():
        return HttpResponse("kept")
    return HttpResponse(engines["django"].from_string(FORM).render({"form": asked}, request))


def sealed(request: HttpRequest) -> HttpResponse:
    until = timezone.now() + timedelta(seconds=float(request.GET["seconds"]))
    return HttpResponse(engines["django"].from_string(SEALED).render({"until": until}, request))


def refuse(request: HttpRequest, status: int) -> HttpResponse:
    Organisation.objects.create(name="undone", slug="undone")
    if status == 400:
        raise SuspiciousOperation
    if status == 403:
        raise PermissionDenied
    if status == 500:
        raise ZeroDivisionError
    raise Refused(
        "web.design.example-locked",
        status=status,
        retry_after=60,
        way_on=("/unlock/", "web.design.example-do-it"),
    )


@require_POST
def posted(request: HttpRequest) -> HttpResponse:
    return render(request, "design/page.html")


urlpatterns = [
    path("form/", form),
    path("job/", job),
    path("sealed/", sealed),
    path("refuse/<int:status>/", refuse),
    path("posted/", posted),
    *urls.urlpatterns,
]
