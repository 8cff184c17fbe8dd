"""The one-page summary: why it is made is asked first."""

from __future__ import annotations

import uuid
from importlib.util import find_spec

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from fanal.web.access.actor import actor_of
from fanal.web.access.views import requires
from fanal.web.casework.forms.summary import SummaryForm
from fanal.web.casework.reaching import case_of
from fanal.web.casework.selectors.non_punishment import notice_of
from fanal.web.casework.services import summary as services
from fanal.web.casework.views.governing import address, form_page
from fanal.web.design.errors import Refused

NAME = "summary.pdf"
"""Tells nobody whose it is."""


@requires("cases.summarise")
@require_http_methods(["GET", "HEAD", "POST"])
def summary_make(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Ask why, and hand out the page; it is kept nowhere."""
    found = case_of(request, case, "cases.summarise")
    if find_spec("fpdf") is None:
        raise Refused("web.casework.summary-not-installed", status=404)
    notice = notice_of(found.person, case=found, actor=actor_of(request))
    form = SummaryForm(
        request.POST if request.method == "POST" else None, person=found.person, notice=bool(notice)
    )
    if form.is_bound and form.is_valid():
        asked = services.Asked(**form.cleaned_data)
        made = services.summary_make(case=found, asked=asked, by=actor_of(request))
        answer = HttpResponse(made, content_type="application/pdf")
        answer["Content-Disposition"] = f'attachment; filename="{NAME}"'
        answer["Cache-Control"] = "no-store"
        answer["X-Content-Type-Options"] = "nosniff"
        return answer
    return form_page(
        request,
        form,
        title="web.casework.summary-pdf",
        intro="web.casework.summary-pdf-intro",
        back=address(request, "casework.case-show", found.pk),
        button="web.casework.summary-make",
        template="casework/summary_ask.html",
        notice=notice,
    )
