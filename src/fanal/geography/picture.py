"""A small picture of where a point lies: the land around it as paths, drawn without a browser's help."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from fanal.geography.atlas import ROUND, Box, Point, Polygon, box_of, ring
from fanal.geography.countries import countries, polygons_by_code

WIDTH, HEIGHT = 240, 160
_MARGIN = 0.1
_LEAST = 1.0
"""Degrees that a picture shows at the very least: of Malta, not one street of it."""
_LATTICE = 5
_AROUND = 6.0
"""Degrees: where a point lies in no country that was named, so much is shown around a crossing of a lattice.
A picture is kept in memory while the site runs: that must not tell of any point."""
_APART = 1.5
_OUTSIDE = 3.0
"""Pixels: between two points of a line, and beyond the edge where lines are cut, so that no cut is seen."""
_FAR = 85.0
"""Latitude up to which Mercator's projection is drawn."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn, in pixels from the upper left.

    Attributes
    ----------
    land, country
        Paths: of all land, and of the country that was named.
    """

    land: str
    country: str
    _frame: _Frame

    def place(self, point: Point) -> tuple[float, float]:
        """Say where in the picture a point stands."""
        across, down = self._frame.pixel(point)
        return round(across, 1), round(down, 1)


@dataclass(frozen=True, slots=True)
class _Frame:
    """A window on the world in Mercator's projection: its middle, and pixels to the degree."""

    longitude: float
    height: float
    scale: float

    def pixel(self, point: Point) -> Point:
        """Give the place of a point."""
        apart = point[0] - self.longitude
        apart -= ROUND * round(apart / ROUND)
        return self.unwrapped((self.longitude + apart, point[1]))

    def unwrapped(self, point: Point) -> Point:
        """Give the place of a point of a ring, which may reach around the world."""
        return (
            WIDTH / 2 + (point[0] - self.longitude) * self.scale,
            HEIGHT / 2 - (_height(point[1]) - self.height) * self.scale,
        )


def picture(code: str, point: Point) -> Picture:
    """Draw the country in which a point is said to lie, or what is around the point where it does not.

    Parameters
    ----------
    code
        Alpha-2 code of a country; empty or unknown: none was named.
    point
        Longitude and latitude.
    """
    named = countries().get(code)
    here = Box(point[0], point[1], point[0], point[1])
    if named and named.box.grown(_LEAST / 2).holds(here.nearest(named.box)):
        return _drawn(code, named.box)
    middle = (_LATTICE * round(point[0] / _LATTICE), _LATTICE * round(point[1] / _LATTICE))
    return _drawn("", Box(*middle, *middle).grown(_AROUND))


@lru_cache(maxsize=128)
def _drawn(code: str, box: Box) -> Picture:
    frame = _frame(box)
    paths = {
        of: "".join(_path(polygon, frame, box) for polygon in polygons)
        for of, polygons in polygons_by_code().items()
    }
    own = paths.pop(code) if code and code in paths else ""
    return Picture("".join(paths.values()), own, frame)


def _frame(box: Box) -> _Frame:
    low, high = _height(box.south), _height(box.north)
    across = max(box.east - box.west, _LEAST) * (1 + 2 * _MARGIN)
    up = max(high - low, _LEAST) * (1 + 2 * _MARGIN)
    return _Frame((box.west + box.east) / 2, (low + high) / 2, min(WIDTH / across, HEIGHT / up))


def _height(latitude: float) -> float:
    """Give how high a latitude stands in Mercator's projection, in degrees of the equator."""
    return math.degrees(math.asinh(math.tan(math.radians(max(-_FAR, min(_FAR, latitude))))))


def _path(polygon: Polygon, frame: _Frame, shown: Box) -> str:
    """Write what of a polygon is seen; nothing where that is nothing."""
    box = box_of(polygon)
    turn = box.nearest(shown).west - box.west
    left, top = frame.unwrapped((box.west + turn, box.north))
    right, bottom = frame.unwrapped((box.east + turn, box.south))
    if left > WIDTH or right < 0 or top > HEIGHT or bottom < 0:
        return ""
    rings = ([frame.unwrapped((x + turn, y)) for x, y in ring(arcs)] for arcs in polygon)
    return "".join(_line(_clipped(one)) for one in rings)


def _line(points: Sequence[Point]) -> str:
    """Write a ring as a path; what is too near to the point before is left out, and an islet is a dot."""
    kept: list[Point] = []
    for point in points:
        if not kept or math.dist(point, kept[-1]) >= _APART:
            kept.append(point)
    first, *others = (f"{x:.0f} {y:.0f}" for x, y in kept) if kept else ("",)
    return f"M{first}L{' '.join(others or (first,))}Z" if first else ""


def _clipped(points: list[Point]) -> list[Point]:
    """Cut a ring at the edges, a little outside: one after the other, after Sutherland and Hodgman."""
    for axis, limit, sign in (
        (0, -_OUTSIDE, 1),
        (0, WIDTH + _OUTSIDE, -1),
        (1, -_OUTSIDE, 1),
        (1, HEIGHT + _OUTSIDE, -1),
    ):
        points = list(_cut(points, axis, limit, sign))
    return points


def _cut(points: Sequence[Point], axis: int, limit: float, sign: int) -> Iterator[Point]:
    for before, point in zip([*points[-1:], *points], points, strict=False):
        was_in, is_in = ((one[axis] - limit) * sign >= 0 for one in (before, point))
        if was_in != is_in:
            share = (limit - before[axis]) / (point[axis] - before[axis])
            yield before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1])
        if is_in:
            yield point
