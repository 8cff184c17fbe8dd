"""A point as a small drawing of where it lies, for pages that show it: no script, nothing from elsewhere."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from fanal.geography import countries
from fanal.geography.picture import HEIGHT, WIDTH, picture
from fanal.web.design.language import say, say_in


def point_cell(latitude: float, longitude: float, country: str) -> SafeString:
    """Show a point: as exactly as it was given, and no more; and on a map."""
    said = f"{round(latitude, 5)}, {round(longitude, 5)}"
    return format_html("<bdi>{}</bdi>{}", said, map_picture(latitude, longitude, country))


def map_picture(latitude: float, longitude: float, country: str) -> SafeString:
    """Draw a point.

    Parameters
    ----------
    latitude, longitude
        In degrees.
    country
        The code of the country where it is said to lie, or nothing.
    """
    point = (longitude, latitude)
    drawn = picture(country, point)
    across, down = drawn.place(point)
    named = countries().get(country) if drawn.country else None
    label = say("web.casework.map-picture")
    if named:
        label = say("web.casework.map-picture-of", country=say_in(named.name))
    return format_html(
        '<svg class="map-picture" role="img" aria-label="{}" viewBox="0 0 {} {}" width="{}" height="{}">'
        '<path class="map-land" d="{}"/><path class="map-land map-chosen" d="{}"/>'
        '<g class="map-marker"><circle class="map-marker-ring" cx="{x}" cy="{y}" r="9"/>'
        '<circle class="map-marker-dot" cx="{x}" cy="{y}" r="4"/></g></svg>',
        label,
        *(WIDTH, HEIGHT) * 2,
        drawn.land,
        drawn.country,
        x=across,
        y=down,
    )
