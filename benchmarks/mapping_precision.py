"""How often `fanal map suggest` is right, on columns that it was and was not made on.

Run with ``python -m benchmarks.mapping_precision``. Every run gives the same figures: no chance, no clock.

- *applied*: columns that the mapping file would map, at high or medium sureness.
- *precision*: of those, the share mapped to a field that a careful data manager would accept.
- *recall*: of the columns for which the standard has a field, the share mapped rightly.
- *interval*: 95 % Wilson interval of the precision (Wilson, 1927, equation 5), for columns drawn alike.
"""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl

from fanal.exchange.files import FileContent
from fanal.exchange.files.content import sheet_of
from fanal.exchange.mapping import ColumnSuggestion, Sureness, suggest

HERE = Path(__file__).parent
COLUMNS = HERE / "data" / "foreign_columns.toml"
RESULT = HERE / "results" / "mapping_precision.json"

STEPS = (0.25, 0.6, 0.75, 0.85, 0.9, 0.95, 1.01)
"""Steps of sureness whose proposals are counted together."""


def measure() -> dict[str, Any]:
    """Suggest a mapping for every sheet and count what is right."""
    raw = tomllib.loads(COLUMNS.read_text(encoding="utf-8"))
    parts: dict[str, list[tuple[dict[str, Any], ColumnSuggestion]]] = {}
    sheets: dict[str, int] = {}
    for sheet in raw["sheet"]:
        parts.setdefault(sheet["part"], []).extend(_suggested(sheet))
        sheets[sheet["part"]] = sheets.get(sheet["part"], 0) + 1
    return {
        "columns_version": raw["version"],
        "parts": {name: {"sheets": sheets[name], **_counted(found)} for name, found in parts.items()},
    }


def _suggested(sheet: dict[str, Any]) -> list[tuple[dict[str, Any], ColumnSuggestion]]:
    columns = sheet["column"]
    cells = {
        str(position): [column["heading"], *(value or None for value in column["values"])]
        for position, column in enumerate(columns)
    }
    opened = sheet_of(None, pl.DataFrame(cells))
    assert opened is not None
    suggestion = suggest(FileContent(Path(f"{sheet['name']}.csv"), "csv", (opened,), ()))
    by_place = {column.index: column for column in suggestion.columns}
    return [(column, by_place[position]) for position, column in enumerate(columns)]


def _counted(found: list[tuple[dict[str, Any], ColumnSuggestion]]) -> dict[str, Any]:
    applied = [(column, one) for column, one in found if one.field is not None]
    mappable = [column for column, _ in found if column["is"]]
    right = sum(map(_is_right, applied))
    return {
        "columns": len(found),
        "with_a_field": len(mappable),
        "high": _precision(pair for pair in applied if pair[1].sureness is Sureness.HIGH),
        "medium": _precision(pair for pair in applied if pair[1].sureness is Sureness.MEDIUM),
        "recall": round(right / len(mappable), 3),
        "first_choice": _first_choice(found, len(mappable)),
        "calibration": [_step(found, low, high) for low, high in pairwise(STEPS)],
    }


def _is_right(pair: tuple[dict[str, Any], ColumnSuggestion]) -> bool:
    column, one = pair
    return one.field is not None and one.field.name in column["is"]


def _precision(pairs: Iterable[tuple[dict[str, Any], ColumnSuggestion]]) -> dict[str, Any]:
    counted = list(pairs)
    right = sum(map(_is_right, counted))
    return {
        "applied": len(counted),
        "right": right,
        "precision": round(right / len(counted), 3) if counted else None,
        "interval": [round(bound, 3) for bound in wilson(right, len(counted))],
    }


def _first_choice(found: list[tuple[dict[str, Any], ColumnSuggestion]], mappable: int) -> float:
    """Give the share of columns with a field whose likeliest candidate is right, applied or not."""
    right = sum(one.best is not None and one.best.field.name in column["is"] for column, one in found)
    return round(right / mappable, 3)


def _step(found: list[tuple[dict[str, Any], ColumnSuggestion]], low: float, high: float) -> dict[str, Any]:
    within = [(column, one.best) for column, one in found if one.best and low <= one.best.sure < high]
    right = sum(best.field.name in column["is"] for column, best in within)
    return {
        "from": low,
        "to": min(high, 1.0),
        "proposals": len(within),
        "meant": round(sum(best.sure for _, best in within) / len(within), 3) if within else None,
        "right": round(right / len(within), 3) if within else None,
    }


def wilson(right: int, all_: int) -> tuple[float, float]:
    """Give the 95 % Wilson interval of a share."""
    if not all_:
        return 0.0, 1.0
    z, share = 1.959964, right / all_
    middle = share + z * z / (2 * all_)
    width = z * math.sqrt(share * (1 - share) / all_ + z * z / (4 * all_ * all_))
    return (middle - width) / (1 + z * z / all_), (middle + width) / (1 + z * z / all_)


def run(*, quick: bool = False) -> dict[str, Any]:
    """Measure and record; it takes a second or two, quick or not."""
    result = measure()
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return result


def as_lines(result: dict[str, Any]) -> Iterator[str]:
    """Say the figures to a person."""
    for name, part in result["parts"].items():
        columns = f"{part['columns']} columns, {part['with_a_field']} with a field"
        yield f"{name}: {part['sheets']} sheets, {columns}"
        for step in ("high", "medium"):
            one = part[step]
            low, high = one["interval"]
            yield (
                f"  {step:<7} {one['right']:>4} of {one['applied']:>4} right"
                f"   precision {one['precision']:.3f} ({low:.3f} to {high:.3f})"
            )
        yield f"  recall {part['recall']:.3f}, right as first choice {part['first_choice']:.3f}"
        for step in part["calibration"]:
            if step["proposals"]:
                yield (
                    f"    sure {step['from']:.2f} to {step['to']:.2f}: {step['proposals']:>4} proposals,"
                    f" meant {step['meant']:.2f}, right {step['right']:.2f}"
                )


if __name__ == "__main__":
    for line in as_lines(run()):
        print(line)
