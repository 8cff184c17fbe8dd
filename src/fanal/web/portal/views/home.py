"""The first page of a hub."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from fanal.exploring import method_in_short
from fanal.exploring.notes import what_is_counted
from fanal.web.portal import answers
from fanal.web.portal.figures import figure
from fanal.web.portal.places import Place, placed
from fanal.web.portal.ways import ways

_FIRST = ("typeOfExploitConcatenated",)


@placed
def home(request: HttpRequest, place: Place) -> HttpResponse:
    """Say what this is, how many people it is about and what that means, and where to go on."""
    if place.release is None:
        return answers.page(request, place, "portal/nothing_yet.html")
    published = place.published
    offered = ways(place)
    questions = [one.question for one in offered]
    # Years would be read as a trend before anybody has read what the numbers are.
    first = next((one for one in questions if one.fields == _FIRST), next(iter(questions), None))
    stories = sorted(place.catalogue.stories, key=lambda one: one.on, reverse=True)
    return answers.page(
        request,
        place,
        "portal/home.html",
        people=published.people,
        shares=published.aggregates is not None and published.aggregates.people is None,
        period="–".join(dict.fromkeys(published.period or ())),
        unit=what_is_counted(published, place.language),
        protection=method_in_short(published, place.language),
        method=published.method,
        fictional=published.fictional,
        ways=offered,
        figure=figure(place, first) if first else None,
        story=next(iter(stories), None),
    )
