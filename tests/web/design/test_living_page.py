"""The living page: every component in every state, in both directions, light, dark and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fanal.web.accounts.models import User
from fanal.web.design.components import COMPONENTS
from fanal.web.design.living import documented, drawn
from web.browser import assert_accessible, screenshot, signed_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

VIEWS = [
    (direction, scheme, media)
    for direction in ("ltr", "rtl")
    for scheme, media in (("light", "screen"), ("dark", "screen"), ("light", "print"))
]
EXAMPLES = [example for one in documented() for example in one.examples]


@pytest.fixture
def host_administrator(transactional_db: None) -> User:
    return User.objects.create(handle="host", is_host_administrator=True)


def test_every_folder_holds_a_template_a_style_and_examples() -> None:
    folders = [path for path in COMPONENTS.iterdir() if path.is_dir()]
    assert len(folders) >= 15
    for folder in folders:
        for needed in (f"{folder.name}.html", f"{folder.name}.css", "examples.toml"):
            assert (folder / needed).is_file(), f"{folder.name} has no {needed}"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.id)
def test_every_example_renders(example: object) -> None:
    assert drawn(example).strip()  # type: ignore[arg-type]


@pytest.mark.needs_browser
@pytest.mark.parametrize(("direction", "scheme", "media"), VIEWS)
def test_nothing_grave_is_found_in_any_view(
    page: Page, host_administrator: User, direction: str, scheme: str, media: str
) -> None:
    signed_in(page, host_administrator)
    page.goto(f"/host/design/?direction={direction}&scheme={scheme}&media={media}")
    assert page.locator("html").get_attribute("dir") == direction
    assert page.locator("[data-example]").count() == len(EXAMPLES)
    assert_accessible(page)
    screenshot(page, f"living-{direction}-{scheme}-{media}")
