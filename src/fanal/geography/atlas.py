"""The file of countries: shapes as polygons of arcs, which are decoded when asked for."""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

Point = tuple[float, float]
"""Longitude and latitude, in degrees."""
Polygon = tuple[tuple[int, ...], ...]
"""Rings, the outer one first: the numbers of their arcs; those that run backwards are complements."""

NUMBER = 3
"""Figures of an ISO number."""
ROUND = 360.0
"""Degrees around the world."""
POLE = 90.0


class Box(NamedTuple):
    """A part of the world, in degrees; across the date line, east is more than 180."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, other: Box) -> bool:
        """Say whether another box lies within."""
        return (
            self.west <= other.west
            and self.south <= other.south
            and self.east >= other.east
            and self.north >= other.north
        )

    def meets(self, other: Box) -> bool:
        """Say whether the two have a place in common."""
        return (
            self.west <= other.east
            and self.east >= other.west
            and self.south <= other.north
            and self.north >= other.south
        )

    def grown(self, by: float) -> Box:
        """Give the box that is larger by so many degrees on each side."""
        return Box(self.west - by, self.south - by, self.east + by, self.north + by)

    def nearest(self, other: Box) -> Box:
        """Give the box once around the world, or not, as it lies nearest to another."""
        apart = other.west + other.east - self.west - self.east
        return self.moved(ROUND * round(apart / 2 / ROUND))

    def moved(self, by: float) -> Box:
        """Give the box so many degrees further east."""
        return Box(self.west + by, self.south, self.east + by, self.north)

    def joined(self, other: Box) -> Box:
        """Give the box around both."""
        return Box(
            min(self.west, other.west),
            min(self.south, other.south),
            max(self.east, other.east),
            max(self.north, other.north),
        )


@dataclass(frozen=True, slots=True)
class Shape:
    """What Natural Earth draws as one: its name, its ISO number or nothing, its polygons."""

    name: str
    number: str
    polygons: tuple[Polygon, ...]


def shapes() -> tuple[Shape, ...]:
    """List the shapes of the file."""
    return tuple(
        Shape(
            one["properties"]["name"],
            one.get("id", ""),
            tuple(map(_polygon, one["arcs"] if one["type"] == "MultiPolygon" else [one["arcs"]])),
        )
        for one in topology()["objects"]["countries"]["geometries"]
    )


def ring(arcs: Sequence[int]) -> list[Point]:
    """Give the points of a ring, without a leap at the date line; one around a pole is closed along it."""
    points: list[Point] = []
    for number in arcs:
        for longitude, latitude in arc(number) if number >= 0 else reversed(arc(~number)):
            apart = points[-1][0] - longitude if points else 0.0
            points.append((longitude + ROUND * round(apart / ROUND), latitude))
    if abs(points[-1][0] - points[0][0]) > ROUND / 2:
        pole = math.copysign(POLE, points[0][1])
        points += [(points[-1][0], pole), (points[0][0], pole)]
    return points


def outline(polygon: Polygon) -> list[Point]:
    """Give the largest ring of a polygon: of Antarctica, it is the second, after a line along the pole."""
    return max(map(ring, polygon), key=lambda points: abs(area(points)))


@cache
def box_of(polygon: Polygon) -> Box:
    """Give the box around a polygon."""
    longitudes, latitudes = zip(*outline(polygon), strict=True)
    return Box(min(longitudes), min(latitudes), max(longitudes), max(latitudes))


def area(points: Sequence[Point]) -> float:
    """Measure a ring, in square degrees; one that runs clockwise is less than nothing."""
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    return sum(x * v - u * y for (x, y), (u, v) in pairs) / 2


@cache
def arc(number: int) -> tuple[Point, ...]:
    """Decode an arc: each point is told as the step from the one before."""
    scale, start = topology()["transform"]["scale"], topology()["transform"]["translate"]
    points, across, up = [], 0, 0
    for right, over in topology()["arcs"][number]:
        across, up = across + right, up + over
        points.append((across * scale[0] + start[0], up * scale[1] + start[1]))
    return tuple(points)


@cache
def topology() -> Mapping[str, Any]:
    """Read the file."""
    read: dict[str, Any] = json.loads(_data("countries-50m.json"))
    return read


@cache
def places() -> Mapping[str, Any]:
    """Read what the shapes are that have no number of their own."""
    return tomllib.loads(_data("places.toml"))


def _polygon(rings: list[list[int]]) -> Polygon:
    return tuple(map(tuple, rings))


def _data(name: str) -> str:
    return files("fanal.geography").joinpath("data", name).read_text(encoding="utf-8")
