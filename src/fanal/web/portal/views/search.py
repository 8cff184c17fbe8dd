"""Search in fields, values, countries, dashboards and stories."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from fanal.web.portal import answers
from fanal.web.portal.places import Place, placed
from fanal.web.portal.searching import MOST_SIGNS
from fanal.web.portal.searching import search as found_by


@placed
def search(request: HttpRequest, place: Place) -> HttpResponse:
    """List what answers a reader's words."""
    asked = request.GET.get("q", "")[:MOST_SIGNS].strip()
    found, more = found_by(place, asked)
    return answers.page(request, place, "portal/search.html", asked=asked, found=found, more=more)
