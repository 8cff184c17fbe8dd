"""What happens in a browser: with script and without, by keyboard, on a narrow screen, in a hurry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fanal.web.accounts.models import User
from web.browser import assert_accessible, expect, screenshot, signed_in
from web.design.sample_pages import looked

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.needs_browser, pytest.mark.urls("web.design.sample_pages")]
ELSEWHERE = "/form/"


@pytest.fixture
def host_administrator(transactional_db: None) -> User:
    return User.objects.create(handle="host", is_host_administrator=True)


@pytest.fixture
def leaving(settings: Any) -> str:
    settings.LEAVE_TO = ELSEWHERE
    return ELSEWHERE


def test_a_form_with_mistakes_is_mended_by_keyboard(page: Page) -> None:
    page.goto("/form/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("#id_code").fill("24-0000")
    page.locator("#id_code").press("Enter")
    page.wait_for_selector(".error-summary")
    assert page.title().startswith("Error:")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    assert page.evaluate(
        "document.querySelector('.error-summary').compareDocumentPosition(document.querySelector('h1'))"
        " & Node.DOCUMENT_POSITION_FOLLOWING"
    ), "the mistakes stand above the heading"
    assert page.locator(".error-summary").count() == 1
    assert_accessible(page)
    screenshot(page, "form-with-mistakes")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_code"
    assert page.locator("#id_code").input_value() == "24-0000"


def test_a_form_is_not_sent_twice(page: Page) -> None:
    page.goto("/form/")
    # Last of all listeners, so that the page stays as it is while the answer is waited for.
    page.evaluate("addEventListener('submit', (event) => event.preventDefault())")
    page.get_by_role("button", name="Save").click()
    busy = page.get_by_role("button", name="Sealing…")
    assert busy.get_attribute("aria-disabled") == "true"
    stopped = page.evaluate(
        """() => { let prevented = null;
        const event = new SubmitEvent("submit", {cancelable: true, bubbles: true});
        document.addEventListener("submit", (one) => { prevented = one.defaultPrevented; }, {once: true});
        document.querySelector("main form").dispatchEvent(event);
        return prevented; }"""
    )
    assert stopped is True, "what is sent again is stopped before it reaches the last listener"


def test_what_is_revealed_is_taken_off_the_page_in_time(page: Page) -> None:
    page.goto("/sealed/?seconds=600")
    assert page.get_by_text("Amina Example").is_visible()
    page.emulate_media(media="print")
    assert not page.get_by_text("Amina Example").is_visible()
    page.emulate_media(media="screen")
    page.goto("/sealed/?seconds=1.2")
    page.wait_for_selector(".sealed:not(.open)")
    assert "Amina" not in page.content()
    assert "Sealed again" in page.inner_text("main")


def test_leaving_covers_the_page_and_ends_the_session(
    page: Page, host_administrator: User, leaving: str
) -> None:
    signed_in(page, host_administrator)
    page.goto("/host/design/")
    covered = page.evaluate(
        "() => { document.querySelector('[data-leave]').click();"
        " return [document.body.innerText.trim(), document.title]; }"
    )
    assert covered == ["Opening a page…", "\u200b"], "before the next page has come"
    page.wait_for_url(f"**{leaving}")
    page.goto("/host/design/")
    assert "/host/design/" not in page.url.partition("?")[0]


def test_shift_three_times_leaves(page: Page, host_administrator: User, leaving: str) -> None:
    signed_in(page, host_administrator)
    page.goto("/host/design/")
    said = page.locator("[data-leave-said]").first
    page.keyboard.press("Shift")
    assert "twice more" in said.inner_text()
    page.keyboard.press("a")
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    assert "once more" in said.inner_text()
    page.keyboard.press("Shift")
    page.wait_for_url(f"**{leaving}")
    page.go_back()
    assert "/host/design/" not in page.url.partition("?")[0], "the page left is not in the history"


class TestWithoutScript:
    @pytest.fixture
    def context_options(self) -> dict[str, Any]:
        return {"java_script_enabled": False}

    def test_leaving_is_a_link(self, page: Page, host_administrator: User, leaving: str) -> None:
        signed_in(page, host_administrator)
        page.goto("/host/design/")
        page.get_by_role("link", name="Leave this page").first.click()
        assert page.url.endswith(leaving)
        page.goto("/host/design/")
        assert "/host/design/" not in page.url.partition("?")[0]

    def test_a_form_and_the_languages_work(self, page: Page) -> None:
        page.goto("/form/?page=2")
        page.get_by_role("button", name="Français").click()
        assert page.url.endswith("/form/?page=2")
        assert page.locator("html").get_attribute("lang") == "fr"
        page.get_by_role("button", name="Enregistrer").click()
        assert page.locator(".error-summary li").count() == 4


class TestOnAPhone:
    @pytest.fixture
    def context_options(self) -> dict[str, Any]:
        # 320 CSS pixels: the narrowest phone, and 1280 pixels at 400 %.
        return {"viewport": {"width": 320, "height": 640}}

    @pytest.mark.parametrize(
        "address", ["/host/design/", "/form/", "/form/?language=qps", "/form/?language=qpr"]
    )
    def test_the_page_fits_and_can_be_touched(
        self, page: Page, host_administrator: User, address: str
    ) -> None:
        signed_in(page, host_administrator)
        page.goto(address)
        root = "document.documentElement"
        assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") == 0
        small = page.evaluate(
            """() => [...document.querySelectorAll("a.button, button, select, textarea, summary, nav a,"
              + " input:not([type=hidden], [type=checkbox], [type=radio])")]
            .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44
              && !one.closest("pre") && !one.classList.contains("skip"))
            .map((one) => one.outerHTML.slice(0, 120))"""
        )
        assert small == []
        screenshot(page, f"phone{address.replace('/', '-').replace('?', '-')}")


class TestForcedColours:
    @pytest.fixture
    def context_options(self) -> dict[str, Any]:
        return {"forced_colors": "active", "reduced_motion": "reduce"}

    def test_shapes_and_words_remain_and_nothing_moves(self, page: Page, host_administrator: User) -> None:
        signed_in(page, host_administrator)
        page.goto("/host/design/")
        assert_accessible(page, without=("color-contrast",))
        moving = page.evaluate(
            """() => [...document.querySelectorAll("*")].map((one) => getComputedStyle(one))
            .filter((how) => how.transitionDuration !== "0s" || how.animationName !== "none").length"""
        )
        assert moving == 0
        screenshot(page, "forced-colours")


def test_the_offline_banner_appears_and_goes(page: Page) -> None:
    page.goto("/form/")
    banner = page.locator("[data-offline]")
    assert not banner.is_visible()
    page.context.set_offline(True)
    assert banner.is_visible()
    page.context.set_offline(False)
    assert not banner.is_visible()


def test_a_job_is_looked_at_again_until_it_is_done(page: Page) -> None:
    looked["times"] = 0
    page.goto("/job/")
    assert "1 of 4" in page.inner_text(".job")
    page.wait_for_selector(".job:has-text('2 of 4')")
    page.wait_for_selector(".job:has-text('Done')")
    page.wait_for_timeout(4000)
    assert looked["times"] == 3, "what is done is not asked for again"


@pytest.mark.parametrize("turn", [1, 2])
def test_tables_are_emptied_between_browser_tests(page: Page, turn: int) -> None:
    from django.db import connection

    from fanal.web.organisations.models import Organisation
    from fanal.web.organisations.tenancy import tenant
    from web.sample.models import File

    expect(page, "404")
    page.goto("/nothing/")
    assert Organisation.objects.count() == 0
    # As many pages as rows take: the table itself is empty, not only what a policy lets this role see.
    with connection.cursor() as cursor:
        cursor.execute("select pg_relation_size('sample_file')")
        assert cursor.fetchone() == (0,)
    with tenant(Organisation.objects.create(name="Harbour", slug="harbour").pk):
        File.objects.create(number="1")
