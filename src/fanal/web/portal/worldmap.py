"""The world in a page: each country a shape that leads to its page, small states as dots.

Drawn once for the process, in few points: pictures of explore have every point, this one is to be pointed at.
Projection: Equal Earth (Šavrič, Patterson, Jenny, 2018), as in explore.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from fanal.geography import Point, countries
from fanal.geography.atlas import Polygon, area, outline, ring
from fanal.geography.countries import polygons_by_code

WIDTH, HEIGHT = 1440, 646
_SCALE = WIDTH / (2 * 2.7066)
_NORTH = 1.32
"""The ordinate at the upper edge; below the lower one there is only Antarctica."""
_APART = 2.2
_LEAST = 9.0
"""Distance of two points of a line, and area of an island beside the largest, in units of the picture."""
_SEEN = 60.0
"""Area that a country must have to be seen without a dot."""
_ANTARCTICA = "AQ"
_A = (1.340264, -0.081106, 0.000893, 0.003796)
_ROOT = math.sqrt(3) / 2


@dataclass(frozen=True)
class Land:
    """A country on the map: its path, or nothing; and where its dot stands, if it is too small to be seen."""

    code: str
    path: str
    dot: tuple[int, int] | None


@cache
def lands() -> Mapping[str, Land]:
    """Give the countries by their alpha-2 codes, the largest first, so that small ones lie on top."""
    drawn = {code: _land(code, polygons) for code, polygons in polygons_by_code().items() if code}
    for code, one in countries().items():
        if code not in drawn and code != _ANTARCTICA:
            drawn[code] = Land(code, "", _pixel(one.centre))
    found = [one for one in drawn.values() if one.code != _ANTARCTICA]
    return {one.code: one for one in sorted(found, key=lambda one: (one.dot is not None, one.code))}


@cache
def nobodys() -> str:
    """Give the path of land that is of no country of the list."""
    return "".join(_path(polygon) for polygon in polygons_by_code().get("", ()))


def project(point: Point) -> tuple[float, float]:
    """Give the place of a point in the picture."""
    longitude, latitude = math.radians(point[0]), math.radians(point[1])
    angle = math.asin(_ROOT * math.sin(latitude))
    square = angle * angle
    sixth = square**3
    across = (
        longitude
        * math.cos(angle)
        / (_ROOT * (_A[0] + 3 * _A[1] * square + sixth * (7 * _A[2] + 9 * _A[3] * square)))
    )
    up = angle * (_A[0] + _A[1] * square + sixth * (_A[2] + _A[3] * square))
    return WIDTH / 2 + across * _SCALE, (_NORTH - up) * _SCALE


def _pixel(point: Point) -> tuple[int, int]:
    across, down = project(point)
    return round(across), round(down)


def _land(code: str, polygons: Sequence[Polygon]) -> Land:
    by_size = sorted(polygons, key=_size, reverse=True)
    kept = [one for place, one in enumerate(by_size) if place == 0 or _size(one) >= _LEAST]
    known = countries().get(code)
    small = sum(map(_size, by_size)) < _SEEN
    return Land(code, "".join(map(_path, kept)), _pixel(known.centre) if small and known else None)


@cache
def _size(polygon: Polygon) -> float:
    return abs(area([project(point) for point in outline(polygon)]))


def _path(polygon: Polygon) -> str:
    return "".join(_line([project(point) for point in ring(arcs)]) for arcs in polygon)


def _line(points: Sequence[tuple[float, float]]) -> str:
    """Write a ring in whole steps from point to point; what is too near to the point before is left out."""
    kept: list[tuple[int, int]] = []
    for across, down in points:
        point = round(across), round(down)
        if not kept or math.dist(point, kept[-1]) >= _APART:
            kept.append(point)
    if len(kept) < 3:
        return ""
    steps = (f"{x - u} {y - v}" for (u, v), (x, y) in pairwise(kept))
    return f"M{kept[0][0]} {kept[0][1]}l{' '.join(steps)}z"
