"""An answer as a picture: a Vega-Lite specification, drawn as SVG or PNG.

Every row of a specification's data is a cell: ``code_1``, ``code_2``…, ``count`` and ``status`` beside what
is drawn of it. What a picture leaves out it says, and the table has it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from fanal.exploring.asking import Form
from fanal.exploring.cells import Cell, Cells
from fanal.exploring.looks import Look, darkened
from fanal.exploring.maps import fill_map, flows_map
from fanal.exploring.notes import what_is_counted
from fanal.exploring.variables import NOT_TOLD, Kind
from fanal.exploring.wording import alternative_of, mark_of, name_of, title_of
from fanal.presentation import Language, Value, draw_png, draw_svg, fill, text, with_end_labels
from fanal.presentation import specification as read_specification

SHOWN = 15
"""Bars, and flows, of one picture; further ones are in the table."""
GROUPS = 6
"""Colours of one picture."""
_ROOM = "fanal.exploring"
_PLAIN = Look()
_PATH, _FINE = re.compile(r' d="[^"]*"'), re.compile(r"(\d\.\d)\d+")
"""Coastlines, and what is finer in them than a tenth of a pixel: a third of a file."""
_STEP, _LABEL = 22, 26
"""Pixels of a bar, and of a label above it."""
_ALWAYS = ("detected", "fictional", "suppressed", "aggregates", "boundaries")
"""Notes that stand in the picture itself."""


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A specification that is filled, and what the picture leaves out."""

    spec: dict[str, Any]
    rows: Sequence[Mapping[str, Value]]
    left_out: tuple[str, ...] = ()


def specification(cells: Cells, look: Look = _PLAIN) -> dict[str, Any]:
    """Fill the specification of the form asked for; for `Form.TABLE`, bars.

    Parameters
    ----------
    cells
        The answer.
    look
        How the picture is to look.
    """
    made = _FORMS[cells.question.kind](cells, look)
    filled = fill(made.spec, made.rows, language=cells.language, alternative=alternative_of(cells))
    filled["title"] = _title(cells, look, made.left_out)
    if look.narrow:
        filled["padding"] = 6
    return darkened(filled) if look.dark else filled


def svg(cells: Cells, look: Look = _PLAIN) -> str:
    """Draw an answer as SVG; callers keep it, drawing takes a while."""
    drawn = draw_svg(specification(cells, look))
    on_map = cells.question.kind in (Form.MAP, Form.FLOWS)
    return _PATH.sub(lambda path: _FINE.sub(r"\1", path[0]), drawn) if on_map else drawn


def png(cells: Cells, look: Look = _PLAIN, scale: float = 2) -> bytes:
    """Draw an answer as PNG, `scale` points to a CSS pixel."""
    return draw_png(specification(cells, look), scale)


def _bars(cells: Cells, look: Look) -> Drawing:
    if len(cells.fields) == 2:
        return _grouped(cells, look)
    rows = list(cells.rows())
    if not (cells.fields and cells.fields[0].kind in (Kind.TIME, Kind.ORDERED)):
        rows.sort(key=_by_size)
    shown, more = _first(rows, SHOWN)
    drawn = [_bar(cells, one) | {"label": name_of(cells, one.labels)} for one in shown]
    left_out = _further("exploring.more-values", more + cells.unlisted, cells.language)
    return Drawing(spec=_with_bars("bars", drawn, look), rows=drawn, left_out=left_out)


def _grouped(cells: Cells, look: Look) -> Drawing:
    """Draw the second field within the first: the largest groups, of the largest values."""
    rows = list(cells.rows())
    first, second = cells.fields
    labels = _largest(rows, 0, SHOWN, running=first.kind in (Kind.TIME, Kind.ORDERED))
    groups = _largest(rows, 1, GROUPS, running=second.kind in (Kind.TIME, Kind.ORDERED))
    by_codes = {one.codes: one for one in rows}
    shown = [by_codes[label, group] for label in labels for group in groups if (label, group) in by_codes]
    drawn = [_bar(cells, one) | {"label": one.labels[0], "group": one.labels[1]} for one in shown]
    more = len(rows) + cells.unlisted - len(shown)
    left_out = _further("exploring.more-values", more, cells.language)
    return Drawing(spec=_with_bars("grouped", drawn, look, len(groups)), rows=drawn, left_out=left_out)


