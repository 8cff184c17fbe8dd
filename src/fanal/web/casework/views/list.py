"""The list of cases."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fanal.web.access.actor import actor_of
from fanal.web.access.views import requires
from fanal.web.casework.models import Case


@requires("cases.read")
def case_list(request: HttpRequest) -> HttpResponse:
    """List cases."""
    return render(request, "casework/case_list.html", {"cases": Case.objects.visible_to(actor_of(request))})
