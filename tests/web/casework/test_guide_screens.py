"""The pictures of the user guide: drawn from the demonstration, kept where FANAL_SCREENSHOTS is set."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from PIL import Image

from web.browser import assert_accessible, signed_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parents[3]
GUIDE, IMAGES = ROOT / "docs" / "guide", ROOT / "docs" / "images" / "guide"
MOST_BYTES = 150_000
SIZE = {"width": 1280, "height": 900}


@pytest.fixture
def context_options() -> dict[str, Any]:
    return {"viewport": SIZE}


@pytest.fixture
def lives(transactional_db: None) -> dict[str, Any]:
    """The shelter and the hotline of the demonstration, open; their people by address."""
    from fanal.web.accounts.models import User
    from fanal.web.keys.services import unlock
    from fanal.web.operations.demonstration import PEOPLE, data
    from fanal.web.operations.demonstration.lives import live
    from fanal.web.operations.demonstration.people import organisation_made, user_at
    from fanal.web.organisations.tenancy import tenant

    found: dict[str, User | None] = {}
    for wanted in data(PEOPLE)["organisations"][:2]:
        made = organisation_made(wanted, data(PEOPLE)["password"], "JBSWY3DPEHPK3PXP")
        live(made, wanted)
        if "passphrase" in wanted:
            with tenant(made.pk):
                unlock(wanted["passphrase"])
        found |= {one["address"]: user_at(one["address"]) for one in wanted["people"]}
    return found


@pytest.mark.needs_browser
def test_the_pictures_of_the_guide(page: Page, lives: dict[str, Any], settings: Any) -> None:
    settings.PSEUDO_LOCALE = False
    signed_in(page, lives["amina@harbour.example"])
    page.goto("/o/harbour/dashboard/")
    _english(page)
    _picture(page, "dashboard")
    page.goto("/o/harbour/cases/?status=open&mine=on")
    assert page.locator("tbody tr").count() > 5
    _picture(page, "cases")
    page.goto("/o/harbour/cases/?status=open&danger=on")
    page.locator("tbody th a").first.click()
    page.locator(".case-head").wait_for()
    first, _, second = page.locator(".case-name strong").inner_text().partition(" ")
    _picture(page, "case")
    page.goto("/o/harbour/beds/")
    assert_accessible(page)

    page.context.clear_cookies()
    signed_in(page, lives["jonas@harbour.example"])
    page.goto("/o/harbour/cases/search/")
    _english(page)
    page.get_by_label("First name").fill(first.lower())
    page.get_by_label("Family name").fill(second)
    page.locator("main form button").last.click()
    page.locator(".results").scroll_into_view_if_needed()
    page.locator("main h1").evaluate("one => one.scrollIntoView()")
    _picture(page, "search")

    page.context.clear_cookies()
    signed_in(page, lives["samuel@helpline.example"])
    page.goto(reverse("accounts.waiting", args=["helpline"]))
    _switched(page, "fr")
    assert page.locator("html").get_attribute("lang") == "fr"
    _picture(page, "my-work.fr")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_guide_shows_pictures_that_are_there_and_small(language: str) -> None:
    text = (GUIDE / f"{language}.md").read_text("utf-8")
    shown = re.findall(r"!\[[^\]]+\]\(\.\./images/guide/([^)]+)\)", text)
    assert len(shown) >= 4
    for name in shown:
        picture = IMAGES / name
        assert picture.is_file(), name
        assert picture.stat().st_size < MOST_BYTES, name


def _english(page: Page) -> None:
    if page.locator("html").get_attribute("lang") != "en":
        _switched(page, "en")


def _switched(page: Page, language: str) -> None:
    if page.locator("html").get_attribute("lang") != language:
        page.get_by_role("button", name=language.upper(), exact=False).first.click()
        page.wait_for_load_state()


def _picture(page: Page, name: str) -> None:
    """Look at a page as everybody must be able to; keep what is seen first."""
    assert_accessible(page)
    if os.environ.get("FANAL_SCREENSHOTS"):
        IMAGES.mkdir(parents=True, exist_ok=True)
        seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        seen.quantize(96, dither=Image.Dither.NONE).save(IMAGES / f"{name}.png", optimize=True)
