"""The measured precision: recorded, documented and true."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from benchmarks import mapping_precision

DOCUMENT = Path(mapping_precision.__file__).parents[1] / "docs" / "explanation" / "mapping.md"


@pytest.fixture(scope="module")
def recorded() -> dict[str, Any]:
    raw: dict[str, Any] = json.loads(mapping_precision.RESULT.read_text(encoding="utf-8"))
    return raw


def test_the_recorded_figures_are_those_of_this_code(recorded: dict[str, Any]) -> None:
    assert mapping_precision.measure() == recorded


@pytest.mark.parametrize("part", ["held-out", "published"])
def test_high_sureness_is_right_on_columns_it_was_not_made_on(recorded: dict[str, Any], part: str) -> None:
    high = recorded["parts"][part]["high"]
    assert high["applied"] >= 40
    assert high["precision"] >= 0.95


def test_the_documented_figures_are_the_recorded_ones(recorded: dict[str, Any]) -> None:
    rows = re.findall(r"^\| ([a-z-]+) \| (\d.*) \|$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert {name for name, _ in rows} == set(recorded["parts"])
    for name, cells in rows:
        part = recorded["parts"][name]
        high, medium = part["high"], part["medium"]
        assert cells.split(" | ") == [
            f"{part['sheets']}",
            f"{part['columns']}",
            f"{high['right']} of {high['applied']}, {high['precision']:.3f}",
            f"{medium['right']} of {medium['applied']}, {medium['precision']:.3f}",
            f"{part['recall']:.3f}",
        ]


def test_there_are_enough_sheets_and_parts_do_not_share_any(recorded: dict[str, Any]) -> None:
    assert sum(part["sheets"] for part in recorded["parts"].values()) >= 60
