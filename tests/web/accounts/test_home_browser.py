"""Pages of this and of the rooms around it, as they look on a desk and on a telephone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fanal.web.accounts.models import User
from fanal.web.keys.services import keys_create, unlock
from fanal.web.organisations.models import Organisation
from fanal.web.organisations.tenancy import tenant
from web.accounts.people import ADDRESS, PASSWORD, code, harbour, person
from web.browser import another, assert_accessible, screenshot

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]
PASSPHRASE = "nine grey herons by the lock"
ROLES = ("organisation-administrator", "auditor", "caseworker")
PLACES = {
    "home": "/o/harbour/",
    "account": "/account/",
    "keys": "/o/harbour/keys/",
    "audit": "/o/harbour/audit/",
    "tokens": "/o/harbour/api-tokens/",
    "people": "/o/harbour/people/",
    "health": "/host/health/",
    "administrators": "/host/administrators/",
}


def _signed_in(page: Page) -> User:
    organisation = harbour()
    user = person(of=organisation, roles=ROLES, is_host_administrator=True)
    with tenant(organisation.pk):
        keys_create(passphrase=PASSPHRASE)
    with tenant(organisation.pk):
        unlock(PASSPHRASE)
    page.goto("/sign-in/")
    page.get_by_label("Sign-in address").fill(ADDRESS)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code").fill(code())
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Sign out").wait_for()
    return user


@pytest.mark.parametrize("width", [1200, 390])
def test_pages_at_two_widths(page: Page, width: int) -> None:
    _signed_in(page)
    page.set_viewport_size({"width": width, "height": 844})
    for name, place in PLACES.items():
        page.goto(place)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        screenshot(page, f"{name}-{width}")


def test_on_a_telephone_the_header_takes_two_rows(page: Page) -> None:
    _signed_in(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/o/harbour/")
    rows = page.evaluate(
        "[...document.querySelectorAll('.top .wide > *')].map(one => one.getBoundingClientRect())"
    )
    assert max(one["bottom"] for one in rows) <= 120
    assert page.locator(".menu > summary").is_visible()
    assert not page.locator(".main-navigation .row").is_visible()
    assert page.get_by_role("button", name="Sign out").bounding_box()["width"] >= 44  # type: ignore[index]


def test_somebody_gets_back_in(page: Page) -> None:
    _signed_in(page)
    person("colleague@harbour.example", of=Organisation.objects.get())
    page.goto("/o/harbour/people/")
    page.get_by_role("link", name="Renew access").click()
    page.get_by_role("heading", level=1, name="Renew access").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Make the link").click()
    link = page.locator("code.link").inner_text()
    assert_accessible(page)
    screenshot(page, "renewal-made")
    theirs = another(page)
    opened = theirs.new_page()
    opened.goto(link)
    assert_accessible(opened)
    screenshot(opened, "renewal")
    opened.get_by_label("New password").fill("marble-otter-seven-kites")
    opened.get_by_label("The same password again").fill("marble-otter-seven-kites")
    opened.get_by_role("button", name="Continue").click()
    opened.get_by_role("heading", level=1, name="Second factors").wait_for()
    theirs.close()
