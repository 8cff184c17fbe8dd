"""A contributor's day in the browser: signed, looked at, sent, corrected, taken back; and a veto."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from fanal.web.collaborative.models import Contribution, Submission
from fanal.web.collaborative.services.contribution import contribution_accept, contribution_check
from fanal.web.collaborative.services.submission_leaving import send_steps
from fanal.web.collaborative.services.submission_making import prepare_steps
from web.browser import another, assert_accessible, expect, screenshot, signed_in, until
from web.collaborative import releases as made
from web.collaborative.people import assessed, offered
from web.collaborative.test_release import _data, _no_pictures, contributions
from web.collaborative.test_submission import SECRETS, cases, run, says

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from fanal.web.casework.models import Case
    from fanal.web.collaborative.models import Hub
    from web.collaborative.people import Team

__all__ = ["_data", "_no_pictures", "cases", "contributions"]
pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]


def at(name: str, *parts: Any, of: str = "harbour") -> str:
    return reverse(f"collaborative.{name}", args=[of, *parts])


def work(team: Team, steps: Any) -> None:
    """Do what the worker does with the newest package."""
    with team.working("data-manager"):
        row = Submission.objects.latest("made_at")
    run(team, steps(row.pk), row)


def accepted(hub: Team) -> None:
    """Check and accept the newest contribution, as the steward does."""
    with hub.working("data-steward") as actor:
        row = Contribution.objects.latest("version")
        for _ in contribution_check(row.pk):
            pass
        contribution_accept(row, by=actor)


def prepare(page: Page, team: Team) -> None:
    """Prepare a package, as far as its page."""
    page.goto(at("submission-list"))
    assert_accessible(page)
    page.get_by_role("link", name="Prepare a package").click()
    assert_accessible(page)
    page.get_by_role("button", name="Prepare a package").click()
    page.get_by_role("heading", level=1, name="Package").wait_for()
    work(team, prepare_steps)
    page.reload()


def send(page: Page, team: Team) -> None:
    """Send the package whose page it is."""
    button = page.get_by_role("button", name="Send to the collaborative")
    button.click()
    button.wait_for(state="detached")
    work(team, send_steps)
    page.reload()


@pytest.fixture
def offer(hub: Hub, lighthouse: Team, harbour: Team) -> Any:
    """An agreement that waits for Harbour's signature."""
    from fanal.web.collaborative.services.contributor import contributor_invite

    with lighthouse.working("data-steward") as actor:
        invited = contributor_invite(by=actor, name="Harbour Association", member=harbour.organisation)
        assessed(invited, by=actor)
        return offered(invited, by=actor)


@pytest.fixture
def administrator(page: Page, harbour: Team) -> Iterator[Page]:
    """Whoever may sign for Harbour, in a browser of their own."""
    page.goto("/")
    made = another(page).new_page()
    signed_in(made, harbour.members["organisation-administrator"].user)
    yield made
    made.context.close()


def test_a_contributors_day(
    page: Page, administrator: Page, offer: Any, cases: list[Case], lighthouse: Team, harbour: Team
) -> None:
    administrator.goto(at("seen-list"))
    assert_accessible(administrator)
    administrator.locator("tbody th a").click()
    assert_accessible(administrator)
    administrator.get_by_role("link", name="Sign the agreement").click()
    administrator.get_by_label("Signed by").fill("A. Director, director")
    administrator.get_by_label("I have read the agreement").check()
    screenshot(administrator, "contributor-signs")
    assert_accessible(administrator)
    administrator.get_by_role("button", name="Sign the agreement").click()
    administrator.get_by_role("heading", level=1, name="Agreement").wait_for()

    signed_in(page, harbour.members["data-manager"].user)
    prepare(page, harbour)
    assert page.get_by_text("3 rows leave.").is_visible()
    assert page.get_by_text("Nothing of 3 cases leaves:").is_visible()
    assert_accessible(page)
    screenshot(page, "contributor-package")
    page.get_by_role("link", name="See exactly what leaves").click()
    assert page.locator("tbody tr").count() == 3
    assert not [one for one in SECRETS if one in page.content()]
    assert_accessible(page)
    screenshot(page, "contributor-rows")
    page.get_by_label("Rows that contain").fill(SECRETS[0])
    page.get_by_role("button", name="Search").click()
    assert page.get_by_text("No row contains this.").is_visible()
    page.get_by_role("link", name="Package", exact=True).click()
    send(page, harbour)
    assert page.get_by_text("Sent", exact=True).is_visible()
    accepted(lighthouse)

    administrator.goto(at("seen-list"))
    assert administrator.get_by_text("Accepted").is_visible()
    assert_accessible(administrator)

    with harbour.working("caseworker"):
        says(cases[0].person, "withdrawn")
    prepare(page, harbour)
    assert page.get_by_text("One row is taken back: it is in no later release.").is_visible()
    assert page.get_by_text("2 rows leave.").is_visible()
    send(page, harbour)
    accepted(lighthouse)
    administrator.reload()
    picture = administrator.locator("figure img")
    picture.scroll_into_view_if_needed()
    until(administrator, "document.querySelector('figure img').naturalWidth > 0")
    assert_accessible(administrator)
    screenshot(administrator, "contributor-quality")


def test_a_veto(
    page: Page, administrator: Page, contributions: Any, lighthouse: Team, harbour: Team, shelter: Team
) -> None:
    with lighthouse.working("data-steward"):
        release = made.in_review(made.assessed(made.prepared()))
    made.all_agree(release, shelter)
    administrator.goto(at("review-list"))
    administrator.get_by_role("link", name=release.version).click()
    administrator.get_by_label("Object: take our part out of this release").check()
    expect(administrator, "status of 400")
    administrator.get_by_role("button", name="Send the answer").click()
    assert administrator.get_by_text("Say why you object.").first.is_visible()
    assert_accessible(administrator)
    administrator.get_by_label("Why you object").fill("Two of ours can be recognised.")
    administrator.get_by_role("button", name="Send the answer").click()
    assert administrator.get_by_text("You objected: your part is taken out.").is_visible()
    assert_accessible(administrator)
    screenshot(administrator, "contributor-veto")

    signed_in(page, lighthouse.members["data-steward"].user)
    page.goto(at("release-show", release.pk, of="lighthouse"))
    assert page.get_by_text("Two of ours can be recognised.").is_visible()
    assert page.get_by_role("link", name="Sign").count() == 0
    assert_accessible(page)
    screenshot(page, "release-vetoed")
