"""The release calendar: what is planned, and what was published; also for calendars."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse

from fanal.presentation import text
from fanal.web.portal import answers
from fanal.web.portal.ics import calendar as as_ics
from fanal.web.portal.places import Place, placed


@placed
def calendar(request: HttpRequest, place: Place) -> HttpResponse:
    """List the days. None of it depends on today: an answer that is kept stays true."""
    return answers.page(
        request,
        place,
        "portal/calendar.html",
        planned=sorted(place.catalogue.calendar, key=lambda one: one.on),
        releases=[one for one in place.catalogue.releases if one.published_on],
    )


@placed
def ics(request: HttpRequest, place: Place) -> HttpResponse:
    """Give the days for calendars."""
    language = place.language
    events = [(one.on, one.title.in_(language)) for one in place.catalogue.calendar]
    for one in place.catalogue.releases:
        named = text("web.portal.release-published", language, version=one.version)
        events.append((one.published_on, named))
        gone = text("web.portal.withdrawn-title", language, version=one.version)
        events.append((one.withdrawn_on, gone))
    stamped = datetime.fromtimestamp((place.stamp or (0, 0))[0] / 1e9, UTC)
    written = as_ics(place.title, sorted(events), stamped, place.hub, language)
    response = HttpResponse(written, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{place.hub}.ics"'
    return answers.for_everybody(response)
