"""How people are protected, in plain words, for each method that a release of this hub was made by."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from fanal.exploring import Published, Release
from fanal.exploring.notes import METHODS, method_in_short, why_not_told
from fanal.web.portal import answers, reading
from fanal.web.portal.places import Place, placed


@placed
def method(request: HttpRequest, place: Place) -> HttpResponse:
    """Explain what numbers are; each method that a readable release has, that of the newest first."""
    opened: list[tuple[Release, Published]] = [
        (one, found)
        for one in place.catalogue.releases
        if (found := reading.published(place.catalogue, one.version)) is not None
    ]
    explained = []
    newest = place.release.version if place.release else ""
    order = sorted(opened, key=lambda pair: pair[0].version != newest)
    for name in dict.fromkeys(one.method for _, one in order):
        of_it = [(release, one) for release, one in order if one.method == name]
        explained.append(
            {
                "name": name,
                "newest": of_it[0][0].version == newest,
                "short": method_in_short(of_it[0][1], place.language),
                "untold": why_not_told(of_it[0][1], place.language),
                "releases": [_note(place, release) for release, _ in of_it],
            }
        )
    return answers.page(
        request,
        place,
        "portal/method.html",
        methods=[one for one in explained if one["name"] in METHODS],
        shares=any(one.aggregates is not None for _, one in opened),
    )


def _note(place: Place, release: Release) -> tuple[Release, str]:
    """Give a release and the address of its own method note."""
    there = Place(place.catalogue, place.stamp, place.language, release)
    return release, there.file(f"method.{place.language}.html")
