"""Pictures of the portal for README and guide: of fictional releases, kept where FANAL_SCREENSHOTS is set."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from exploring.publications import SLUG, SYNTHETIC
from fanal.presentation import LANGUAGES
from web.browser import assert_accessible

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parents[3]
IMAGES = ROOT / "docs" / "images" / "guide"
MOST_BYTES = 100_000
SIZE = {"width": 1280, "height": 900}
PAGES = {
    "home": ("", "h1"),
    "explore": (f"releases/{SYNTHETIC}/explore/?as=bars&by=ageBroad&by=gender", ".portal-figure"),
    "countries": ("countries/", "main svg"),
    "story": ("stories/who-is-detected/", "h1"),
}
"""By name: the address within a language, and what is brought to the top of the picture."""


@pytest.fixture
def context_options() -> dict[str, Any]:
    return {"viewport": SIZE}


@pytest.mark.needs_browser
def test_the_pictures_of_the_portal(page: Page, public_folder: Path) -> None:
    for language in LANGUAGES:
        for name, (address, top) in PAGES.items():
            page.goto(f"/data/{SLUG}/{language}/{address}", wait_until="networkidle")
            assert page.locator("html").get_attribute("lang") == language
            assert_accessible(page)
            seen = page.locator(top).first
            seen.wait_for()
            if name in ("explore", "countries"):
                seen.evaluate("one => one.scrollIntoView()")
            _picture(page, f"portal-{name}{'' if language == 'en' else f'.{language}'}")


@pytest.mark.parametrize("page_of", ["README.md", "README.fr.md", "docs/guide/en.md", "docs/guide/fr.md"])
def test_pages_show_pictures_of_the_portal_that_are_there_and_small(page_of: str) -> None:
    text = (ROOT / page_of).read_text("utf-8")
    shown = re.findall(r"!\[[^\]]+\]\([^)]*images/guide/(portal-[^)]+)\)", text)
    assert shown
    for name in shown:
        picture = IMAGES / name
        assert picture.is_file(), name
        assert picture.stat().st_size < MOST_BYTES, name


def _picture(page: Page, name: str) -> None:
    """Keep what is seen first, if pictures are kept."""
    if os.environ.get("FANAL_SCREENSHOTS"):
        IMAGES.mkdir(parents=True, exist_ok=True)
        seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        seen.quantize(64, dither=Image.Dither.NONE).save(IMAGES / f"{name}.png", optimize=True)