def _lines(cells: Cells, look: Look) -> Drawing:
    rows = [one for one in cells.rows() if one.codes[0] != NOT_TOLD]
    years = list(dict.fromkeys(one.codes[0] for one in rows))
    exact = all(year.isdigit() for year in years)
    place = {year: int(year) if exact else at for at, year in enumerate(years)}
    groups = _largest(rows, 1, GROUPS, running=False) if len(cells.fields) == 2 else [""]
    everybody = text("exploring.everybody", cells.language)
    drawn: list[dict[str, Value]] = [
        _numbers(cells, one)
        | {"x": place[one.codes[0]], "y": one.number.count, "series": (*one.labels, everybody)[1]}
        for group in groups
        for one in rows
        if (one.codes[1:] or ("",))[0] == group
    ]
    spec = read_specification("lines", _ROOM)
    axis = spec["encoding"]["x"]["axis"]
    axis["values"] = _ticks(sorted(place.values()), 4 if look.narrow else 10)
    if not exact:
        axis["labelExpr"] = f"{json.dumps(years, ensure_ascii=False)}[datum.value]"
    left = len({one.codes[1:] for one in rows}) - len(groups)
    left_out = _further("exploring.more-groups", left, cells.language)
    if any(one.codes[0] == NOT_TOLD for one in cells.rows()):
        label = cells.fields[0].label_of(NOT_TOLD, cells.language)
        left_out += (text("exploring.not-shown", cells.language, labels=label),)
    if look.narrow:
        # No room for names at the ends of lines.
        spec["width"], spec["height"] = 320, 240
        spec["layer"].pop()
        if len(groups) > 1:
            spec["encoding"]["color"]["legend"] = {
                "title": None,
                "orient": "top",
                "columns": 1,
                "symbolType": "stroke",
                "symbolOpacity": 1,
            }
        return Drawing(spec=spec, rows=drawn, left_out=left_out)
    drawn_ends = with_end_labels(drawn) if any(one["y"] is not None for one in drawn) else drawn
    return Drawing(spec=spec, rows=drawn_ends, left_out=left_out)


def _map(cells: Cells, look: Look) -> Drawing:
    spec, elsewhere = fill_map(cells, look)
    left_out: tuple[str, ...] = ()
    if elsewhere:
        labels = ", ".join(elsewhere)
        left_out = (text("exploring.not-shown", cells.language, labels=labels),)
    return Drawing(spec=spec, rows=[_numbers(cells, one) for one in cells.rows()], left_out=left_out)


def _flows(cells: Cells, look: Look) -> Drawing:
    told = sorted((one for one in cells.rows() if one.number.count is not None), key=_by_size)
    shown, more = _first(told, SHOWN)
    drawn = [_bar(cells, one) | {"label": name_of(cells, one.labels)} for one in shown]
    spec = flows_map(cells, shown, look)
    bars = _with_bars("bars", drawn, look, above=True)
    spec["vconcat"][1] = {key: bars[key] for key in ("width", "height", "transform", "encoding", "layer")}
    left_out = _further("exploring.more-flows", more, cells.language)
    return Drawing(spec=spec, rows=drawn, left_out=left_out)


def _numbers(cells: Cells, cell: Cell) -> dict[str, Value]:
    """Give what every row of a picture has of its cell."""
    codes = {f"code_{place}": code for place, code in enumerate(cell.codes, start=1)}
    number = cell.number
    bars = {"low": number.low, "high": number.high} if number.low is not None else {}
    status = {"count": number.count, "status": str(number.status)}
    return {**codes, **status, **bars, "mark": mark_of(cells, cell)}


def _bar(cells: Cells, cell: Cell) -> dict[str, Value]:
    return _numbers(cells, cell) | {"value": cell.number.count, "words": cells.words(cell.number)}


