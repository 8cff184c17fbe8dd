"""Moving around: one row of few words, or one menu; by keys alone, and without any script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from web.access.people import ORGANISATION_ROLES
from web.browser import assert_accessible, screenshot, signed_in, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]
CASES = "/o/harbour/cases/"
ROWS = "tbody th a"


def as_member(page: Page, members: Any, role: str, width: int = 1200, **user: Any) -> None:
    """Sign somebody in, in a window of some width; `user` says more of their account."""
    member = members[role]
    for name, value in user.items():
        setattr(member.user, name, value)
    member.user.save()
    page.set_viewport_size({"width": width, "height": 800})
    signed_in(page, member.user)


def is_wide(page: Page) -> bool:
    """Say whether the page scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))


@pytest.fixture
def cases(case: Any, working_as: Any) -> list[str]:
    """Five cases; their numbers, as the list has them."""
    from fanal.web.casework.models import Case
    from fanal.web.casework.services.case import case_open
    from web.casework.cases import person_named

    with working_as("caseworker") as actor:
        for _ in range(4):
            case_open(person=person_named("Sara", "Sample"), by=actor)
        return sorted(Case.objects.values_list("number", flat=True))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_navigation_takes_one_row_for_everybody(page: Page, members: Any, language: str) -> None:
    for role in ORGANISATION_ROLES:
        as_member(page, members, role, language=language, is_host_administrator=True)
        page.goto("/o/harbour/waiting/")
        row = page.locator(".main-navigation .row")
        assert row.evaluate("one => one.getBoundingClientRect().height") < 60, role
        assert not page.locator(".menu > summary").is_visible()
        assert not is_wide(page)
        screenshot(page, f"navigation-{role}-{language}-1200")


@pytest.mark.parametrize("width", [700, 320])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_where_it_is_narrow_there_is_one_menu(page: Page, members: Any, width: int, language: str) -> None:
    as_member(page, members, "supervisor", width, language=language, is_host_administrator=True)
    page.goto("/o/harbour/waiting/")
    menu = page.locator(".menu > summary")
    assert not page.locator(".main-navigation .row").is_visible()
    screenshot(page, f"menu-{language}-{width}")
    menu.focus()
    page.keyboard.press("Enter")
    assert page.locator(".menu a").first.is_visible()
    assert_accessible(page)
    assert not is_wide(page)
    screenshot(page, f"menu-{language}-{width}-open")
    page.keyboard.press("Escape")
    assert not page.locator(".menu a").first.is_visible()
    assert menu.evaluate("one => one === document.activeElement")


@pytest.mark.parametrize(("width", "menu"), [(940, True), (980, False)])
def test_just_before_it_would_wrap_it_becomes_a_menu(
    page: Page, members: Any, width: int, menu: bool
) -> None:
    as_member(page, members, "supervisor", width, language="fr", is_host_administrator=True)
    page.goto("/o/harbour/waiting/")
    assert page.locator(".menu > summary").is_visible() is menu
    navigation = page.locator(".main-navigation")
    assert navigation.evaluate("one => one.getBoundingClientRect().height") < 60
    page.locator(".main-navigation summary:visible").last.click()
    assert not is_wide(page)
    screenshot(page, f"navigation-fr-{width}-open")


def test_a_group_opens_by_keys_and_says_where_one_is(page: Page, members: Any) -> None:
    as_member(page, members, "auditor")
    page.goto("/o/harbour/audit/")
    group = page.locator(".row summary", has_text="Governance")
    assert group.get_attribute("aria-current") == "true"
    group.focus()
    page.keyboard.press("Enter")
    here = page.locator(".strip:visible a[aria-current]")
    assert here.inner_text().strip() == "Audit trail" and here.get_attribute("aria-current") == "page"
    assert_accessible(page)
    screenshot(page, "navigation-open")
    page.keyboard.press("Escape")
    assert page.locator(".strip:visible").count() == 0
    group.click()
    page.locator("h1").click()
    assert page.locator(".strip:visible").count() == 0
    page.context.clear_cookies()
    as_member(page, members, "supervisor")
    page.goto("/o/harbour/cases/search/")
    marked = page.locator(".main-navigation .row [aria-current], .tools [aria-current=page]")
    assert [one.strip() for one in marked.all_inner_texts()] == ["Search"]


