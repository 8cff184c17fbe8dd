"""Dashboards: the charts of a theme, each a view of explore."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from fanal.web.portal import answers
from fanal.web.portal.places import Place, placed
from fanal.web.portal.themes import shown, themes


@placed
def dashboards(request: HttpRequest, place: Place) -> HttpResponse:
    """List the themes."""
    if place.release is None:
        return answers.page(request, place, "portal/nothing_yet.html")
    listed = [(one, place.in_release("portal.dashboard", theme=one.slug)) for one in themes().values()]
    return answers.page(request, place, "portal/dashboards.html", themes=listed)


@placed
def dashboard(request: HttpRequest, place: Place, theme: str) -> HttpResponse:
    """Show the charts of a theme, and say which the release has no fields for."""
    found = themes().get(theme)
    if found is None:
        raise Http404
    listed = [(one, place.in_release("portal.dashboard", theme=one.slug)) for one in themes().values()]
    return answers.page(
        request, place, "portal/dashboard.html", theme=found, themes=listed, shown=shown(place, found.charts)
    )
