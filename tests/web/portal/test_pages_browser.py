"""The pages around explore in a browser: accessible, within the screen, and the map leads to countries."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from exploring.publications import SLUG, SYNTHETIC
from web.browser import assert_accessible, screenshot

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.needs_browser

PAGES = {
    "home": "",
    "dashboards": "dashboards/",
    "dashboard": f"releases/{SYNTHETIC}/dashboards/exploitation/",
    "countries": "countries/",
    "country": f"releases/{SYNTHETIC}/countries/PH/",
    "country-untold": f"releases/{SYNTHETIC}/countries/TV/",
    "data": "data/",
    "data-version": f"data/{SYNTHETIC}/",
    "search": "search/?q=phillipines",
    "compare": "compare/",
    "method": "method/",
    "calendar": "calendar/",
}
LOOKS: dict[str, dict[str, Any]] = {
    "wide": {"viewport": {"width": 1200, "height": 900}},
    "narrow-dark": {"viewport": {"width": 390, "height": 800}, "color_scheme": "dark"},
    # As somebody sees who reads at 400 %.
    "magnified": {"viewport": {"width": 320, "height": 256}},
}


@pytest.fixture(params=LOOKS)
def look(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def context_options(look: str) -> dict[str, Any]:
    return LOOKS[look]


def test_every_page_is_accessible_and_within_the_screen(page: Page, public_folder: Path, look: str) -> None:
    language = "fr" if look == "narrow-dark" else "en"
    for name, address in PAGES.items():
        page.goto(f"/data/{SLUG}/{language}/{address}", wait_until="networkidle")
        assert_accessible(page)
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert beyond <= 0, f"{name} is {beyond} pixels too wide"
        screenshot(page, f"portal-{name}-{look}")
    if look == "wide":
        page.goto(f"/data/{SLUG}/en/countries/")
        india = page.locator('svg a[href$="/countries/IN/"]').first
        india.dispatch_event("click")
        page.wait_for_url("**/countries/IN/")
        assert page.get_by_role("heading", level=1).inner_text() == "India"