def _with_bars(
    name: str, rows: Sequence[Mapping[str, Value]], look: Look, groups: int = 1, *, above: bool = False
) -> dict[str, Any]:
    """Read a specification of bars, and leave room beside the longest bar for its words.

    Labels stand over their bars where there is no room beside them, or it is asked for.
    """
    spec = read_specification(name, _ROOM)
    most = max((_end(row) for row in rows), default=0)
    words = max((len(str(row["words"])) for row in rows), default=0)
    width = 350 if look.narrow else spec["width"]
    room = min(0.6, (7 * words + 16) / width)
    spec["width"] = width
    spec["encoding"]["x"]["scale"]["domain"] = [0, max(most, 1) / (1 - room)]
    if look.narrow or above:
        _put_labels_above(spec, groups)
    return spec


def _put_labels_above(spec: dict[str, Any], groups: int) -> None:
    """Put each label over its bars, at their left."""
    alone = groups == 1
    bars = _STEP if alone else groups * spec["height"]["step"]
    padding = _LABEL / (bars + _LABEL)
    spec["height"] = {"step": _STEP + _LABEL if alone else spec["height"]["step"]}
    axis, scale = spec["encoding"]["y"]["axis"], {"paddingInner": padding, "paddingOuter": padding}
    axis |= {
        "labelAlign": "left",
        "labelPadding": 0,
        "labelOffset": -bars / 2 - 10,
        "labelLimit": spec["width"],
    }
    spec["encoding"]["y"]["scale"] = scale
    for layer in spec["layer"][:1]:
        layer["encoding"].get("color", {"legend": {}})["legend"]["columns"] = 1


def _end(row: Mapping[str, Value]) -> float:
    ends = [row.get(name) for name in ("value", "high")]
    return max((float(one) for one in ends if isinstance(one, int | float)), default=0.0)


def _by_size(cell: Cell) -> tuple[bool, bool, int]:
    """Sort the largest first, then people of whom nothing is told, then numbers that are not told."""
    return (cell.number.count is None, NOT_TOLD in cell.codes, -(cell.number.count or 0))


def _first(rows: Sequence[Cell], most: int) -> tuple[Sequence[Cell], int]:
    shown = rows[:most] if len(rows) > most + 1 else rows
    return shown, len(rows) - len(shown)


def _largest(rows: Sequence[Cell], place: int, most: int, *, running: bool) -> list[str]:
    """Choose the values of a field that are drawn: those of most people, in their order where they run."""
    sums: dict[str, int] = {}
    for one in rows:
        sums[one.codes[place]] = sums.get(one.codes[place], 0) + (one.number.count or 0)
    order = sorted(sums, key=lambda code: (code == NOT_TOLD, -sums[code]))[:most]
    return [code for code in sums if code in order] if running else order


def _further(key: str, n: int, language: Language) -> tuple[str, ...]:
    return (text(key, language, n=n),) if n else ()


def _ticks(places: Sequence[int], most: int) -> list[int]:
    """Choose the years to write under a line."""
    first, last = places[0], places[-1]
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if (last - first) / step <= most)
    return [year for year in range(first, last + 1) if (year - first) % step == 0]


def _title(cells: Cells, look: Look, left_out: Sequence[str]) -> dict[str, Any]:
    """Write title and unit over the picture, and what must not be missed."""
    on_map = cells.question.kind in (Form.MAP, Form.FLOWS)
    wanted: tuple[str, ...] = (*_ALWAYS, "coarse") if on_map else _ALWAYS  # A whole region is of one colour.
    if not look.titled:
        wanted = _ALWAYS[:1]  # The page says the rest beside it.
    notes = [one.words for one in cells.notes if one.name in wanted]
    small = [line for note in (*notes, *left_out) for line in wrap(note, look.signs)]
    if not look.titled:
        return {
            "text": small,
            "fontSize": 13,
            "fontWeight": "normal",
            "color": "#4A5867",
            "orient": "bottom",
        }
    unit = wrap(what_is_counted(cells.published, cells.language), look.signs)
    title = wrap(title_of(cells), 36 if look.narrow else 70)
    return {"text": title, "subtitle": [*unit, *small], "subtitleFontSize": 13}


_FORMS: Mapping[Form, Callable[[Cells, Look], Drawing]] = {
    Form.BARS: _bars,
    Form.LINES: _lines,
    Form.MAP: _map,
    Form.FLOWS: _flows,
    Form.TABLE: _bars,
}
