"""Where the values of a field of countries lie: countries, and the regions that a release tells instead."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from functools import cache

from fanal.geography import Point, countries, country
from fanal.standard import htcds


def value_of(code: str, values: Collection[str]) -> str | None:
    """Find the value that tells of a country: its own code, or that of the region told instead.

    Parameters
    ----------
    code
        ISO alpha-2.
    values
        The values of the field: countries as alpha-2 or alpha-3, or regions.
    """
    known = countries().get(code)
    spelled = (code, known.alpha_3) if known else (code,)
    return next((one for one in (*spelled, *_regions_of().get(code, ())) if one in values), None)


@cache
def centre_of(value: str) -> Point | None:
    """Give longitude and latitude of the middle of a country or of a region; none of anything else."""
    known = country(value)
    if known is not None:
        return known.centre
    members = [code for code, regions in _regions_of().items() if value in regions and code in countries()]
    if not members:
        return None
    x = y = z = 0.0
    for code in members:
        longitude, latitude = (math.radians(degrees) for degrees in countries()[code].centre)
        size = extent(code) ** 2
        x += size * math.cos(latitude) * math.cos(longitude)
        y += size * math.cos(latitude) * math.sin(longitude)
        z += size * math.sin(latitude)
    return math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))


def extent(code: str) -> float:
    """Give the degrees that a country measures, as a square of the same box would."""
    box = countries()[code].box
    return math.sqrt((box.east - box.west) * (box.north - box.south))


@cache
def _regions_of() -> Mapping[str, tuple[str, ...]]:
    """List the regions that each country lies in, the smallest first."""
    known = htcds().lists["iso-3166"]
    above = {group.code: group.group for group in known.groups}
    found = {}
    for one in known.codes:
        regions, group = [], one.group
        while group is not None:
            regions.append(group)
            group = above[group]
        found[one.code] = tuple(regions)
    return found
