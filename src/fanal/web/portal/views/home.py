"""The first page of a hub."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from fanal.web.portal import answers
from fanal.web.portal.figures import figure
from fanal.web.portal.places import Place, placed
from fanal.web.portal.ways import ways


@placed
def home(request: HttpRequest, place: Place) -> HttpResponse:
    """Say what this is, how many people it is about, and where to go on."""
    if place.release is None:
        return answers.page(request, place, "portal/nothing_yet.html")
    offered = ways(place)
    return answers.page(
        request,
        place,
        "portal/home.html",
        people=place.published.people,
        period=place.published.period,
        ways=offered,
        figure=figure(place, offered[0].question) if offered else None,
    )
