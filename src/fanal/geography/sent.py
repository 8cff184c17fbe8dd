"""The countries as one file for a browser: arcs as they are, and for each code names, place and polygons."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Any

from fanal.geography.atlas import topology
from fanal.geography.countries import Country, countries, polygons_by_code


@cache
def as_json() -> bytes:
    """Give the file: ``transform`` and ``arcs`` as TopoJSON has them, and ``countries``.

    Each country has ``code``, ``en``, ``fr``, ``box``, ``centre`` and ``polygons``, rings of numbers of
    arcs; what belongs to no country has polygons only.
    """
    world = topology()
    nobody = [{"polygons": polygons_by_code().get("", ())}]
    told = {
        "transform": world["transform"],
        "arcs": world["arcs"],
        "countries": [*map(_told, countries().values()), *nobody],
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


@cache
def version() -> str:
    """Give a mark that changes with the file, so that a browser may keep it for ever."""
    return hashlib.sha256(as_json()).hexdigest()[:16]


def _told(one: Country) -> dict[str, Any]:
    return {
        "code": one.code,
        "en": one.name.en,
        "fr": one.name.fr,
        "box": [round(degrees, 3) for degrees in one.box],
        "centre": [round(degrees, 3) for degrees in one.centre],
        "polygons": one.polygons,
    }
