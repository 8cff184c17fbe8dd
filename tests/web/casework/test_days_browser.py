"""Whole days in a browser: intake to plan, a supervisor's morning, an emergency, somebody who leaves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from fanal.web.access.levels import AccessLevel
from fanal.web.access.models import EmergencyAccess
from fanal.web.audit_trail.models import AuditEntry
from fanal.web.casework import editing
from fanal.web.casework.models import Basis, Case, Draft, HiddenHit, PlanStep, SafetyPlan, Task
from fanal.web.casework.services.case import case_open
from fanal.web.operations.models import Notice
from fanal.web.organisations.services import membership_end
from web.browser import another, assert_accessible, expect, screenshot, signed_in
from web.casework.cases import person_named
from web.casework.test_draft import entries, state

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]
TODAY = date.today()


def press(page: Page, name: str, role: Any = "button") -> None:
    """Press something as a keyboard does, whose whole name or first words are given."""
    page.get_by_role(role, name=name).first.press("Enter")


def to_intake(page: Page, first: str, second: str) -> None:
    """Go from the list through the search to an empty form."""
    page.goto("/o/harbour/cases/")
    press(page, "New case", "link")
    page.get_by_label("First name").fill(first)
    page.get_by_label("Family name").fill(second)
    press(page, "Search")
    page.get_by_role("button", name="ecord a new person").or_(
        page.get_by_role("button", name="Record somebody new")
    ).first.press("Enter")
    page.get_by_role("heading", name="New case").wait_for()
    page.locator("form[data-draft-ready]").wait_for()


def test_an_intake_is_cut_off_taken_up_and_leads_to_basis_and_plan(
    page: Page, case: Any, members: Any, working_as: Any
) -> None:
    """The day of a new survivor: the line breaks in the middle of the form, and nothing of it is lost."""
    expect(page, "ERR_INTERNET_DISCONNECTED")
    signed_in(page, members["caseworker"].user)
    to_intake(page, "Lin", "Zhao")
    page.get_by_label("How and when to reach").fill("After six, by text.")
    state(page, "saved")
    page.context.set_offline(True)
    page.get_by_label("Mobile Phone").fill("+39 320 999 8877")
    page.get_by_label("In immediate danger").check()
    state(page, "kept")
    assert entries(page) == 1
    context = page.context
    page.close()
    # The tab is closed; somebody begins again once there is a line.
    context.set_offline(False)
    page = context.new_page()
    to_intake(page, "Lin", "Zhao")
    press(page, "Take it up again")
    assert page.get_by_label("Mobile Phone").input_value() == "+39 320 999 8877"
    assert page.get_by_label("How and when to reach").input_value() == "After six, by text."
    assert page.get_by_label("In immediate danger").is_checked()
    assert page.get_by_label("First Name").input_value() == "Lin"
    state(page, "saved")
    page.locator("[name=about_age]").fill("30")
    press(page, "Open the case")
    page.get_by_text("What the person agreed to comes next").wait_for()
    assert_accessible(page)
    with working_as("caseworker"):
        made = Case.objects.order_by("-made_at")[0]
        assert made.person.reach == "After six, by text." and made.person.danger_since
        assert not Draft.objects.exists()
    # What she agreed to, as she says it.
    press(page, "Basis and consent", "link")
    page.get_by_role("link", name="Help and support").first.press("Enter")
    page.get_by_role("group", name="What was said").get_by_label("Yes, agreed").press("Space")
    press(page, "Save")
    page.get_by_text("Recorded. The help goes on as before.").wait_for()
    page.get_by_role("link", name="Referral to other services").first.press("Enter")
    page.get_by_role("group", name="What was said").get_by_label("No, refused").press("Space")
    press(page, "Save")
    page.get_by_text("Recorded. The help goes on as before.").wait_for()
    # And what comes next.
    press(page, "Plan", "link")
    press(page, "Make a support plan", "link")
    page.get_by_label("Objectives").fill("A room where nobody finds her")
    press(page, "Save")
    press(page, "Add a step", "link")
    page.get_by_label("What is to be done").fill("Ask at the house by the lake")
    page.get_by_label("Due on").fill(TODAY.isoformat())
    press(page, "Save")
    page.get_by_text("Ask at the house by the lake").first.wait_for()
    assert_accessible(page)
    with working_as("caseworker"):
        assert {one.purpose: one.answer for one in Basis.objects.filter(person=made.person)} == {
            "care": "given",
            "referral": "refused",
        }
        assert PlanStep.objects.get(plan__case=made).due_on == TODAY
    press(page, "Timeline", "link")
    page.get_by_text("Case opened").wait_for()
    screenshot(page, "day-of-an-intake")
    # What was saved is not offered again.
    to_intake(page, "Sara", "Lind")
    assert page.locator("[data-draft-take]").count() == 0
    assert page.get_by_label("First Name").input_value() == "Sara"


def test_a_supervisor_s_morning(page: Page, case: Any, members: Any, working_as: Any) -> None:
    """Somebody searched for whom they may not know; a plan is overdue: who is to see to it, sees it."""
    with working_as("caseworker") as actor:
        hidden = case_open(person=person_named("Mira", "Sokol"), by=actor, level=AccessLevel.RESTRICTED)
        editing.create(
            SafetyPlan,
            case=case,
            person_id=case.person_id,
            answers={},
            review_on=TODAY - timedelta(days=3),
        )
    # A colleague searches: nothing is said.
    signed_in(page, members["data-manager"].user)
    page.goto("/o/harbour/cases/search/")
    page.get_by_label("First name").fill("Mira")
    page.get_by_label("Family name").fill("Sokol")
    press(page, "Search")
    page.get_by_role("status").first.wait_for()
    said = page.inner_text("main")
    assert hidden.number not in said and "may be the one" not in said
    # The supervisor begins the day.
    second = another(page)
    hers = second.new_page()
    signed_in(hers, members["supervisor"].user)
    hers.goto("/o/harbour/cases/hits/")
    hers.get_by_role("link", name=hidden.number).wait_for()
    assert "Mira" not in hers.inner_text("main") and "Sokol" not in hers.title()
    assert_accessible(hers)
    screenshot(hers, "supervisor-hits")
    hers.get_by_role("link", name=hidden.number).press("Enter")
    hers.get_by_text("Mira Sokol").first.wait_for()
    hers.get_by_role("navigation").get_by_role("link", name="Access").last.press("Enter")
    hers.locator("[name=assign-member]").select_option(str(members["data-manager"].pk))
    hers.locator("form", has=hers.locator("[name=assign-member]")).get_by_role("button").press("Enter")
    hers.wait_for_load_state()
    assert_accessible(hers)
    hers.goto("/o/harbour/cases/hits/")
    press(hers, "Mark as seen to")
    hers.wait_for_load_state()
    assert hers.get_by_role("link", name=hidden.number).count() == 0
    hers.goto("/o/harbour/dashboard/")
    assert_accessible(hers)
    assert "Mira" not in hers.inner_text("main") and "Amina" not in hers.inner_text("main")
    second.close()
    # Whoever searched may read the case now.
    page.goto(f"/o/harbour/cases/{hidden.pk}/")
    page.get_by_text("Mira Sokol").first.wait_for()
    with working_as("supervisor"):
        assert HiddenHit.objects.get().seen_at


def test_an_emergency(page: Page, case: Any, members: Any, working_as: Any) -> None:
    """A restricted case is refused with the way to it; read for a while; told to whose case it is; ended."""
    with working_as("caseworker"):
        Case.objects.filter(pk=case.pk).update(level=AccessLevel.RESTRICTED)
    signed_in(page, members["hotline-adviser"].user)
    expect(page, "status of 403")
    page.goto("/o/harbour/cases/")
    assert "Amina" not in page.inner_text("main") and case.number in page.inner_text("main")
    page.get_by_role("row", name=case.number).get_by_role("link").first.press("Enter")
    page.get_by_role("link", name="Open emergency access").press("Enter")
    page.get_by_label("Why must you read this now?").fill("She calls, and does not say where she is.")
    press(page, "Open emergency access")
    # Whoever is in a hurry is led to the case at once; no page forgets that it is open.
    page.wait_for_url(f"**/cases/{case.pk}/")
    page.get_by_text("Amina Farouk").first.wait_for()
    page.get_by_text(f"Your emergency access to {case.number} is open until").wait_for()
    assert_accessible(page)
    screenshot(page, "emergency-case")
    # It only reads.
    assert page.get_by_role("link", name="Change the person").count() == 0
    page.goto(f"/o/harbour/cases/{case.pk}/comments/new/")
    assert page.get_by_label("Comment").count() == 0
    with working_as("caseworker"):
        assert Notice.objects.filter(kind="emergency", to=members["caseworker"].user).exists()
    page.goto("/o/harbour/cases/")
    page.get_by_role("link", name="See it, or end it").press("Enter")
    page.get_by_role("link", name=case.number).wait_for()
    press(page, "End it now")
    page.get_by_text("No emergency access is open.").wait_for()
    page.goto(f"/o/harbour/cases/{case.pk}/")
    assert "Amina" not in page.inner_text("body")
    with working_as("caseworker"):
        assert not EmergencyAccess.objects.now().exists()
        assert AuditEntry.objects.filter(event="cases.viewed", person=case.person_id).exists()


def test_after_sign_out_the_way_back_shows_nothing(page: Page, case: Any, members: Any) -> None:
    signed_in(page, members["caseworker"].user)
    page.goto("/o/harbour/cases/")
    page.goto(f"/o/harbour/cases/{case.pk}/")
    page.get_by_text("Amina Farouk").first.wait_for()
    press(page, "Sign out")
    page.wait_for_url("**/sign-in/**")
    for _ in range(3):
        page.go_back()
        page.wait_for_load_state()
        assert "Amina" not in page.content() and case.number not in page.content()
    page.go_forward()
    page.wait_for_load_state()
    assert "Amina" not in page.content()


def test_somebody_leaves_and_nothing_of_theirs_is_left_behind(
    page: Page, case: Any, members: Any, working_as: Any
) -> None:
    with working_as("caseworker") as actor:
        closed = case_open(person=person_named("Mira", "Sokol"), by=actor, level=AccessLevel.CLOSED)
        for one, what in ((case, "Tell Shelter North"), (closed, "Fetch the papers")):
            editing.create(
                Task, case=one, person_id=one.person_id, what=what, due_on=TODAY, to=members["caseworker"]
            )
    with working_as("supervisor"):
        membership_end(membership=members["caseworker"])
    signed_in(page, members["supervisor"].user)
    # It waits for the supervisor; what was to be done waits for whoever has the case then.
    page.goto("/o/harbour/waiting/")
    assert "Tell Shelter North" not in page.inner_text("main")
    page.get_by_role("link", name="Cases of people who left").press("Enter")
    page.wait_for_url("**/hand-over/")
    row = page.get_by_role("listitem").filter(has_text="2 open cases")
    row.get_by_text("No longer here", exact=False).wait_for()
    assert_accessible(page)
    page.locator("[name=of]").select_option(str(members["caseworker"].pk))
    page.locator("[name=to]").select_option(str(members["supervisor"].pk))
    press(page, "Hand over all cases")
    page.get_by_text("2 cases are with").wait_for()
    page.goto("/o/harbour/waiting/")
    said = page.inner_text("main")
    assert "Tell Shelter North" in said and "Fetch the papers" in said
    assert "Cases of people who left" not in said
    assert_accessible(page)
    page.goto(f"/o/harbour/cases/{closed.pk}/")
    page.get_by_text("Mira Sokol").first.wait_for()
    with working_as("supervisor"):
        assert {one.owner_id for one in Case.objects.all()} == {members["supervisor"].pk}
    expect(page, "status of 404")
    page.context.clear_cookies()
    signed_in(page, members["caseworker"].user)
    page.goto(f"/o/harbour/cases/{case.pk}/")
    assert "Amina" not in page.content()
