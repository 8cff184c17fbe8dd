"""The world map: people by country, in up to four steps, with what is not known in grey."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from fanal.presentation import Language, say, specification, text
from fanal.release.methods import Told
from fanal.standard import htcds

_ROOM = "fanal.release"
_NOBODY = "#F1F1EE"
_NO_ID = {"Kosovo": "XK"}
"""Shapes of the map that have no ISO number, by their name, and their code here."""


def map_of(
    people: Mapping[str, int], told: Told, least: int, nobody: str, language: Language
) -> dict[str, Any]:
    """Fill a map.

    Parameters
    ----------
    people
        Counts by ISO alpha-2 code, each at least `least`.
    told
        The variable counted, for the names of countries.
    least
        Where the legend begins.
    nobody
        What the legend says of a country without a count.
    language
        The language of the legend.

    Returns
    -------
    dict
        A Vega-Lite specification whose data are the shapes with their counts.
    """
    spec = specification("map", _ROOM)
    starts = steps(least, max(people.values(), default=least))
    classes = [
        *(text("release.map-between", language, low=low, high=end - 1) for low, end in pairwise(starts)),
        text("release.map-from", language, n=starts[-1]),
    ]
    world = world_shapes()
    for shape in world["objects"]["countries"]["geometries"]:
        code = country_of(shape)
        count = people.get(code) if code else None
        place = told.variable.hierarchy.label(code, language) if code else shape["properties"]["name"]
        shape["properties"] = {
            "place": place,
            "people": count,
            "words": nobody if count is None else say(count, language),
            "class": nobody if count is None else classes[sum(count >= start for start in starts) - 1],
        }
    colours = _colours(len(classes))
    spec["encoding"]["color"]["scale"] = {"domain": [*classes, nobody], "range": [*colours, _NOBODY]}
    spec["data"] = {"values": world, "format": {"type": "topojson", "feature": "countries"}}
    return spec


def steps(least: int, most: int) -> list[int]:
    """Choose where the steps of a legend begin: at `least`, then at up to three round numbers."""
    round_numbers = [
        lead * 10**power for power in range(10) for lead in (1, 2, 5) if least < lead * 10**power <= most
    ]
    wanted = min(3, len(round_numbers))
    chosen = [round_numbers[(place + 1) * len(round_numbers) // (wanted + 1)] for place in range(wanted)]
    return [least, *sorted(set(chosen))]


def _colours(n: int) -> list[str]:
    """Take n colours of the sequence of the charts; not its lightest, which is too near to grey."""
    from fanal.presentation import fill

    ramp: list[str] = fill({}, [], language="en")["config"]["range"]["ordinal"][1:]
    return [ramp[round(place * (len(ramp) - 1) / max(n - 1, 1))] for place in range(n)]


def country_of(shape: Mapping[str, Any]) -> str | None:
    """Give the ISO alpha-2 code of a shape of the map; none of a territory that has none."""
    return _code_of().get(shape.get("id", "")) or _NO_ID.get(shape["properties"]["name"])


def world_shapes() -> dict[str, Any]:
    """Read the map, a TopoJSON whose object ``countries`` has the shapes: anew each time, to be filled."""
    source = files(_ROOM).joinpath("data", "world-countries-50m.json")
    read: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    return read


@cache
def _code_of() -> Mapping[str, str]:
    """Index the countries by their ISO number, a text of three digits."""
    return {
        spelling: code.code
        for code in htcds().lists["iso-3166"].codes
        for spelling in code.also
        if len(spelling) == 3 and spelling.isdigit()
    }
