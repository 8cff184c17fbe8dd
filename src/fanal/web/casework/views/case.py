"""The page of a case."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse

from fanal.web.access.views import requires
from fanal.web.casework.pages import case_page
from fanal.web.casework.reaching import case_of


@requires("cases.read")
def case_show(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Show what is recorded of a case."""
    found = case_of(request, case)
    return case_page(request, found, "casework/case_show.html", "casework.case-show")
