"""The pages of keys in a browser: unlock by keyboard, a wrong passphrase, lock; accessible in each state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fanal.web.accounts.models import User
from fanal.web.keys.keyring import keyring
from fanal.web.organisations.models import Membership, Organisation
from fanal.web.organisations.tenancy import tenant
from web.browser import assert_accessible, screenshot, signed_in
from web.keys.founding import PASSPHRASE

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]


def test_unlocked_and_locked_by_keyboard(page: Page, harbour: Organisation) -> None:
    keyring().forget_all()
    user = User.objects.create(handle="k" * 64)
    with tenant(harbour.pk):
        Membership.objects.create(user=user, roles=["organisation-administrator"])
    signed_in(page, user)
    page.goto("/o/harbour/keys/")
    assert_accessible(page)
    screenshot(page, "keys-locked")
    page.get_by_label("Passphrase of the organisation").fill("not the one that they chose")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    assert page.title().startswith("Error:") and keyring().ids() == set()
    assert page.get_by_label("Passphrase of the organisation").input_value() == ""
    assert_accessible(page)
    page.get_by_label("Passphrase of the organisation").fill(PASSPHRASE)
    page.keyboard.press("Enter")
    page.get_by_text("The keys are open.").wait_for()
    assert keyring().ids() == {harbour.pk}
    assert_accessible(page)
    screenshot(page, "keys-open")
    for address in ("passphrase", "erasures"):
        page.goto(f"/o/harbour/keys/{address}/")
        assert_accessible(page)
    page.goto("/o/harbour/keys/")
    page.get_by_role("button", name="Lock everything").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/**")
    assert keyring().ids() == set()
    page.goto("/o/harbour/keys/")
    assert "sign-in" in page.url
