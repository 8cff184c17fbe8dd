"""The pages of the audit trail in a browser: nothing complains, axe finds nothing grave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fanal.web.audit_trail.services import record, record_host
from fanal.web.organisations.tenancy import tenant
from web.access.people import everybody
from web.browser import assert_accessible, signed_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]


def test_the_auditor_filters_and_verifies(page: Page) -> None:
    people = everybody()
    with tenant(people.own.pk):
        for _ in range(60):
            record("keys.searched", details={"kind": "name"})
    signed_in(page, people.users["auditor"])
    page.goto("/o/harbour/audit/")
    assert_accessible(page)
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("What happened").select_option("keys.searched")
    page.get_by_role("button", name="Show").click()
    page.get_by_text("60 entries").wait_for()
    assert_accessible(page)
    page.get_by_role("link", name="Next").click()
    page.wait_for_url("**page=2**")
    page.get_by_role("button", name="Verify now").click()
    page.get_by_text("The chain is whole").wait_for()
    assert_accessible(page)


def test_the_host_reads_its_trail(page: Page) -> None:
    record_host("accounts.sign-in-failed")
    signed_in(page, everybody().users["host-administrator"])
    page.goto("/host/audit/")
    page.get_by_text("Sign-in failed").first.wait_for()
    assert_accessible(page)
