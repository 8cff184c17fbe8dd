"""Countries by their codes: where each lies, and the polygons that it is drawn with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from fanal.geography.atlas import NUMBER, ROUND, Box, Point, Polygon, area, box_of, outline, places, shapes
from fanal.standard import Code, Words, htcds

_NEAR = 5.0
"""Degrees of open water that a box still reaches over: to Corsica, not to French Guiana."""
_LEFT_OUT = 0.3
"""How much of a country its box may leave out, by area: Alaska, not half of Malaysia."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country of the standard's list that can be shown.

    Attributes
    ----------
    code, alpha_3, name
        ISO 3166-1, alpha-2 and alpha-3, and what it is called.
    box
        Around its largest part and what lies near it: what a map of the country shows.
    centre
        The centre of gravity of its largest part.
    polygons
        None where it is too small for the scale.
    """

    code: str
    alpha_3: str
    name: Words
    box: Box
    centre: Point
    polygons: tuple[Polygon, ...]


@cache
def countries() -> Mapping[str, Country]:
    """Give the countries by their alpha-2 code."""
    drawn = polygons_by_code()
    boxes = {one["code"]: Box(*one["box"]) for one in places()["missing"] if "box" in one}
    known = htcds().lists["iso-3166"].codes
    found = (_country(code, drawn.get(code.code, ()), boxes.get(code.code)) for code in known)
    return {one.code: one for one in found if one}


def country(code: str) -> Country | None:
    """Find a country by its alpha-2 or alpha-3 code."""
    return countries().get(code) or next((one for one in countries().values() if one.alpha_3 == code), None)


@cache
def polygons_by_code() -> Mapping[str, tuple[Polygon, ...]]:
    """Sort all polygons by alpha-2 code; under "" are those of no country of the list."""
    codes = {
        spelling: code.code
        for code in htcds().lists["iso-3166"].codes
        for spelling in code.also
        if len(spelling) == NUMBER and spelling.isdigit()
    }
    named = {one["name"]: one["code"] for one in places()["shape"]}
    found: dict[str, list[Polygon]] = {}
    for shape in shapes():
        code = codes[shape.number] if shape.number else named[shape.name]
        for polygon in shape.polygons:
            found.setdefault(_part(shape.name, polygon) or code, []).append(polygon)
    return {code: tuple(polygons) for code, polygons in found.items()}


def _part(name: str, polygon: Polygon) -> str:
    """Give the code of the part that a polygon of a shape is, if it is one."""
    parts = [one for one in places()["part"] if one["of"] == name]
    box = box_of(polygon) if parts else None
    return next(
        (one["code"] for one in parts for within in one["within"] if box and Box(*within).holds(box)), ""
    )


def _country(code: Code, polygons: Sequence[Polygon], box: Box | None) -> Country | None:
    alpha_3 = next((one for one in code.also if len(one) == NUMBER and one.isalpha() and one.isupper()), "")
    if polygons:
        by_size = sorted(polygons, key=_size, reverse=True)
        box, centre = _main_box(by_size), _centre(outline(by_size[0]))
    elif box:
        centre = ((box.west + box.east) / 2, (box.south + box.north) / 2)
    else:
        return None
    return Country(code.code, alpha_3, code.label, box, centre, tuple(polygons))


def _main_box(by_size: Sequence[Polygon]) -> Box:
    """Reach from the largest polygon to all that lies near; to the next in size if too little is within."""
    left = [(box_of(polygon), _size(polygon)) for polygon in by_size]
    whole = sum(size for _, size in left)
    box = left[0][0]
    while left:
        near = [one for one in left if box.grown(_NEAR).meets(one[0].nearest(box))]
        if not near and sum(size for _, size in left) <= _LEFT_OUT * whole:
            break
        for one in near or left[:1]:
            box = box.joined(one[0].nearest(box))
            left.remove(one)
    return box if box.west >= -ROUND / 2 else box.moved(ROUND)


def _size(polygon: Polygon) -> float:
    return abs(area(outline(polygon)))


def _centre(points: Sequence[Point]) -> Point:
    # Around its first point: differences of large products are rounded away in small islands.
    x0, y0 = points[0]
    near = [(x - x0, y - y0) for x, y in points]
    across = up = 0.0
    for (x, y), (u, v) in zip(near, [*near[1:], near[0]], strict=True):
        across += (x + u) * (x * v - u * y)
        up += (y + v) * (x * v - u * y)
    whole = 6 * area(near)
    return x0 + across / whole, y0 + up / whole
