"""The pages of releases: a steward's day in the browser, what each may open, two who sign at once."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.urls import reverse

from fanal.exploring import Catalogue
from fanal.web.collaborative import publishing
from fanal.web.collaborative.forms.release import NewRelease
from fanal.web.collaborative.models import Release, Review, Signature
from fanal.web.collaborative.services.release_sign import release_sign, release_withdraw
from fanal.web.design.errors import Refused
from fanal.web.organisations.tenancy import tenant
from web.browser import another, assert_accessible, expect, screenshot, signed_in
from web.collaborative import releases as made
from web.collaborative.test_release import _data, _no_pictures, contributions, published_release

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from fanal.web.collaborative.models import Hub
    from web.collaborative.people import Team

__all__ = ["_data", "_no_pictures", "contributions"]
pytestmark = [pytest.mark.needs_database, pytest.mark.django_db(transaction=True)]


def at(name: str, *parts: Any, of: str = "lighthouse") -> str:
    return reverse(f"collaborative.{name}", args=[of, *parts])


def run_jobs(team: Team, release: Release) -> None:
    """Do what the worker does: assess."""
    from fanal.web.collaborative.services.release_assess import ticket_of

    with team.working("data-steward"):
        ticket = ticket_of(made.fresh(release))
        assert ticket is not None
        made.assessed(release)
        ticket.state = "done"
        ticket.save()


@pytest.mark.needs_browser
def test_a_stewards_day(
    page: Page, contributions: Any, hub: Hub, lighthouse: Team, harbour: Team, shelter: Team
) -> None:
    signed_in(page, lighthouse.members["data-steward"].user)
    page.goto(at("release-list"))
    assert_accessible(page)
    page.get_by_role("link", name="Prepare a release").first.click()
    page.get_by_label("Version").fill("2026.1")
    page.get_by_label("Statistics and open data").check()
    page.get_by_label("Title in English").fill("Cases 2015–2024")
    page.get_by_label("Title in French").fill("Cas 2015–2024")
    page.get_by_role("button", name="Begin").click()
    assert_accessible(page)
    page.get_by_label("Whom it is about, in English").fill("People registered in those years")
    page.get_by_label("Whom it is about, in French").fill("Personnes enregistrées ces années-là")
    page.get_by_label("First year of registration").fill("2015")
    page.get_by_label("Last year of registration").fill("2024")
    for field in ("Year of registration", "Gender", "Citizenship"):
        page.get_by_role("checkbox", name=field).check()
    screenshot(page, "release-choose")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_text("Fewer than 3 organisations contribute").is_visible()
    page.get_by_role("link", name="Choose what is released").click()
    page.get_by_label("If fewer than three organisations").fill(made.ANSWER)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Assess").click()
    with tenant(lighthouse.organisation.pk):
        release = Release.objects.get()
    run_jobs(lighthouse, release)
    page.goto(at("release-assessment", release.pk))
    assert page.get_by_text("People who look like fewer than 11").is_visible()
    assert_accessible(page)
    screenshot(page, "release-assessment")
    page.goto(at("release-show", release.pk))
    page.get_by_role("link", name="Which group could this harm?").click()
    expect(page, "status of 400")
    page.get_by_label("Which group could this harm").fill("Nobody")
    page.get_by_label("Why the release is right").fill(made.ANSWER)
    page.get_by_role("button", name="Save").click()
    assert page.get_by_text("Answer in a sentence").first.is_visible()
    page.get_by_label("Which group could this harm").fill(made.ANSWER)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Ask the contributors").click()
    assert page.get_by_text("Contributors can still object until").is_visible()

    contributor = another(page).new_page()
    signed_in(contributor, harbour.members["organisation-administrator"].user)
    contributor.goto(at("review-list", of="harbour"))
    contributor.get_by_role("link", name="2026.1").click()
    assert_accessible(contributor)
    screenshot(contributor, "release-review")
    assert "Shelter" not in contributor.content()
    contributor.get_by_label("Agree").check()
    contributor.get_by_role("button", name="Send the answer").click()
    assert contributor.get_by_text("You agreed.").is_visible()
    contributor.context.close()
    made.all_agree(release, shelter)

    page.goto(at("release-sign", release.pk))
    assert_accessible(page)
    page.get_by_role("button", name="Sign", exact=True).click()
    second = another(page).new_page()
    signed_in(second, lighthouse.members["release-signer"].user)
    second.goto(at("release-sign", release.pk))
    second.get_by_role("button", name="Sign", exact=True).click()
    second.get_by_role("button", name="Publish").click()
    with lighthouse.working("data-steward"):
        publishing.publish()
    second.reload()
    assert second.get_by_text("Everybody can read this release").is_visible()
    assert_accessible(second)
    screenshot(second, "release-published")
    second.get_by_role("link", name="Withdraw").click()
    second.get_by_label("Why, in English").fill("A group can be recognised.")
    second.get_by_label("Why, in French").fill("Un groupe peut être reconnu.")
    second.get_by_role("button", name="Withdraw at once").click()
    assert second.get_by_text("The release is withdrawn.").is_visible()
    second.context.close()
    assert not (publishing.public_folder(hub.slug) / "releases" / "2026.1").exists()


def test_two_who_sign_at_once_and_one_who_signs_twice(
    contributions: Any, lighthouse: Team, harbour: Team, shelter: Team
) -> None:
    with lighthouse.working("data-steward"):
        release = made.in_review(made.assessed(made.prepared()))
    made.all_agree(release, harbour, shelter)
    begin, refused = threading.Barrier(4), []

    def sign(role: str) -> None:
        begin.wait()
        try:
            with lighthouse.working(role) as actor:
                release_sign(release, by=actor)
        except Refused as error:
            refused.append(error.key)
        finally:
            connection.close()

    roles = ("data-steward", "release-signer", "data-steward", "release-signer")
    threads = [threading.Thread(target=sign, args=(role,)) for role in roles]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    with lighthouse.working("data-steward"):
        assert made.fresh(release).state == Release.State.SIGNED
        assert Signature.objects.count() == 2 and len(refused) == 2
        assert len({one.by_id for one in Signature.objects.all()}) == 2


def test_one_person_by_two_roles_signs_once(
    contributions: Any, lighthouse: Team, harbour: Team, shelter: Team
) -> None:
    with lighthouse.working("data-steward"):
        member = lighthouse.members["data-steward"]
        member.roles = ["data-steward", "release-signer"]
        member.save()
        release = made.in_review(made.assessed(made.prepared()))
    made.all_agree(release, harbour, shelter)
    with lighthouse.working("data-steward") as actor:
        assert release_sign(release, by=actor).state == Release.State.REVIEWED
        with pytest.raises(Refused, match="signed-already"):
            release_sign(release, by=actor)


def test_nobody_reaches_what_is_not_theirs(
    contributions: Any, hub: Hub, lighthouse: Team, harbour: Team, shelter: Team
) -> None:
    with lighthouse.working("data-steward"):
        release = made.in_review(made.assessed(made.prepared()))
        reviews = {one.contributor.member_id: one.pk for one in Review.objects.all()}
    own, other = reviews[harbour.organisation.pk], reviews[shelter.organisation.pk]
    client = harbour.client("organisation-administrator")
    assert client.get(at("review-show", own, of="harbour")).status_code == 200
    assert "Releases to review" in client.get("/o/harbour/waiting/").content.decode()
    work = lighthouse.client("release-signer").get("/o/lighthouse/waiting/").content.decode()
    assert "Releases to sign" in work and "2026.1" in work
    assert client.get(at("review-show", other, of="harbour")).status_code == 404
    assert client.get(at("release-show", release.pk, of="harbour")).status_code in (403, 404)
    assert client.get(at("release-show", release.pk)).status_code == 404
    assert client.post(at("review-show", other, of="harbour"), {"answer": "vetoed"}).status_code == 404
    auditor = lighthouse.client("auditor")
    assert auditor.get(at("release-show", release.pk)).status_code == 200
    assert auditor.get(at("release-assessment", release.pk)).status_code == 403
    assert lighthouse.client("caseworker").get(at("release-list")).status_code == 403
    with lighthouse.working("data-steward"):
        assert made.fresh(release).state == Release.State.REVIEWED
    assert not Path(publishing.public_folder(hub.slug)).exists()


def test_newest_is_no_version() -> None:
    said = {"purpose": "statistics", "title_en": "Cases", "title_fr": "Cas"}
    assert NewRelease(said | {"version": "newest.1"}).is_valid()
    assert set(NewRelease(said | {"version": "newest"}).errors) == {"version"}


def test_a_withdrawal_waits_for_whatever_is_writing_the_public_folder(
    contributions: Any, hub: Hub, lighthouse: Team, harbour: Team, shelter: Team
) -> None:
    release = published_release(lighthouse, harbour, shelter)
    done = threading.Event()

    def withdraw() -> None:
        try:
            with lighthouse.working("release-signer") as actor:
                release_withdraw(release, by=actor, reason={"en": "Unsafe.", "fr": "Dangereuse."})
            done.set()
        finally:
            connection.close()

    thread = threading.Thread(target=withdraw)
    with lighthouse.working("data-steward"):
        publishing.publish()
        thread.start()
        assert not done.wait(1), "it would write again what was withdrawn meanwhile"
    thread.join(20)
    assert done.is_set()
    assert Catalogue.read(publishing.public_folder(hub.slug)).releases[0].withdrawn
    assert not publishing.is_written(release, hub)
