"""The pages of jobs in a browser: nothing complains, axe finds nothing grave."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from fanal.web.jobs.models import JobTicket
from fanal.web.organisations.tenancy import tenant
from web.access.people import everybody
from web.browser import assert_accessible, signed_in
from web.jobs.tasks_of_tests import make_files, number_file

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]


def test_jobs_of_an_organisation_and_of_the_host(page: Page) -> None:
    people = everybody()
    with tenant(people.own.pk):
        number_file.defer(file=uuid4())
        running = make_files.defer(count=5, fail_at=9)
        JobTicket.objects.filter(pk=running.pk).update(state=JobTicket.State.RUNNING, done=2, of=5)
    signed_in(page, people.users["caseworker"])
    page.goto("/o/harbour/jobs/")
    page.get_by_text("2 of 5").wait_for()
    assert_accessible(page)
    signed_in(page, people.users["host-administrator"])
    page.goto("/host/jobs/")
    # The queue's own tables are not emptied between tests: there may be more than these two.
    page.get_by_role("link", name=re.compile(r"^waiting: ([2-9]|\d\d+)$")).click()
    page.get_by_role("cell", name=str(running.job), exact=True).wait_for()
    assert_accessible(page)
