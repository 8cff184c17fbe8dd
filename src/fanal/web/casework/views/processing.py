"""Pages of the record of processing."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fanal.web.access.actor import actor_of
from fanal.web.access.policy import may
from fanal.web.access.views import requires
from fanal.web.casework.forms.processing import ProcessingForm
from fanal.web.casework.governance import processing_lines
from fanal.web.casework.models import Processing
from fanal.web.casework.selectors.processing import processing
from fanal.web.casework.services.processing import (
    processing_add,
    processing_begin,
    processing_change,
    processing_remove,
)
from fanal.web.casework.views.governing import (
    address,
    edited_page,
    form_page,
    gone_to,
    pressed,
    slug_of,
)
from fanal.web.design.language import current_language

LIST = "casework.processing-list"


@requires("governance.read")
@require_safe
def processing_list(request: HttpRequest) -> HttpResponse:
    """Show the record; where there is none yet, what Fanal proposes."""
    rows = processing()
    context = {
        "slug": slug_of(request),
        "rows": rows or processing_lines(current_language()),
        "proposed": not rows,
        "changes": may(actor_of(request), "governance.change").allowed,
    }
    return render(request, "casework/processing_list.html", context)


@requires("governance.change")
@require_POST
def processing_start(request: HttpRequest) -> HttpResponse:
    """Take the lines that Fanal proposes, in the language of the page."""
    processing_begin(language=current_language(), by=actor_of(request))
    return gone_to(request, "web.casework.processing-begun", LIST)


@requires("governance.change")
@require_http_methods(["GET", "HEAD", "POST"])
def processing_new(request: HttpRequest) -> HttpResponse:
    """Add a line."""
    form = ProcessingForm(request.POST or None)
    if form.is_valid():
        processing_add(by=actor_of(request), **form.filled)
        return gone_to(request, "web.casework.processing-saved", LIST)
    return form_page(
        request,
        form,
        title="web.casework.processing-new",
        back=address(request, LIST),
        button="web.casework.save",
    )


@requires("governance.change")
@require_http_methods(["GET", "HEAD", "POST"])
def processing_edit(request: HttpRequest, row: uuid.UUID) -> HttpResponse:
    """Change a line."""
    found, actor = _of(row), actor_of(request)
    return edited_page(
        request,
        row=found,
        make=lambda data, one: ProcessingForm(data, row=one),
        save=lambda form: processing_change(found, seen=form.version, by=actor, **form.filled),
        done=lambda: gone_to(request, "web.casework.processing-saved", LIST),
        title="web.casework.processing-change",
        back=address(request, LIST),
        button="web.casework.save",
    )


@requires("governance.change")
@require_POST
def processing_end(request: HttpRequest, row: uuid.UUID) -> HttpResponse:
    """Take a line out."""
    found, actor = _of(row), actor_of(request)
    if pressed(request, lambda seen: processing_remove(found, seen=seen, by=actor)):
        return gone_to(request, "web.casework.processing-removed", LIST)
    return gone_to(request, "web.casework.changed-not-marked", LIST)


def _of(row: uuid.UUID) -> Processing:
    found = Processing.objects.filter(pk=row).first()
    if found is None:
        raise Http404
    return found
