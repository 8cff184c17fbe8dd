"""Emergency access in a browser: refused with the way to it, asked for by keyboard, shown, and ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fanal.web.access.levels import AccessLevel
from fanal.web.access.models import EmergencyAccess
from fanal.web.organisations.tenancy import tenant
from web.access.people import everybody
from web.browser import assert_accessible, expect, screenshot, signed_in
from web.sample.models import File

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [
    pytest.mark.needs_browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("web.sample.urls"),
]


def test_emergency_access_by_keyboard(page: Page) -> None:
    people = everybody()
    with tenant(people.own.pk):
        file = File.objects.create(number="24-1", level=AccessLevel.RESTRICTED)
    signed_in(page, people.users["caseworker"])
    expect(page, "status of 403", "favicon.ico")  # a page of the sample app has no head
    page.goto(f"/o/harbour/files/{file.pk}/")
    assert "restricted to those assigned" in page.inner_text("main")
    assert_accessible(page)
    page.get_by_role("link", name="Open emergency access").press("Enter")
    page.wait_for_url("**/emergencies/**")
    assert_accessible(page)
    screenshot(page, "emergency-asked")
    page.get_by_role("button", name="Open emergency access").press("Enter")
    page.get_by_role("alert").wait_for()
    assert page.title().startswith("Error:")
    assert_accessible(page)
    page.get_by_label("Why must you read this now?").fill("Her brother is at the door.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Your emergency access to File 24-1 is open").wait_for()
    assert_accessible(page)
    screenshot(page, "emergency-open")
    page.goto(f"/o/harbour/files/{file.pk}/")
    assert page.inner_text("body") == "File 24-1"
    page.goto("/o/harbour/emergencies/?language=fr")
    page.get_by_role("button", name="Y mettre fin maintenant").press("Enter")
    page.get_by_text("No emergency access is open.").or_(page.get_by_text("Aucun accès")).wait_for()
    with tenant(people.own.pk):
        assert not EmergencyAccess.objects.now().exists()
