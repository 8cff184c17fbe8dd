"""The pages that every page of the portal leads to."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch

from fanal.web.portal.places import Place

PAGES = (
    ("web.portal.explore", "portal.explore-newest", "portal.explore"),
    ("web.portal.dashboards", "portal.dashboards", "portal.dashboard"),
    ("web.portal.countries", "portal.countries", "portal.country"),
    ("web.portal.stories", "portal.stories", "portal.story"),
    ("web.portal.data", "portal.data", "portal.data-version"),
    ("web.portal.method", "portal.method", "portal.method"),
    ("web.portal.search", "portal.search", "portal.search"),
)
"""Text, address, and the name of pages below it."""


@dataclass(frozen=True)
class Link:
    """A page: its text, its address, whether the reader is there."""

    key: str
    address: str
    here: bool


def links(place: Place) -> list[Link]:
    """List the pages that there are."""
    found = []
    for key, name, below in PAGES:
        try:
            found.append(Link(key, place.to(name), place.names[0] in (name, below)))
        except NoReverseMatch:
            continue
    return found
