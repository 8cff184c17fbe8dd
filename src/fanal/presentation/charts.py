"""Charts: a Vega-Lite specification kept as a JSON file, filled with data, drawn the same everywhere.

A specification stands in the ``specifications`` folder of a package and says which fields its rows
have; code gives it rows and words, nothing else. Colours and type come from one configuration.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from datetime import date
from functools import cache
from importlib.resources import as_file, files
from typing import Any

from fanal.presentation.findings import Refusal
from fanal.presentation.languages import Language, Value, say

_ROOM = "fanal.presentation"
_LABEL = 18
"""Height that the name of a line needs at its end, in pixels."""


def specification(name: str, package: str = _ROOM) -> dict[str, Any]:
    """Read a specification, ``bars`` or ``lines`` here, from a package's ``specifications``."""
    source = files(package).joinpath("specifications", f"{name}.json")
    read: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    return read


def fill(
    specification: Mapping[str, Any],
    rows: Iterable[Mapping[str, Value]],
    *,
    language: Language,
    title: str = "",
    subtitle: str = "",
    titles: Mapping[str, str] | None = None,
    alternative: str = "",
) -> dict[str, Any]:
    """Put data and words into a specification.

    Parameters
    ----------
    specification
        What `specification` read; it is left as it is.
    rows
        The fields that the specification names, in the order in which they are to be seen.
    language
        The language of the numbers and of the words given.
    title, subtitle
        What stands over the chart; leave them out where the page says them already.
    titles
        Words for the axes and legends, by field.
    alternative
        What the picture shows, in words.

    Raises
    ------
    ValueError
        If a number is not finite: JSON has no way to write it.
    """
    filled = deepcopy(dict(specification))
    filled["data"] = {"name": "rows", "values": [_plain(row, language) for row in rows]}
    filled["config"] = json.loads(
        files(_ROOM).joinpath("specifications", "config.json").read_text(encoding="utf-8")
    )
    filled["usermeta"] = {"language": language}
    if title:
        filled["title"] = {"text": title, **({"subtitle": subtitle} if subtitle else {})}
    if alternative:
        filled["description"] = alternative
    _name(filled, titles or {})
    return filled


def with_end_labels(
    rows: Sequence[Mapping[str, Value]], height: int = 320, top: float | None = None
) -> list[dict[str, Value]]:
    """Give the rows of ``lines`` a place for the name of each line that no other name covers.

    Parameters
    ----------
    rows
        Rows with ``x``, ``y`` and ``series``.
    height
        Height of the chart in pixels.
    top
        Where its axis ends; none: at the largest ``y``.

    Returns
    -------
    list
        The same rows with ``label_y``, in the units of ``y``.
    """
    placed = [dict(row) for row in rows]
    ends: dict[Value, dict[str, Value]] = {}
    for row in placed:
        row["label_y"] = row.get("y")
        last = ends.get(row["series"])
        if row.get("y") is not None and (last is None or _number(row["x"]) >= _number(last["x"])):
            ends[row["series"]] = row
    if top is None:
        top = max((_number(row["y"]) for row in placed if row.get("y") is not None), default=0.0)
    gap = top * _LABEL / height
    floor = -math.inf
    for row in sorted(ends.values(), key=lambda row: _number(row["y"])):
        floor = max(_number(row["y"]), floor + gap)
        row["label_y"] = floor
    return placed


def draw_svg(specification: Mapping[str, Any]) -> str:
    """Draw a filled specification, from nothing but what it holds.

    Raises
    ------
    Refusal
        If the extra that draws charts is not installed.
    ValueError
        If the specification asks for data from elsewhere, or Vega-Lite cannot read it.
    """
    if any("url" in data for data in _data(specification)):
        raise ValueError("a chart holds its data: it never asks for a file or an address")
    language: Language = specification.get("usermeta", {}).get("language", "en")
    drawn: str = _renderer().vegalite_to_svg(
        dict(specification), allowed_base_urls=[], format_locale=_number_words(language)
    )
    return drawn


def draw_png(specification: Mapping[str, Any], scale: float = 2) -> bytes:
    """Draw a filled specification as a picture of points, `scale` to a CSS pixel.

    Raises
    ------
    Refusal, ValueError
        As `draw_svg`.
    """
    drawn: bytes = _renderer().svg_to_png(draw_svg(specification), scale=scale)
    return drawn


@cache
def _renderer() -> Any:
    """Load Vega and give it our font, so that text is as wide here as on any other machine."""
    try:
        import vl_convert
    except ImportError:
        raise Refusal("presentation.charts-missing") from None
    with as_file(files(_ROOM).joinpath("fonts")) as fonts:
        vl_convert.register_font_directory(str(fonts))
    return vl_convert


def _number_words(language: Language) -> dict[str, Any]:
    """Tell Vega how the language writes numbers, as `say` does."""
    thousand, decimal = say(1000, language)[1], say(0.5, language)[1]
    percent = "%" if language == "en" else "\u202f%"
    return {
        "decimal": decimal,
        "thousands": thousand,
        "grouping": [3],
        "currency": ["", ""],
        "percent": percent,
        "minus": "\u2212",
    }


def _plain(row: Mapping[str, Value], language: Language) -> dict[str, str | int | float | None]:
    plain: dict[str, str | int | float | None] = {}
    for name, value in row.items():
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError(f"{name} is {value}: a chart needs a number, or None where there is none")
        if value is None or isinstance(value, str | int | float):
            plain[name] = value
        else:
            plain[name] = value.isoformat() if isinstance(value, date) else say(value, language)
    return plain


def _name(part: Any, titles: Mapping[str, str]) -> None:
    """Write the title of every axis and legend whose field has one."""
    if isinstance(part, list):
        for each in part:
            _name(each, titles)
    elif isinstance(part, dict):
        for name, channel in part.get("encoding", {}).items():
            if (
                name not in ("text", "tooltip")
                and isinstance(channel, dict)
                and channel.get("field") in titles
            ):
                channel["title"] = titles[channel["field"]]
        for key in ("layer", "spec", "hconcat", "vconcat", "concat"):
            _name(part.get(key, []), titles)


def _data(part: Any) -> Iterable[Mapping[str, Any]]:
    """Find every ``data`` of a specification, however deep."""
    if isinstance(part, list):
        for each in part:
            yield from _data(each)
    elif isinstance(part, Mapping):
        for key, value in part.items():
            if key == "data" and isinstance(value, Mapping):
                yield value
            elif key != "values":
                yield from _data(value)


def _number(value: Value) -> float:
    if not isinstance(value, int | float):
        raise ValueError(f"{value!r} is not a number")
    return float(value)
