"""Every page that somebody can open, looked at by axe: nothing serious, in a narrow window too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from web.access.addresses import addresses
from web.access.people import everybody
from web.browser import assert_accessible, signed_in
from web.casework.cases import procedures_accepted

if TYPE_CHECKING:
    from playwright.sync_api import Page

KINDS = (
    "anonymous",
    "host-administrator",
    "organisation-administrator",
    "supervisor",
    "data-manager",
    "auditor",
)
FEWEST = 40


@pytest.mark.soak
@pytest.mark.needs_browser
@pytest.mark.parametrize("width", [1200, 320])
def test_axe_finds_nothing_serious_on_any_page(page: Page, width: int) -> None:
    people = everybody()
    procedures_accepted(people.own)
    page.set_viewport_size({"width": width, "height": 800})
    seen: set[str] = set()
    for kind in KINDS:
        user: Any = None if kind == "anonymous" else people.users[kind]
        client = Client(raise_request_exception=False)
        page.context.clear_cookies()
        if user is not None:
            client.force_login(user)
            signed_in(page, user)
        for address in addresses():
            path = address.path(people.own.slug, {})
            if address.name in seen or address.name == "design.leave":
                continue
            answer = client.get(path)
            if answer.status_code != 200 or not answer.get("Content-Type", "").startswith("text/html"):
                continue
            seen.add(address.name)
            page.goto(path)
            assert_accessible(page)
            wide = page.evaluate(
                "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            )
            assert not wide, f"{address.name} scrolls sideways at {width} px"
    assert len(seen) > FEWEST, sorted(seen)
