"""The figures of a bundle as files: specification, drawing, picture, and the numbers shown."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass

from fanal.exchange.formulas import harmless
from fanal.presentation import LANGUAGES, Language, Value, draw_png, draw_svg
from fanal.presentation.report import Table
from fanal.release.bundle import Bundle
from fanal.release.figures import Chart, chart, plans
from fanal.release.result import Content


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure that was written: the figure, and its files by what they are."""

    chart: Chart
    files: Mapping[str, str]


def write_figures(bundle: Bundle, content: Content) -> dict[Language, list[Drawn]]:
    """Draw every figure in every language."""
    chosen = plans(content)
    return {
        language: [_write(bundle, content, chart(plan, content, language), language) for plan in chosen]
        for language in LANGUAGES
    }


def _write(bundle: Bundle, content: Content, made: Chart, language: Language) -> Drawn:
    first = "fictional-" if content.fictional else ""
    base = f"charts/{first}{made.name}.{language}"
    svg = draw_svg(made.specification)
    untitled = {key: value for key, value in made.specification.items() if key != "title"}
    contents: dict[str, tuple[str, bytes | str]] = {
        "specification": (f"{base}.vl.json", json.dumps(made.specification, ensure_ascii=False) + "\n"),
        "svg": (f"{base}.svg", svg),
        "png": (f"{base}.png", draw_png(made.specification)),
        "csv": (f"{base}.csv", _as_csv(made.table)),
        # The page says title and unit itself, where a narrow screen does not cut them.
        "page": (f"site/{made.name}.{language}.svg", draw_svg(untitled)),
    }
    return Drawn(made, {what: bundle.write(path, raw).path for what, (path, raw) in contents.items()})


def _as_csv(table: Table) -> str:
    """Write the numbers of a figure, as plain numbers; a cell that is not told says why."""
    made = io.StringIO()
    lines = csv.writer(made, lineterminator="\n")
    lines.writerow([harmless(str(name)) for name in table.columns])
    lines.writerows([[_cell(cell, table.empty) for cell in row] for row in table.rows])
    return made.getvalue()


def _cell(cell: Value, empty: str) -> str:
    return empty if cell is None else harmless(str(cell))
