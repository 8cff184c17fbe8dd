"""Style sheets: colours from the tokens, contrasts recomputed, logical properties only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fanal.presentation import style
from fanal.web.design import stylesheet
from fanal.web.design.components import COMPONENTS
from presentation.test_colours import contrast

ROOM = Path(stylesheet.__file__).parent
SHEETS = sorted([*(ROOM / "styles").glob("*.css"), *COMPONENTS.glob("*/*.css")])
FRAME = (ROOM / "styles" / "frame.css").read_text(encoding="utf-8")

# What the components put on what: text 4.5, edges and marks 3.
TEXT = [
    ("on-brand", "brand"),
    ("on-brand", "brand-hover"),
    ("on-danger-button", "danger-button"),
    ("on-danger-button", "danger-hover"),
    ("on-header", "header"),
    *((front, back) for front in ("ink", "muted", "link") for back in ("page", "surface", "sunken")),
    *((tone, f"{tone}-tint") for tone in ("danger", "warning", "success", "info")),
    *(("ink", f"{tone}-tint") for tone in ("danger", "warning", "success", "info")),
    ("danger", "page"),
    ("warning", "page"),
    ("success", "page"),
]
EDGES = [
    ("control", "page"),
    ("control", "surface"),
    ("brand", "page"),
    ("brand", "sunken"),
    ("danger", "page"),
    ("glow", "header"),
    ("link", "page"),
]


def tokens(scheme: str) -> dict[str, str]:
    """Read the colours of both sheets that declare some; dark ones lie over light ones."""
    found: dict[str, str] = {}
    for sheet in (style("tokens"), FRAME):
        blocks = re.findall(r":root\s*\{(.*?)\}", sheet, re.DOTALL)
        for block in blocks[: 2 if scheme == "dark" else 1]:
            found |= dict(re.findall(r"--([a-z0-9-]+): (#[0-9A-F]{6});", block))
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_components_put_together_can_be_told_apart(scheme: str) -> None:
    colours = tokens(scheme)
    low = [
        (front, back, round(contrast(colours[front], colours[back]), 2))
        for pairs, least in ((TEXT, 4.5), (EDGES, 3.0))
        for front, back in pairs
        if contrast(colours[front], colours[back]) < least
    ]
    assert low == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_colours_come_from_tokens_that_exist(sheet: Path) -> None:
    written = re.sub(r":root\s*\{.*?\}", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    # The cover of a page that is left is white whatever the scheme: it looks like a page that loads.
    allowed = {"#FFFFFF", "#14202E"} if sheet.stem == "leave" else set()
    assert set(re.findall(r"#[0-9A-Fa-f]{3,8}\b(?=[^{]*\})", written)) <= allowed
    known = set(re.findall(r"--([a-z0-9-]+):", stylesheet.stylesheet()))
    assert set(re.findall(r"var\(--([a-z0-9-]+)", written)) <= known


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_nothing_knows_left_from_right(sheet: Path) -> None:
    sides = "left|right|top|bottom"
    written = sheet.read_text(encoding="utf-8")
    assert not re.findall(rf"(?:margin|padding|border)-(?:{sides})\b", written)
    assert not re.findall(rf"(?<![-\w])(?:{sides}|width|height)\s*:", written)
    assert not re.findall(r"(?:min|max)-(?:width|height)\s*:(?![^()]*\))", written)
    assert not re.findall(r"text-align:\s*(?:left|right)|float:\s*(?:left|right)", written)


def test_no_sheet_asks_for_anything_elsewhere() -> None:
    assert not re.findall(r"url\(|@import|@font-face", stylesheet.stylesheet())


def test_previews_say_what_the_media_would() -> None:
    dark, light, paper = (
        stylesheet.stylesheet(*asked) for asked in (("dark", ""), ("light", ""), ("", "print"))
    )
    assert "prefers-color-scheme" not in dark + light
    assert "@media print" not in paper
    assert stylesheet.stylesheet() not in (dark, light, paper)
    assert stylesheet.stylesheet("x", "y") == stylesheet.stylesheet()
