"""Care and work in a browser: a plan through a day, a file, an appointment, a bed; by keyboard; axe."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from web.browser import assert_accessible, screenshot, signed_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]
TODAY = date.today().isoformat()


def test_a_plan_through_a_day(page: Page, case: Any, members: Any) -> None:
    signed_in(page, members["caseworker"].user)
    page.goto(f"/o/harbour/cases/{case.pk}/plan/")
    assert_accessible(page)
    page.get_by_role("link", name="Make a support plan").click()
    page.get_by_label("Objectives").fill("Find a room of her own")
    assert_accessible(page)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Find a room of her own").wait_for()
    page.get_by_role("link", name="Add a step").click()
    page.get_by_label("What is to be done").fill("Ask at the housing office")
    page.get_by_label("Due on").fill(TODAY)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Ask at the housing office").first.wait_for()
    page.goto("/o/harbour/waiting/")
    assert_accessible(page)
    screenshot(page, "casework-waiting")
    page.get_by_role("link", name="Ask at the housing office").click()
    page.get_by_role("button", name="Done today").click()
    page.get_by_role("button", name="Not done after all").wait_for()
    assert_accessible(page)
    screenshot(page, "casework-plan")
    page.goto("/o/harbour/waiting/")
    page.get_by_text("Nothing waits for you").first.wait_for()
    assert_accessible(page)


def test_a_file_is_attached_and_downloaded(page: Page, case: Any, members: Any, tmp_path: Path) -> None:
    sent = tmp_path / "Contract.pdf"
    sent.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 12_000)
    signed_in(page, members["caseworker"].user)
    page.goto(f"/o/harbour/cases/{case.pk}/files/")
    page.get_by_role("link", name="Attach a file").click()
    page.get_by_label("What it is").select_option("work")
    page.get_by_label("File", exact=True).set_input_files(sent)
    assert_accessible(page)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("PDF document").wait_for()
    assert_accessible(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download Contract or payslip").click()
    came = waiting.value
    assert came.suggested_filename.startswith("file-")
    assert came.suggested_filename.endswith(".pdf")
    assert Path(came.path()).read_bytes() == sent.read_bytes()


def test_an_appointment_is_made_by_keyboard_alone(page: Page, case: Any, members: Any) -> None:
    signed_in(page, members["caseworker"].user)
    page.goto(f"/o/harbour/cases/{case.pk}/appointments/new/?day={TODAY}")
    page.get_by_label("Time").focus()
    page.keyboard.type("1430")
    _tab_to(page, "Where")
    page.keyboard.type("The café by the library")
    _tab_to(page, "With whom of us")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText.trim()") == "Save"
    page.keyboard.press("Enter")
    page.wait_for_url("**/plan/")
    for span in ("day", "week", "month"):
        page.goto(f"/o/harbour/calendar/?as={span}&whose=all")
        page.get_by_text("14:30").first.wait_for()
        assert_accessible(page)
    screenshot(page, "casework-calendar")


def _tab_to(page: Page, label: str) -> None:
    """Press Tab until the field with this label has the focus."""
    wanted = page.get_by_label(re.compile(f"^{label}")).get_attribute("id")
    for _ in range(60):
        if page.evaluate("document.activeElement.id") == wanted:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{label} is not reached by keyboard")


def test_a_bed_is_given(page: Page, case: Any, members: Any) -> None:
    signed_in(page, members["caseworker"].user)
    page.goto("/o/harbour/beds/")
    assert_accessible(page)
    page.get_by_role("link", name="Add a bed").click()
    page.get_by_label("Name of the bed").fill("B3")
    assert_accessible(page)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="B3").wait_for()
    page.goto(f"/o/harbour/cases/{case.pk}/services/")
    page.get_by_role("link", name="Give a bed").click()
    page.get_by_label("Bed", exact=True).select_option(label="B3")
    page.get_by_label("First night").fill(TODAY)
    assert_accessible(page)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/services/")
    assert_accessible(page)
    page.goto("/o/harbour/beds/")
    page.get_by_role("link", name=f"Case {case.number}").first.wait_for()
    assert_accessible(page)
    screenshot(page, "casework-beds")


def test_the_other_pages_are_accessible_and_fit_a_telephone(page: Page, case: Any, members: Any) -> None:
    signed_in(page, members["caseworker"].user)
    base = f"/o/harbour/cases/{case.pk}/"
    for debt, risk in (("present", "high"), ("absent", "low")):
        page.goto(f"{base}assessments/new/")
        page.get_by_label("Owes money").select_option(debt)
        page.get_by_label("Risk, as you conclude").select_option(risk)
        assert_accessible(page)
        page.get_by_role("button", name="Save").click()
        page.wait_for_url("**/assessments/")
    page.get_by_text("How it developed").wait_for()
    page.goto(f"{base}safety-plans/new/")
    page.get_by_label("Where is it safe to go").fill("The fire station")
    assert_accessible(page)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("The fire station").wait_for()
    page.set_viewport_size({"width": 320, "height": 640})
    for path in ("events/", "events/new/", "safety/", "services/new/", "assessments/", "files/", "comments/"):
        page.goto(base + path)
        assert_accessible(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320, f"{path} is {wide} wide"
