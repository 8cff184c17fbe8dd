"""A half-filled form survives a lost connection, an ended session, a closed tab; a lost phone is mute."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.conf import settings as site
from django.db import connection
from django.test import Client
from django.urls import clear_url_caches, set_urlconf
from django.utils import timezone

from fanal.web.casework.models import Draft
from fanal.web.casework.services import draft as drafts
from fanal.web.keys.services import person_erase
from web.browser import assert_accessible, expect, screenshot, signed_in
from web.keys.searching import planted_secrets_found

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from fanal.web.organisations.models import Membership

ADDRESS = "/o/harbour/cases/drafts/of-tests/"
FORM = "/o/harbour/tests/form/"
SECRET, SECOND = "Zwetelina Plantedname", "hidden behind the Bakery Ostrava"
STATUS_401 = "status of 4"


def post(client: Client, typed: Any, query: str = "", token: str = "t") -> Any:  # noqa: S107 - no password
    return client.post(
        ADDRESS + query, json.dumps({"token": token, "typed": typed}), content_type="application/json"
    )


@pytest.mark.django_db
class TestOnTheServer:
    def test_what_was_typed_is_given_again_to_whoever_typed_it_and_nobody_else(self, client_of: Any) -> None:
        client = client_of("caseworker")
        assert post(client, {"first": [SECRET]}).json()["kept"] is True
        assert client.get(ADDRESS).json()["typed"] == {"first": [SECRET]}
        assert "typed" not in client_of("supervisor").get(ADDRESS).json()
        assert "typed" not in client.get(f"{ADDRESS}?about={uuid4()}").json()

    def test_it_lies_sealed_with_the_key_of_the_person(
        self, client_of: Any, case: Any, working_as: Any
    ) -> None:
        client, query = client_of("caseworker"), f"?about={case.pk}&person={case.person_id}"
        assert post(client, {"first": [SECRET]}, query).status_code == 200
        with working_as("caseworker"), connection.cursor() as cursor:
            cursor.execute("select form, about::text, person::text, typed from casework_draft")
            rows = cursor.fetchall()
        assert rows[0][:3] == ("of-tests", str(case.pk), str(case.person_id))
        assert SECRET.encode() not in bytes(rows[0][3])
        assert client.get(ADDRESS + query).json()["typed"] == {"first": [SECRET]}
        with working_as("supervisor"):
            person_erase(case.person_id, reason="mistake")
        with working_as("caseworker"):
            assert drafts.draft_take("of-tests", about=case.pk) is None

    def test_a_person_whom_one_may_not_know_is_nobody(self, client_of: Any) -> None:
        assert post(client_of("caseworker"), {"a": ["b"]}, f"?person={uuid4()}").status_code == 404

    def test_it_is_thrown_away(self, client_of: Any) -> None:
        client = client_of("caseworker")
        post(client, {"first": [SECRET]})
        assert client.delete(ADDRESS).status_code == 200
        assert "typed" not in client.get(ADDRESS).json()

    def test_nobody_comes_back_after_a_month(self, client_of: Any, working_as: Any) -> None:
        post(client_of("caseworker"), {"first": ["old"]})
        with working_as("caseworker"):
            Draft.objects.update(at=timezone.now() - drafts.KEPT * 1.01)
        post(client_of("caseworker"), {"first": ["new"]}, f"?about={uuid4()}")
        assert "typed" not in client_of("caseworker").get(ADDRESS).json()

    @pytest.mark.parametrize(
        "body", ["", "[]", "{}", '{"token": 1, "typed": {"a": "b"}}', '{"token": "t", "typed": {"a": [1]}}']
    )
    def test_what_is_no_form_is_not_kept(self, client_of: Any, body: str) -> None:
        client = client_of("caseworker")
        assert client.post(ADDRESS, body, content_type="application/json").status_code == 400
        assert "typed" not in client.get(ADDRESS).json()
        assert client.get(f"{ADDRESS}?about=nonsense").status_code == 400

    def test_what_is_longer_than_any_form_is_not_kept(self, client_of: Any) -> None:
        assert post(client_of("caseworker"), {"a": ["x" * drafts.ON_DEVICE_HOURS * 2**15]}).status_code == 413

    def test_a_device_gets_a_key_for_twelve_hours_and_no_longer(self, working_as: Any) -> None:
        with working_as("caseworker"):
            now = drafts.window_now()
            keys = {drafts.device_key(now - one) for one in range(12)}
            assert len(keys) == 12 and None not in keys
            assert drafts.device_key(now - 12) is None and drafts.device_key(now + 1) is None
            own = drafts.device_key(now)
        with working_as("supervisor"):
            assert drafts.device_key(now) not in (None, own)


@pytest.fixture
def of_tests(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    from web.casework import draft_pages

    monkeypatch.setattr(site, "ROOT_URLCONF", "web.casework.draft_pages")
    monkeypatch.setitem(draft_pages.SEEN, "version", "3")
    clear_url_caches()
    set_urlconf(None)
    draft_pages.SAVED.clear()
    yield draft_pages.SAVED
    clear_url_caches()


def opened(page: Page, address: str = FORM) -> None:
    page.goto(address)
    page.locator("form[data-draft-ready]").wait_for()


def state(page: Page, said: str) -> None:
    page.locator(f"form[data-draft-state={said}]").wait_for()


def type_all(page: Page) -> None:
    page.locator("[name=first]").fill(SECRET)
    page.locator("[name=note]").fill(SECOND)
    page.locator("[name=agreed]").check()
    page.locator("[name=several][value=b]").check()
    page.locator("[name=languages]").select_option(["c", "d"])
    page.locator("[name=sex][value=f]").check()


TYPED = {
    "first": SECRET,
    "note": SECOND,
    "agreed": True,
    "several": ["b"],
    "languages": ["c", "d"],
    "sex": "f",
    "seen": "3",
}


@pytest.mark.needs_browser
@pytest.mark.django_db(transaction=True)
class TestInABrowser:
    @pytest.fixture
    def form(self, page: Page, of_tests: Any, members: dict[str, Membership]) -> Page:
        signed_in(page, members["caseworker"].user)
        opened(page)
        return page

    def test_a_closed_tab(self, form: Page, of_tests: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        from web.casework import draft_pages

        type_all(form)
        state(form, "saved")
        assert "Saved." in form.locator(".field", has=form.locator("[name=first]")).inner_text()
        assert_accessible(form)
        form.locator("[name=note]").fill("typed a moment before")
        context = form.context
        form.close(run_before_unload=True)
        monkeypatch.setitem(draft_pages.SEEN, "version", "4")
        again = context.new_page()
        opened(again)
        assert again.locator("[name=first]").input_value() == ""
        assert_accessible(again)
        screenshot(again, "draft-found")
        again.get_by_role("button", name="Take it up again").click()
        assert again.locator("[name=first]").input_value() == SECRET
        again.get_by_role("button", name="Save").click()
        again.wait_for_url("**/o/harbour/")
        # With the version that was shown when it was typed: nothing is overwritten unseen.
        assert of_tests == [TYPED | {"note": "typed a moment before"}]
        opened(again)
        assert again.locator("[data-draft-take]").count() == 0

    def test_thrown_away(self, form: Page) -> None:
        type_all(form)
        state(form, "saved")
        opened(form)
        form.get_by_role("button", name="Throw it away").click()
        assert form.locator("[name=first]").input_value() == ""
        form.wait_for_load_state("networkidle")
        opened(form)
        assert form.locator("[data-draft-take]").count() == 0

    def test_a_connection_cut_in_the_middle_of_a_form(self, form: Page, of_tests: Any) -> None:
        expect(form, "ERR_INTERNET_DISCONNECTED")
        form.locator("[name=first]").fill("before")
        state(form, "saved")
        form.context.set_offline(True)
        type_all(form)
        state(form, "kept")
        said = form.locator(".field", has=form.locator("[name=first]")).inner_text()
        assert "Kept on this device only, not saved yet." in said
        screenshot(form, "draft-kept-on-the-device")
        context = form.context
        form.close()
        again = context.new_page()
        again.context.set_offline(False)
        opened(again)
        again.get_by_role("button", name="Take it up again").click()
        state(again, "saved")
        again.get_by_role("button", name="Save").click()
        again.wait_for_url("**/o/harbour/")
        assert of_tests == [TYPED]

    def test_it_is_saved_as_soon_as_the_connection_is_back(self, form: Page) -> None:
        expect(form, "ERR_INTERNET_DISCONNECTED")
        form.context.set_offline(True)
        type_all(form)
        state(form, "kept")
        form.context.set_offline(False)
        state(form, "saved")
        assert entries(form) == 0

    def test_sent_while_the_line_is_dead(self, form: Page) -> None:
        expect(form, "ERR_", "Failed to load")
        type_all(form)
        form.context.set_offline(True)
        form.evaluate("Object.defineProperty(navigator, 'onLine', { value: true })")
        form.get_by_role("button", name="Save").click()
        form.wait_for_timeout(500)
        form.context.set_offline(False)
        opened(form)
        form.get_by_role("button", name="Take it up again").click()
        assert form.locator("[name=first]").input_value() == SECRET

    def test_a_session_that_ended(self, form: Page, of_tests: Any, members: dict[str, Membership]) -> None:
        form.context.clear_cookies()
        type_all(form)
        state(form, "kept")
        expect(form, STATUS_401)
        form.get_by_text("You are no longer signed in.").wait_for()
        assert_accessible(form)
        signed_in(form, members["caseworker"].user)
        form.locator("[name=note]").press("End")
        form.locator("[name=note]").press_sequentially("!")
        state(form, "saved")
        form.get_by_role("button", name="Save").click()
        form.wait_for_url("**/o/harbour/")
        assert of_tests == [TYPED | {"note": f"{SECOND}!"}]

    def test_somebody_else_who_signs_in_is_not_given_it(
        self, form: Page, members: dict[str, Membership], working_as: Any
    ) -> None:
        expect(form, STATUS_401)
        form.context.clear_cookies()
        type_all(form)
        state(form, "kept")
        signed_in(form, members["supervisor"].user)
        form.locator("[name=note]").fill("x")
        form.wait_for_timeout(1500)
        with working_as("supervisor"):
            assert not Draft.objects.exists()
        opened(form)
        assert form.locator("[data-draft-take]").count() == 0

    def test_at_sign_out_it_is_gone_from_the_device(self, form: Page, members: dict[str, Membership]) -> None:
        expect(form, "ERR_INTERNET_DISCONNECTED")
        form.context.set_offline(True)
        type_all(form)
        state(form, "kept")
        assert entries(form) == 1
        # The server never got it: nothing but the sign-out takes it away.
        form.route("**/cases/drafts/**", lambda route: route.abort())
        expect(form, "ERR_FAILED")
        form.context.set_offline(False)
        # On a page that knows nothing of drafts, without a line of script of ours.
        form.goto("/o/harbour/tests/nothing/")
        assert entries(form) == 1
        form.get_by_role("button", name="Sign out").click()
        form.wait_for_url("**/sign-in/**")
        assert entries(form) == 0

    def test_after_twelve_hours_it_is_gone_from_the_device(
        self, form: Page, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        expect(form, "ERR_INTERNET_DISCONNECTED")
        form.context.set_offline(True)
        type_all(form)
        state(form, "kept")
        context = form.context
        form.close()
        again = context.new_page()
        again.context.set_offline(False)
        again.clock.install(time=time.time() + 12 * 3600 + 60)
        opened(again)
        assert (entries(again), again.locator("[data-draft-take]").count()) == (0, 0)


def entries(page: Page) -> int:
    """Count what a device keeps, as a thief with the browser open would."""
    return int(
        page.evaluate(
            """() => new Promise((done) => {
                const opening = indexedDB.open("fanal-drafts");
                opening.onsuccess = () => {
                    const base = opening.result;
                    if (!base.objectStoreNames.contains("drafts")) {
                        base.close();
                        indexedDB.deleteDatabase("fanal-drafts");
                        return done(0);
                    }
                    const asked = base.transaction("drafts").objectStore("drafts").count();
                    asked.onsuccess = () => { base.close(); done(asked.result); };
                };
            })"""
        )
    )


@pytest.mark.needs_browser
@pytest.mark.django_db(transaction=True)
def test_a_lost_phone_tells_nothing(
    browser: Any,
    chromium: str,
    live_server: Any,
    of_tests: Any,
    members: dict[str, Membership],
    tmp_path: Path,
) -> None:
    client = Client()
    client.force_login(members["caseworker"].user)
    cookie = {
        "name": site.SESSION_COOKIE_NAME,
        "value": client.cookies[site.SESSION_COOKIE_NAME].value,
        "url": live_server.url,
    }
    profile = tmp_path / "profile"
    phone = browser.browser_type.launch_persistent_context(
        profile, executable_path=chromium, args=["--no-sandbox"], base_url=live_server.url
    )
    phone.add_cookies([cookie])
    page = phone.new_page()
    opened(page)
    phone.set_offline(True)
    type_all(page)
    state(page, "kept")
    held, slot = page.evaluate(
        """() => new Promise((done) => {
            const opening = indexedDB.open("fanal-drafts");
            opening.onsuccess = () => {
                const asked = opening.result.transaction("drafts").objectStore("drafts").getAll();
                asked.onsuccess = () => {
                    opening.result.close();
                    done([Object.keys(asked.result[0]).sort(), asked.result[0].slot]);
                };
            };
        })"""
    )
    # No key lies there, not even one that cannot be read out.
    assert held == ["at", "iv", "sealed", "slot", "token", "window"]
    page.evaluate("localStorage.setItem('planted', 'Plainlywritten')")
    page.wait_for_timeout(1500)
    phone.close()
    # What was kept is on the disk, and the search finds what is written there as it is.
    for there in (slot, "Plainlywritten"):
        assert planted_secrets_found(profile, [there])
    assert not planted_secrets_found(profile, [*SECRET.split(), "Bakery", "Ostrava"])
