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
    loads = dashboard.loads(actor, today)
    genders, lines = dashboard.ages_and_genders(actor, words, today)
    context = {
        "slug": slug_of(request),
        "today": today,
        "fewest": FEWEST,
        "loads": loads,
        "open": sum(one.total for one in loads),
        "due": dashboard.work_due(actor, today),
        "months": dashboard.months(actor, today),
        "exploitation": dashboard.exploitation(actor, words),
        "genders": genders,
        "lines": lines,
        "ages_then": dashboard.ages_then(actor),
        "danger": dashboard.in_danger(actor),
    }
    return render(request, "casework/dashboard_show.html", context)
