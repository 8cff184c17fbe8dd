"""Writing a story in a browser: by its form in two languages, at a telephone's width too; axe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from web.browser import assert_accessible, screenshot, signed_in, until
from web.collaborative.test_story import AT, STORY, bundle, folder

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["bundle", "folder"]
pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]
LABELS = {"title": "Title", "summary": "Summary", "text": "Text"}
LANGUAGES = {"en": "English", "fr": "French"}


def test_a_story_is_written_looked_at_and_published(page: Page, lighthouse: Any) -> None:
    signed_in(page, lighthouse.members["data-steward"].user)
    page.goto(f"{AT}/")
    assert_accessible(page)
    page.get_by_role("link", name="Write a story").click()
    for name, value in STORY.items():
        stem, _, language = name.partition("_")
        page.get_by_label(f"{LABELS[stem]}, in {LANGUAGES[language]}").fill(value)
    page.get_by_label("Show it in the exhibit").check()
    assert_accessible(page)
    english, french = (page.get_by_label(f"Text, in {one}").bounding_box() for one in LANGUAGES.values())
    assert english and french and english["y"] == french["y"] and french["x"] > english["x"]
    page.set_viewport_size({"width": 320, "height": 700})
    english, french = (page.get_by_label(f"Text, in {one}").bounding_box() for one in LANGUAGES.values())
    assert english and french and french["y"] > english["y"] and french["x"] == english["x"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    screenshot(page, "story-form-narrow")
    page.get_by_role("button", name="Save as a draft").click()
    page.get_by_text("Surtout des femmes").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert_accessible(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    picture = page.locator("section[lang=fr] .picture img")
    picture.scroll_into_view_if_needed()
    until(page, "[...document.images].every((one) => one.complete && one.naturalWidth > 0)")
    screenshot(page, "story-preview")
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("button", name="Take back").wait_for()
    assert_accessible(page)
    page.goto(f"{AT}/quiz/new/")
    assert_accessible(page)
