"""A point is chosen on a map: by mouse, by touch, by keyboard, by buttons; coarse unless it must be exact."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from web.browser import assert_accessible, expect, screenshot, signed_in, until

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]


def opened(page: Page, case: Any, members: Any, *, country: str = "", language: str = "en") -> Locator:
    """Open the map of a new event; give the map."""
    signed_in(page, members["caseworker"].user)
    page.goto(f"/o/harbour/cases/{case.pk}/events/new/?language={language}")
    if country:
        page.locator("#id_hte_Country").select_option(country)
    page.locator('[data-map="open"]').click()
    found = page.locator('[data-map="view"]')
    found.locator("path.map-land[d]").first.wait_for(state="attached")
    return found


def point(page: Page) -> tuple[float, float] | None:
    """Give what stands in the two fields."""
    texts = [page.locator(f"#id_hte_{name}").input_value() for name in ("Latitude", "Longitude")]
    return (float(texts[0]), float(texts[1])) if all(texts) else None


def decimals(page: Page) -> int:
    return len(page.locator("#id_hte_Latitude").input_value().split(".")[1])


def settled(page: Page) -> None:
    """Wait until what was asked for is drawn."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def names(found: Locator) -> list[str]:
    return found.locator(".map-names text").all_text_contents()


def test_a_point_is_chosen_with_the_mouse_saved_and_shown_without_script(
    page: Page, case: Any, members: Any
) -> None:
    found = opened(page, case, members, country="NG")
    settled(page)
    assert "Nigeria" in names(found)
    assert_accessible(page)
    found.scroll_into_view_if_needed()
    box = found.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.get_by_text("on this map: Nigeria").wait_for()
    chosen = point(page)
    assert chosen is not None
    assert chosen == pytest.approx((9.1, 8.7), abs=0.3)
    assert decimals(page) == 2
    assert found.locator(".map-marker:not([hidden])").count() == 1
    screenshot(page, "casework-map")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/events/")
    shown = page.get_by_role("img", name="Map of Nigeria with the point")
    assert shown.locator("path").count() == 2
    assert page.get_by_text(f"{chosen[0]}, {chosen[1]}").count() == 1
    page.get_by_text("do not imply official endorsement").wait_for()
    assert page.locator("script[src*=map_point]").count() == 0
    assert_accessible(page)
    screenshot(page, "casework-map-shown")


def test_the_wheel_and_dragging_move_the_map_and_set_nothing(page: Page, case: Any, members: Any) -> None:
    found = opened(page, case, members)
    found.scroll_into_view_if_needed()
    settled(page)
    box = found.bounding_box()
    assert box
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    before = found.locator("g[transform]").first.get_attribute("transform")
    page.mouse.move(*middle)
    page.mouse.wheel(0, -480)
    settled(page)
    zoomed = found.locator("g[transform]").first.get_attribute("transform")
    assert zoomed != before
    page.mouse.down()
    page.mouse.move(middle[0] + 120, middle[1] + 40, steps=5)
    page.mouse.up()
    settled(page)
    assert found.locator("g[transform]").first.get_attribute("transform") != zoomed
    assert point(page) is None
    # Elsewhere on the page, the wheel is the page's.
    page.locator("#id_hte_Latitude").focus()
    there = page.evaluate("scrollY"), found.locator("g[transform]").first.get_attribute("transform")
    box = found.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.wheel(0, 200)
    until(page, "(before) => scrollY !== before", there[0])
    assert found.locator("g[transform]").first.get_attribute("transform") == there[1]


def test_a_point_is_chosen_by_keyboard_alone(page: Page, case: Any, members: Any) -> None:
    found = opened(page, case, members, country="IT")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "application"
    page.keyboard.press("Enter")
    page.get_by_text("Point chosen:").wait_for()
    first = point(page)
    assert first
    for key in ("+", "+", "Shift+ArrowUp", "ArrowUp", "ArrowRight"):
        page.keyboard.press(key)
    page.get_by_text("on this map: Italy").wait_for()
    assert point(page) == first, "moving sets nothing"
    page.keyboard.press("Enter")
    settled(page)
    second = point(page)
    assert second
    assert second[0] > first[0] and second[1] > first[1]
    # To the edge and beyond: the map follows, and the keyboard leaves it by Tab.
    for _ in range(40):
        page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Home")
    settled(page)
    page.keyboard.press("-")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.map") == "closer"
    assert_accessible(page)
    assert found.locator(".map-cross").count() == 1


def test_buttons_alone_move_zoom_and_clear(page: Page, case: Any, members: Any) -> None:
    found = opened(page, case, members, country="FR")
    group = found.locator("g[transform]").first
    seen = [group.get_attribute("transform")]
    for name in ("Closer", "West", "North", "East", "South", "Further away", "Whole world"):
        page.get_by_role("button", name=name, exact=True).click()
        settled(page)
        seen.append(group.get_attribute("transform"))
    assert all(before != after for before, after in pairwise(seen))
    page.locator("#id_hte_Latitude").fill("48.85661")
    page.locator("#id_hte_Longitude").fill("2.35222")
    settled(page)
    assert found.locator(".map-marker:not([hidden])").count() == 1
    page.get_by_role("button", name="Remove the point").click()
    assert point(page) is None
    settled(page)
    assert found.locator(".map-marker:not([hidden])").count() == 0


