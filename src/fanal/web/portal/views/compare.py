"""Compare two releases: fields, how exactly they are told, numbers side by side."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse

from fanal.exploring import Published, Release, method_in_short
from fanal.exploring.notes import what_is_counted
from fanal.web.portal import answers, reading
from fanal.web.portal.comparing import compared
from fanal.web.portal.places import Place, placed


@placed
def compare(request: HttpRequest, place: Place) -> HttpResponse:
    """Show two releases side by side; at first, the newest and the one before it."""
    readable = [one for one in place.catalogue.releases if not one.withdrawn]
    asked = [request.GET.get(name, "") for name in ("from", "to")]
    named = [place.catalogue.release(version) for version in asked if version]
    if any(one is None for one in named):
        raise Http404
    for one in named:
        if one is not None and one.withdrawn:
            gone = replace(place, release=one)
            return answers.page(request, gone, "portal/withdrawn.html", status=410)
    to = place.catalogue.release(asked[1]) or place.release
    start = place.catalogue.release(asked[0]) or next((one for one in readable if one != to), None)
    if to is None or start is None:
        return answers.page(request, place, "portal/compare.html", readable=readable)
    pair = (_opened(place, start), _opened(place, to))
    return answers.page(
        request,
        place,
        "portal/compare.html",
        readable=readable,
        chosen=(start, to),
        sides=[
            (release, one, what_is_counted(one, place.language), method_in_short(one, place.language))
            for release, one in zip((start, to), pair, strict=True)
        ],
        fields=compared(place, start, to, pair) if start != to else [],
    )


def _opened(place: Place, release: Release) -> Published:
    found = reading.opened(place.catalogue, release.version)
    if found is None:
        raise Http404
    return found.published