def test_from_right_to_left(page: Page, members: Any, settings: Any) -> None:
    settings.PSEUDO_LOCALE = True
    as_member(page, members, "supervisor", language="x-rtl")
    page.goto("/o/harbour/waiting/")
    page.locator(".languages button").last.click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("dir") == "rtl"
    first, last = (page.locator(".row > li").nth(n).bounding_box() for n in (0, 3))
    assert first and last and first["x"] > last["x"]
    page.locator(".row summary").first.click()
    assert not is_wide(page)
    screenshot(page, "navigation-rtl")


class TestWithoutScripts:
    @pytest.fixture
    def context_options(self) -> dict[str, Any]:
        return {"java_script_enabled": False}

    def test_groups_and_menu_open(self, page: Page, members: Any) -> None:
        as_member(page, members, "supervisor")
        page.goto("/o/harbour/waiting/")
        page.locator(".row summary", has_text="Calendar and beds").click()
        page.locator(".strip").get_by_role("link", name="Beds").click()
        assert page.url.endswith("/beds/")
        page.set_viewport_size({"width": 320, "height": 800})
        page.locator(".menu > summary").click()
        page.locator(".menu").get_by_role("link", name="Cases", exact=True).click()
        assert page.url.endswith(CASES)
        assert not page.locator("[data-show-keys]").is_visible()


@pytest.fixture
def at_the_list(page: Page, members: Any, cases: list[str]) -> Iterator[list[str]]:
    """A caseworker looks at the list; the numbers from its first row to its last."""
    as_member(page, members, "caseworker")
    page.goto(CASES)
    numbers = page.locator(ROWS).all_inner_texts()
    assert sorted(numbers) == cases
    yield numbers


def test_arrows_lead_from_row_to_row_and_enter_opens(page: Page, at_the_list: list[str]) -> None:
    page.locator(ROWS).first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert focused(page) == at_the_list[2]
    page.keyboard.press("ArrowUp")
    assert focused(page) == at_the_list[1]
    page.keyboard.press("End")
    page.keyboard.press("ArrowDown")
    assert focused(page) == at_the_list[-1]
    page.keyboard.press("Home")
    assert focused(page) == at_the_list[0]
    page.keyboard.press("Enter")
    page.locator(".case-head").wait_for()
    assert at_the_list[0] in page.locator("h1").inner_text()


def test_arrows_elsewhere_do_what_they_always_do(page: Page, at_the_list: list[str]) -> None:
    page.locator(".top a").first.focus()
    page.keyboard.press("ArrowDown")
    assert focused(page) == "Fanal"


def test_slash_leads_to_the_search_and_is_typed_in_it(page: Page, at_the_list: list[str]) -> None:
    page.keyboard.press("/")
    page.wait_for_url("**/cases/search/#search")
    until(page, "document.activeElement.matches('main input')")
    page.keyboard.type("a/b?")
    assert page.evaluate("document.activeElement.value") == "a/b?"
    assert not page.locator("#keys").is_visible()
    page.locator("h1").click()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.value") == "a/b?"


def test_a_question_mark_shows_the_keys_and_they_can_be_turned_off(
    page: Page, at_the_list: list[str], members: Any
) -> None:
    page.keyboard.press("Control+/")
    page.keyboard.press("?")
    keys = page.locator("#keys")
    assert keys.is_visible() and page.url.endswith(CASES)
    assert_accessible(page)
    screenshot(page, "keys")
    page.keyboard.press("Escape")
    assert not keys.is_visible()
    page.get_by_role("button", name="Keyboard shortcuts").click()
    keys.get_by_role("button", name="Turn them off").click()
    page.wait_for_load_state()
    assert page.url.endswith(CASES)
    members["caseworker"].user.refresh_from_db()
    assert members["caseworker"].user.single_keys is False
    page.locator("h1").click()
    page.keyboard.press("?")
    page.keyboard.press("/")
    assert not keys.is_visible() and page.url.endswith(CASES)
    # Keys that are no characters still work, and the choice holds in any browser.
    page.locator(ROWS).first.focus()
    page.keyboard.press("End")
    assert focused(page) == at_the_list[-1]
    page.context.clear_cookies()
    signed_in(page, members["caseworker"].user)
    page.goto("/account/")
    page.get_by_role("button", name="Turn slash and question mark on").click()
    page.wait_for_load_state()
    page.keyboard.press("?")
    assert keys.is_visible()
