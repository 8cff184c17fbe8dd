"""Whole flows in a browser, by keyboard: a withdrawal, a child whose guardian is suspected; and axe."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from fanal.web.casework import editing
from fanal.web.casework.models import Basis, Context, Copy, Person, Task
from fanal.web.casework.services.case import case_open
from fanal.web.casework.services.child import guardian_add
from web.browser import assert_accessible, expect, screenshot, signed_in
from web.casework.cases import person_named

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]


def press(page: Page, name: str) -> None:
    """Reach a button or link as a keyboard does, and press it."""
    found = page.get_by_role("button", name=name, exact=True).or_(
        page.get_by_role("link", name=name, exact=True)
    )
    found.first.focus()
    page.keyboard.press("Enter")


def tick(page: Page, group: str, choice: str) -> None:
    """Choose one of several by the keyboard: to the group, then with the space bar."""
    page.get_by_role("group", name=group).get_by_label(choice, exact=True).focus()
    page.keyboard.press("Space")


def test_a_withdrawal_as_a_whole(page: Page, case: Any, members: Any, working_as: Any) -> None:
    expect(page, "status of 400")
    signed_in(page, members["caseworker"].user)
    page.goto(f"/o/harbour/cases/{case.pk}/basis/")
    assert "Spoken consent is enough; nobody signs anything." in page.inner_text("main")
    assert_accessible(page)
    # Consent is given as it is spoken.
    press(page, "Referral to other services")
    page.get_by_role("heading", name="Record a basis").wait_for()
    assert page.get_by_label("Purpose").input_value() == "referral"
    assert_accessible(page)
    press(page, "Save")
    page.get_by_role("alert").wait_for()
    assert page.title().startswith("Error:")
    assert_accessible(page)
    tick(page, "What was said", "Yes, agreed")
    page.get_by_label("Language of the talk").select_option("fra")
    tick(page, "Informed of withdrawal", "Yes")
    press(page, "Save")
    page.get_by_text("Recorded. The help goes on as before.").wait_for()
    row = page.get_by_role("row").filter(has_text="Referral to other services").first
    assert "May leave" in row.inner_text()
    # Something was given to somebody.
    press(page, "Note a copy")
    page.get_by_label("Purpose").select_option("referral")
    page.get_by_role("textbox", name="Receiver").fill("Shelter North")
    page.get_by_label("What was given").fill("Name and telephone number")
    assert_accessible(page)
    press(page, "Save")
    page.get_by_text("The copy is noted.").wait_for()
    assert "Cannot be called back" in page.inner_text("main")
    # She takes it back.
    press(page, "Withdraw consent")
    page.get_by_role("heading", name="Withdraw consent").wait_for()
    assert page.get_by_label("Referral to other services").is_checked()
    assert "The help goes on as before." in page.inner_text("main")
    assert_accessible(page)
    press(page, "Withdraw now")
    page.get_by_text("Nothing more leaves for these purposes.").wait_for()
    said = page.inner_text("main")
    assert "Consent was withdrawn: nothing more leaves." in said and "Receiver still to be told" in said
    assert_accessible(page)
    screenshot(page, "basis-withdrawn")
    with working_as("caseworker"):
        assert Task.objects.get().to_id == case.owner_id
        assert [one.answer for one in Basis.objects.order_by("made_at")] == ["given", "withdrawn"]
        assert Basis.objects.filter(oral=True, language="fra").count() == 1
    # Where her data are, to be printed.
    press(page, "Where your information is")
    page.get_by_role("heading", name="Where your information is").wait_for()
    assert page.title().startswith("Where your information is")
    told = page.inner_text("main")
    assert "Shelter North" in told and "Copies that cannot be called back" in told and "Amina" not in told
    assert_accessible(page)
    screenshot(page, "where-her-data-are")
    page.emulate_media(media="print")
    assert not page.get_by_role("navigation").first.is_visible()
    page.emulate_media(media="screen")
    # The receiver is told.
    page.go_back()
    press(page, "Note that the receiver was told")
    page.get_by_text("Receiver told on").wait_for()
    with working_as("caseworker"):
        assert Copy.objects.get().told_at and Task.objects.get().done_at


def test_a_child_whose_guardian_is_suspected(page: Page, members: Any, working_as: Any) -> None:
    today = timezone.localdate()
    with working_as("caseworker") as actor:
        born = today - timedelta(days=16 * 366)
        child = person_named("Mai", "Tran", prs_Birthdate=born.isoformat())
        case = case_open(person=child, by=actor)
        uncle = person_named("Bao", "Tran")
        guardian_add(case=case, by=actor, kind="relative", name="Bao Tran", as_person=uncle)
        editing.create(
            Context, case=case, person=uncle, role="perpetrator", source="child", coded={}, told={}
        )
    expect(page, "status of 400")
    signed_in(page, members["caseworker"].user)
    page.goto(f"/o/harbour/cases/{case.pk}/child/")
    said = page.inner_text("main")
    assert "Nobody may decide for this child now." in said and "Cannot decide" in said
    assert_accessible(page)
    screenshot(page, "child")
    page.goto(f"/o/harbour/cases/{case.pk}/basis/new/?purpose=referral")
    assert_accessible(page)
    tick(page, "What was said", "Yes, agreed")
    page.get_by_label("Which guardian or representative").select_option(label="Bao Tran")
    tick(page, "What the child says", "The child agrees")
    press(page, "Save")
    page.get_by_role("alert").wait_for()
    assert "This guardian cannot decide for the child now." in page.inner_text("main")
    assert page.get_by_label("The child agrees").is_checked(), "nothing that was typed is lost"
    assert_accessible(page)
    # A representative is appointed.
    page.goto(f"/o/harbour/cases/{case.pk}/guardians/new/")
    assert_accessible(page)
    tick(page, "As what", "Representative appointed by an authority")
    page.get_by_label("Name", exact=True).fill("Odile Marchetti")
    press(page, "Save")
    page.get_by_role("alert").wait_for()
    page.get_by_role("textbox", name="Appointed by").fill("Juvenile court of Trieste")
    press(page, "Save")
    page.get_by_text("Saved.").wait_for()
    press(page, "Record a best-interests decision")
    page.get_by_label("What the decision is about").select_option("sharing")
    page.get_by_label("What was decided, and why").fill("Mai wants the school to know.")
    page.get_by_label("Who decided").fill("Odile Marchetti")
    assert_accessible(page)
    press(page, "Save")
    page.get_by_text("Mai wants the school to know.").wait_for()
    assert_accessible(page)
    page.goto(f"/o/harbour/cases/{case.pk}/basis/new/?purpose=referral")
    tick(page, "What was said", "Yes, agreed")
    page.get_by_label("Which guardian or representative").select_option(label="Odile Marchetti")
    tick(page, "What the child says", "The child agrees")
    press(page, "Save")
    page.get_by_text("Recorded. The help goes on as before.").wait_for()
    assert "Consent was given." in page.inner_text("main")


def test_an_age_is_disputed_and_decided(page: Page, case: Any, members: Any, working_as: Any) -> None:
    expect(page, "status of 400")
    signed_in(page, members["caseworker"].user)
    page.goto(f"/o/harbour/cases/{case.pk}/child/dispute/new/")
    assert_accessible(page)
    page.get_by_label("Why, and who doubts it").fill("She says that she is 16.")
    press(page, "Save")
    page.get_by_text("Age disputed: treated as a child").first.wait_for()
    page.get_by_role("link", name="Child", exact=True).wait_for()
    assert_accessible(page)
    press(page, "Record a decision on the age")
    page.get_by_role("heading", name="Record a decision on the age").wait_for()
    tick(page, "What the authority decided", "Adult")
    press(page, "Save")
    page.get_by_role("alert").wait_for()
    page.get_by_label("Name of the authority").fill("Juvenile court of Trieste")
    assert_accessible(page)
    press(page, "Save")
    page.get_by_text("Saved.").wait_for()
    with working_as("caseworker"):
        assert Person.objects.get(pk=case.person_id).age == "adult"


def test_status_and_a_reflection_period_in_french(page: Page, case: Any, members: Any) -> None:
    signed_in(page, members["caseworker"].user)
    page.goto(f"/o/harbour/cases/{case.pk}/status/?language=fr")
    assert "Personne ne s’est encore prononcé sur le statut." in page.inner_text("main")
    assert_accessible(page)
    page.goto(f"/o/harbour/cases/{case.pk}/stages/new/")
    page.get_by_label("Stage", exact=True).select_option("reflection-period")
    today = timezone.localdate()
    page.get_by_label("Begins").fill(today.isoformat())
    page.get_by_label("Ends").fill((today + timedelta(days=20)).isoformat())
    assert_accessible(page)
    press(page, "Save")
    page.get_by_text("20 days left").wait_for()
    assert "Shorter than 30 days" in page.inner_text("main")
    assert_accessible(page)
    page.set_viewport_size({"width": 320, "height": 640})
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320, width
    press(page, "Record a decision on the status")
    page.get_by_role("heading", name="Record a decision on the status").wait_for()
    assert_accessible(page)
    screenshot(page, "status-narrow")
