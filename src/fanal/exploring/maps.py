"""The two pictures on the map of the world: people by country or region, and flows from one to another."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from fanal.exploring.cells import Cell, Cells
from fanal.exploring.looks import NOBODY, Look, sequence
from fanal.exploring.notes import why_not_told
from fanal.exploring.places import centre_of, extent, value_of
from fanal.exploring.wording import mark_of
from fanal.geography import Point, countries
from fanal.presentation import Value, fill, specification, text
from fanal.release.places import country_of, steps, world_shapes

_ROOM = "fanal.exploring"
ROUND = 360
"""Degrees around the world."""
_WIDE, _NARROW = (760, 370), (366, 180)
_SEEN = 4.0
"""Pixels that a country must measure to be seen without a dot."""
_DOT, _FAINT_DOT = 45, 12
"""Areas of dots, of countries with a number and of those without."""
_POINTS = 24
_BEND = 0.18
_THICK = 9.0


def fill_map(cells: Cells, look: Look) -> tuple[dict[str, Any], list[str]]:
    """Fill the map.

    Returns
    -------
    tuple
        The specification; labels of what is told and lies nowhere.
    """
    spec = _sized(specification("map", _ROOM), look)
    rows = {one.codes[0]: one for one in cells.rows()}
    shown = _Shown.of(cells, rows)
    world = world_shapes()
    for shape in world["objects"]["countries"]["geometries"]:
        shape["properties"] = shown.of_country(country_of(shape), shape["properties"]["name"])
    colours = sequence(look, fill({}, [], language="en")["config"]["range"]["ordinal"], len(shown.classes))
    scale = {"domain": [*shown.classes, shown.nobody], "range": [*colours, NOBODY]}
    shapes, dots = spec["layer"]
    shapes["data"]["values"] = world
    shapes["encoding"]["color"]["scale"] = dots["encoding"]["fill"]["scale"] = scale
    shapes["encoding"]["color"]["legend"]["columns"] = 1 if look.narrow else 3
    for one in countries().values():
        if extent(one.code) * spec["width"] / ROUND < _SEEN:
            drawn = shown.of_country(one.code, one.name.in_(cells.language))
            size = _FAINT_DOT if drawn["class"] == shown.nobody else _DOT
            longitude, latitude = one.centre
            dots["data"]["values"].append(
                drawn | {"longitude": longitude, "latitude": latitude, "size": size}
            )
    told = [one for one in rows.values() if one.number.count is not None]
    return spec, [one.labels[0] for one in told if centre_of(one.codes[0]) is None]


@dataclass(frozen=True)
class _Shown:
    """What the map says of each country: the class that colours it, and the number in words."""

    cells: Cells
    rows: Mapping[str, Cell]
    nobody: str
    classes: Sequence[str]
    starts: Sequence[int]

    @classmethod
    def of(cls, cells: Cells, rows: Mapping[str, Cell]) -> _Shown:
        # What lies nowhere, as people of whom nothing is told, has no colour, and makes no class.
        there = [one.number.count for one in rows.values() if centre_of(one.codes[0]) is not None]
        told = [count for count in there if count is not None]
        least = min([cells.published.least, *told])
        starts, language = steps(least, max(told, default=least)), cells.language
        classes = [
            *(text("exploring.between", language, low=low, high=end - 1) for low, end in pairwise(starts)),
            text("exploring.from", language, n=starts[-1]),
        ]
        return cls(cells, rows, why_not_told(cells.published, language), classes, starts)

    def of_country(self, code: str | None, name: str) -> dict[str, str]:
        """Give the properties of a shape."""
        row = self.rows.get(value_of(code, self.rows) or "") if code else None
        if row is None:
            mark = text("exploring.mark", self.cells.language, place=name, words=self.nobody)
            return {"mark": mark, "class": self.nobody}
        count = row.number.count
        place = self.nobody if count is None else self.classes[sum(count >= one for one in self.starts) - 1]
        return {"mark": mark_of(self.cells, row), "class": place}


def flows_map(cells: Cells, shown: Sequence[Cell], look: Look) -> dict[str, Any]:
    """Fill the map of flows: a curve for each, as thick as it has people; a ring for those that stay."""
    spec = specification("flows", _ROOM)
    world = _sized(spec["vconcat"][0], look)
    ground, curves, heads, rings = world["layer"]
    ground["data"]["values"] = world_shapes()
    most = max((one.number.count or 0 for one in shown), default=1)
    for one in reversed(shown):
        start, end = (centre_of(code) for code in one.codes)
        if start is None or end is None:
            continue
        width = max(1.0, _THICK * (one.number.count or 0) / most) * (0.7 if look.narrow else 1)
        if one.codes[0] == one.codes[1]:
            rings["data"]["values"].append({"longitude": end[0], "latitude": end[1], "width": width})
            continue
        line = _curve(start, end)
        curves["data"]["values"].append(
            {
                "type": "Feature",
                "geometry": {"type": "LineString", "coordinates": [list(point) for point in line]},
                "properties": {"width": width},
            }
        )
        heads["data"]["values"].append(_head(line, width))
    return spec


def _sized(spec: dict[str, Any], look: Look) -> dict[str, Any]:
    spec["width"], spec["height"] = _NARROW if look.narrow else _WIDE
    return spec


def _curve(start: Point, end: Point) -> list[Point]:
    """Bend a line to its left, so that those there and back are two; the short way around the world."""
    across = (end[0] - start[0] + 180) % 360 - 180
    up = end[1] - start[1]
    middle = (start[0] + across / 2 - _BEND * up, start[1] + up / 2 + _BEND * across)
    middle = (middle[0], max(-75.0, min(80.0, middle[1])))
    points = []
    for at in range(_POINTS + 1):
        t = at / _POINTS
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
        x = a * start[0] + b * middle[0] + c * (start[0] + across)
        y = a * start[1] + b * middle[1] + c * end[1]
        points.append((round((x + 180) % 360 - 180, 2), round(y, 2)))
    return points


def _head(line: Sequence[Point], width: float) -> Mapping[str, Value]:
    (x, y), (longitude, latitude) = line[-3], line[-1]
    across = ((longitude - x + 180) % 360 - 180) * math.cos(math.radians(latitude))
    angle = math.degrees(math.atan2(across, latitude - y))
    size = 30 + 22 * width
    return {"longitude": longitude, "latitude": latitude, "size": size, "angle": round(angle, 1)}
