"""How people are protected, in plain words, for each method that a release of this hub was made by."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from fanal.exploring import Release
from fanal.exploring.aggregates import FILE as AGGREGATES
from fanal.exploring.notes import METHODS, method_in_short
from fanal.web.portal import answers, reading
from fanal.web.portal.places import Place, placed


@placed
def method(request: HttpRequest, place: Place) -> HttpResponse:
    """Explain what numbers are; each method that a readable release has, that of the newest first."""
    readable = [one for one in place.catalogue.releases if not one.withdrawn and one.method in METHODS]
    explained = []
    newest = place.release.version if place.release else ""
    order = sorted(readable, key=lambda one: one.version != newest)
    for name in dict.fromkeys(one.method for one in order):
        of_it = [one for one in order if one.method == name]
        # One of each method is opened, however many there are.
        opened = reading.opened(place.catalogue, of_it[0].version)
        if opened is not None:
            explained.append(
                {
                    "name": name,
                    "newest": of_it[0].version == newest,
                    "short": method_in_short(opened.published, place.language),
                    "releases": [_note(place, one) for one in of_it],
                }
            )
    return answers.page(
        request,
        place,
        "portal/method.html",
        methods=explained,
        shares=any(_has_shares(place, one) for one in readable),
    )


def _has_shares(place: Place, release: Release) -> bool:
    folder = place.catalogue.folder_of(release.version)
    return folder is not None and (folder / AGGREGATES).is_file()


def _note(place: Place, release: Release) -> tuple[Release, str]:
    """Give a release and the address of its own method note."""
    there = Place(place.catalogue, place.stamp, place.language, release)
    return release, there.file(f"method.{place.language}.html")
