"""The supervisor's dashboard: counts, each with its words."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from fanal.web.access.actor import actor_of
from fanal.web.access.views import requires
from fanal.web.casework.selectors import dashboard
from fanal.web.casework.selectors.small_numbers import FEWEST
from fanal.web.casework.views.governing import slug_of
from fanal.web.casework.vocabulary import Words


@requires("cases.count")
@require_safe
def dashboard_show(request: HttpRequest) -> HttpResponse:
    """Show how many cases there are, and what is due; nobody's case is opened for it."""
    actor, today, words = actor_of(request), timezone.localdate(), Words()
    context = {
        "slug": slug_of(request),
        "today": today,
        "fewest": FEWEST,
        "open": dashboard.open_cases(actor, words, today),
        "due": dashboard.work_due(actor, today),
        "months": dashboard.months(actor, today),
    }
    return render(request, "casework/dashboard_show.html", context)