def test_only_who_asks_for_it_keeps_an_exact_point(page: Page, case: Any, members: Any) -> None:
    found = opened(page, case, members, country="MT")
    page.get_by_label("Keep the exact point").check()
    found.focus()
    page.keyboard.press("Enter")
    page.get_by_text("Point chosen:").wait_for()
    assert decimals(page) == 5
    page.get_by_label("Keep the exact point").uncheck()
    assert decimals(page) == 2
    # What is typed stays as it was typed.
    page.locator("#id_hte_Latitude").fill("35.89968")
    page.locator("#id_hte_City").focus()
    assert page.locator("#id_hte_Latitude").input_value() == "35.89968"


@pytest.mark.parametrize("code", ["GI", "TV", "MC", "FJ", "GF", "AQ"])
def test_the_smallest_and_the_farthest_are_found(page: Page, case: Any, members: Any, code: str) -> None:
    from fanal.geography import Box, countries

    one = countries()[code]
    found = opened(page, case, members, country=code)
    settled(page)
    assert one.name.en in names(found)
    page.keyboard.press("Enter")
    page.get_by_text("Point chosen:").wait_for()
    chosen = point(page)
    assert chosen
    here = Box(chosen[1], chosen[0], chosen[1], chosen[0])
    assert one.box.grown(0.01).holds(here.nearest(one.box))


def test_choosing_a_country_shows_it(page: Page, case: Any, members: Any) -> None:
    found = opened(page, case, members, country="FR")
    settled(page)
    assert "France" in names(found)
    page.locator("#id_hte_Country").select_option("VN")
    settled(page)
    assert names(found)[0] == "Viet Nam"
    assert "France" not in names(found)
    assert found.locator("path.map-chosen").count() == 1


def test_a_map_that_cannot_be_loaded_says_what_to_do(page: Page, case: Any, members: Any) -> None:
    expect(page, "ERR_FAILED")
    signed_in(page, members["caseworker"].user)
    page.route("**/world/*.json", lambda route: route.abort())
    page.goto(f"/o/harbour/cases/{case.pk}/events/new/")
    page.get_by_role("button", name="Choose the point on a map").click()
    page.get_by_text("Type latitude and longitude").wait_for()
    assert_accessible(page)
    page.unroute("**/world/*.json")
    page.get_by_role("button", name="Choose the point on a map").click()
    page.get_by_role("button", name="Choose the point on a map").click()
    page.get_by_text("The map is ready").wait_for()


class TestWithoutScript:
    @pytest.fixture
    def context_options(self) -> dict[str, Any]:
        return {"java_script_enabled": False}

    def test_the_fields_are_the_whole_thing(self, page: Page, case: Any, members: Any) -> None:
        signed_in(page, members["caseworker"].user)
        page.goto(f"/o/harbour/cases/{case.pk}/events/new/")
        assert not page.locator("#map-point").is_visible()
        page.get_by_text("About 1 km is enough").wait_for()
        page.locator("#id_hte_Latitude").fill("52.23")
        page.locator("#id_hte_Longitude").fill("21.01")
        page.get_by_role("button", name="Save").click()
        page.get_by_role("img", name="Map with the point").wait_for()
        page.get_by_text("52.23, 21.01").wait_for()


class TestOnAPhone:
    @pytest.fixture
    def context_options(self) -> dict[str, Any]:
        return {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}

    def test_a_tap_chooses_and_two_fingers_zoom(self, page: Page, case: Any, members: Any) -> None:
        found = opened(page, case, members, country="KE", language="fr")
        found.scroll_into_view_if_needed()
        settled(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        box = found.bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        group = found.locator("g[transform]").first
        before = group.get_attribute("transform")
        cdp = page.context.new_cdp_session(page)

        def touch(kind: str, *at: tuple[float, float]) -> None:
            points = [{"x": left, "y": top, "id": number} for number, (left, top) in enumerate(at)]
            cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        touch("touchStart", (x - 20, y), (x + 20, y))
        for apart in (30, 45, 60):
            touch("touchMove", (x - apart, y), (x + apart, y))
        touch("touchEnd")
        settled(page)
        assert group.get_attribute("transform") != before
        assert point(page) is None
        page.touchscreen.tap(x, y)
        page.get_by_text("Point choisi").wait_for()
        chosen = point(page)
        assert chosen is not None
        assert chosen == pytest.approx((0.5, 37.9), abs=0.7)
        assert_accessible(page)
        screenshot(page, "casework-map-phone")


class TestInTheDark:
    @pytest.fixture
    def context_options(self) -> dict[str, Any]:
        return {"color_scheme": "dark", "viewport": {"width": 320, "height": 256}}

    def test_it_is_read_in_the_dark_and_at_four_times_the_size(
        self, page: Page, case: Any, members: Any
    ) -> None:
        found = opened(page, case, members, country="GR")
        settled(page)
        box = found.bounding_box()
        assert box
        assert box["height"] < 256
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert_accessible(page)
        screenshot(page, "casework-map-dark")


def test_north_stays_up_and_east_right_where_the_page_runs_from_the_right(
    page: Page, case: Any, members: Any, settings: Any
) -> None:
    settings.PSEUDO_LOCALE = True
    found = opened(page, case, members, country="EG", language="qpr")
    settled(page)
    assert page.evaluate("document.documentElement.dir") == "rtl"
    page.keyboard.press("Enter")
    first = point(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    second = point(page)
    assert first and second
    assert second[1] > first[1]
    assert names(found)[0] == "Egypt"
    assert_accessible(page)
    screenshot(page, "casework-map-rtl")
