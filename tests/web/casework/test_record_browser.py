"""The record in a browser: a survivor by keyboard alone, two who edit at once, a narrow screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fanal.web.casework.models import Case, Context, Person
from fanal.web.casework.services.case import case_open
from fanal.web.casework.services.context import context_add
from web.browser import another, assert_accessible, expect, screenshot, signed_in
from web.casework.cases import person_named

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]

LIVES = [
    ("Sara", "Lindgren", "SE", ["SexualExploitation"], "child", False),
    ("Thi Mai", "Nguyen", "VN", ["ForcedLabour", "Servitude"], "adult", True),
    ("Oleksandr", "Koval", "UA", ["ForcedLabour"], "adult", False),
    ("Grace", "Okafor", "NG", ["ForcedBegging"], "disputed", False),
    ("", "", "BD", [], "unknown", False),
]


def lives(working_as: Any) -> None:
    """Open a few more cases of people who do not exist."""
    from django.utils import timezone

    with working_as("caseworker") as actor:
        for first, second, country, exploitation, age, danger in LIVES:
            person = person_named(first, second)
            person.coded, person.age = {"prs_Citizenship": [country], "prs_Gender": "Feminine"}, age
            person.danger_since = timezone.now() if danger else None
            person.save()
            case_open(person=person, by=actor, context=({"vic_TypeOfExploitation": exploitation}, {}))


def test_a_new_survivor_from_search_to_case_by_keyboard(
    page: Page, case: Any, members: Any, working_as: Any
) -> None:
    lives(working_as)
    signed_in(page, members["caseworker"].user)
    page.goto("/o/harbour/cases/")
    assert_accessible(page)
    screenshot(page, "case-list")
    page.get_by_role("link", name="New case").press("Enter")
    page.get_by_label("First name").focus()
    page.keyboard.type("Amena")
    page.keyboard.press("Tab")
    page.keyboard.type("Faruk")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="may be the one").wait_for()
    assert_accessible(page)
    screenshot(page, "search")
    page.get_by_role("button", name="None of these").press("Enter")
    page.get_by_role("heading", name="New case").wait_for()
    assert "Amena" not in page.url and "Amena" not in page.title()
    assert page.get_by_label("First Name").input_value() == "Amena"
    assert_accessible(page)
    page.get_by_label("In immediate danger").press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("By text after six, never call.")
    _to(page, "about_age")
    page.keyboard.type("17")
    _to(page, "prs_Gender")
    page.keyboard.type("Fem")
    _to(page, "prs_Citizenship")
    page.keyboard.type("Moroc")
    _to(page, "interview_language")
    page.keyboard.type("Arabic")
    _to(page, "vic_TypeOfExploitation")
    page.keyboard.press("Space")
    screenshot(page, "intake")
    page.get_by_role("button", name="Open the case").press("Enter")
    # The name is near to one that is recorded: asked once more, nothing typed is lost.
    page.get_by_label("None of these is the person").press("Space")
    assert_accessible(page)
    screenshot(page, "intake-perhaps-known")
    page.get_by_role("button", name="Open the case").press("Enter")
    page.get_by_text("is open. What the person agreed to comes next").wait_for()
    page.get_by_text("By text after six, never call.").wait_for()
    assert page.get_by_text("Treated as a child").count() == 1
    assert page.get_by_text("immediate danger").count() == 1
    assert_accessible(page)
    screenshot(page, "case-new")
    with working_as("caseworker"):
        made = Case.objects.order_by("-made_at")[0]
        assert made.person.coded == {"prs_Gender": "Feminine", "prs_Citizenship": ["MA"]}
        assert made.person.interview_language == "ara"
        assert Context.objects.get(case=made).coded["vic_TypeOfExploitation"] == ["ForcedLabour"]


def test_two_who_edit_one_record(page: Page, case: Any, members: Any, working_as: Any) -> None:
    address = f"/o/harbour/persons/{case.person_id}/change/?case={case.pk}"
    signed_in(page, members["caseworker"].user)
    page.goto(address)
    assert_accessible(page)
    screenshot(page, "person-change")
    second = another(page)
    theirs = second.new_page()
    signed_in(theirs, members["supervisor"].user)
    theirs.goto(address)
    theirs.get_by_label("How and when to reach").fill("Never call.")
    theirs.get_by_label("Mobile Phone").fill("111")
    theirs.get_by_role("button", name="Save").press("Enter")
    theirs.wait_for_url(f"**/cases/{case.pk}/")
    expect(page, "status of 409")
    page.get_by_label("How and when to reach").fill("On Sundays, by her aunt.")
    page.get_by_label("Middle Name").fill("Bint Salim")
    page.get_by_role("button", name="Save").press("Enter")
    page.get_by_role("heading", name="Somebody changed this meanwhile").wait_for()
    assert_accessible(page)
    screenshot(page, "changed-meanwhile")
    page.get_by_label("On Sundays, by her aunt.").press("Space")
    page.get_by_role("button", name="Save").press("Enter")
    page.wait_for_url(f"**/cases/{case.pk}/")
    second.close()
    with working_as("caseworker"):
        now = Person.objects.get(pk=case.person_id)
        assert now.reach == "On Sundays, by her aunt."
        assert (now.told["prs_MobilePhone"], now.told["prs_MiddleName"]) == ("111", "Bint Salim")


def test_every_page_is_accessible_and_fits_a_narrow_screen(
    page: Page, case: Any, members: Any, working_as: Any
) -> None:
    lives(working_as)
    with working_as("caseworker") as actor:
        alleged = context_add(
            case=case,
            person=person_named("Viktor", "Brandt"),
            role=Context.Role.PERPETRATOR,
            by=actor,
            source="Told by her on the first day.",
        )
        own = Context.objects.exclude(pk=alleged.pk).get(case=case)
    of_case = f"/o/harbour/cases/{case.pk}"
    pages = {
        "case-list": "/o/harbour/cases/",
        "case-list-none": "/o/harbour/cases/?status=closed&citizenship=AL",
        "search": "/o/harbour/cases/search/",
        "hits": "/o/harbour/cases/hits/",
        "hand-over-all": "/o/harbour/cases/hand-over/",
        "case": f"{of_case}/",
        "case-change": f"{of_case}/change/",
        "case-close": f"{of_case}/close/",
        "timeline": f"{of_case}/timeline/",
        "access": f"{of_case}/access/",
        "contexts": f"{of_case}/contexts/",
        "context-new": f"{of_case}/contexts/new/",
        "context-change": f"{of_case}/contexts/{own.pk}/",
        "alleged-change": f"{of_case}/contexts/{alleged.pk}/",
        "person": f"/o/harbour/persons/{case.person_id}/",
        "person-change": f"/o/harbour/persons/{case.person_id}/change/",
        "case-french": f"{of_case}/?language=fr",
    }
    signed_in(page, members["supervisor"].user)
    _look(page, pages)
    page.context.clear_cookies()
    signed_in(page, members["data-manager"].user)
    _look(
        page,
        {
            "fields": "/o/harbour/fields/",
            "field-new": "/o/harbour/fields/new/",
            "codes": "/o/harbour/fields/codes/",
        },
    )


def _look(page: Page, pages: dict[str, str]) -> None:
    for name, address in pages.items():
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(address)
        assert_accessible(page)
        screenshot(page, f"record-{name}")
        page.set_viewport_size({"width": 320, "height": 640})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320, f"{name} is {wide} px wide"
        for here in page.locator(".tabs a[aria-current]").all():
            box = here.bounding_box()
            assert box and box["x"] >= 0 and box["x"] + box["width"] <= 321, f"{name}: no tab in sight"
        assert_accessible(page)
        screenshot(page, f"narrow-{name}")


def _to(page: Page, name: str) -> None:
    """Go on with the tabulator until a field has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name || ''") == name:
            return
    raise AssertionError(f"{name} cannot be reached by keyboard")
