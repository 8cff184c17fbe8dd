"""The pages of tokens in a browser: nothing complains, axe finds nothing grave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fanal.web.organisations.models import Membership
from fanal.web.organisations.services import membership_change_roles
from fanal.web.organisations.tenancy import tenant
from web.access.people import everybody
from web.browser import assert_accessible, signed_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]


def test_a_token_is_made_and_revoked(page: Page) -> None:
    people = everybody()
    with tenant(people.own.pk):
        both = Membership.objects.get(user=people.users["auditor"])
        membership_change_roles(membership=both, roles=["auditor", "data-manager"])
    signed_in(page, people.users["auditor"])
    page.goto("/o/harbour/api-tokens/")
    page.get_by_role("link", name="Create a token").click()
    page.get_by_role("button", name="Create a token").click()
    assert_accessible(page)
    page.get_by_label("What it is for").fill("nightly copy")
    page.get_by_label("Read the audit trail").check()
    page.get_by_role("button", name="Create a token").click()
    page.get_by_text("fanal_").wait_for()
    assert_accessible(page)
    page.get_by_role("link", name="Back to the tokens").click()
    assert_accessible(page)
    page.get_by_role("button", name="Revoke").click()
    page.get_by_text("it opens nothing").wait_for()
