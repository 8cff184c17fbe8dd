"""Governance in a browser, by keyboard: procedures, an authority's request, a person's request, a breach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fanal.web.casework.models import AuthorityRequest, Copy, Procedure
from fanal.web.casework.services.basis import basis_record
from fanal.web.organisations.tenancy import tenant
from web.browser import assert_accessible, expect, screenshot, signed_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.needs_browser, pytest.mark.django_db(transaction=True)]
HOME = "/o/harbour/governance/"


def press(page: Page, name: str, role: Any = "button") -> None:
    """Reach something by the keyboard and press it."""
    page.get_by_role(role, name=name, exact=True).first.press("Enter")


@pytest.mark.usefixtures("nothing_accepted")
def test_procedures_are_read_worded_and_accepted(page: Page, harbour: Any, members: Any) -> None:
    signed_in(page, members["supervisor"].user)
    page.goto(HOME)
    page.get_by_text("9 procedures are not accepted yet").wait_for()
    assert_accessible(page)
    screenshot(page, "governance")
    press(page, "Procedures", "link")
    page.wait_for_url("**/procedures/")
    assert_accessible(page)
    page.get_by_role("link", name="Requests by authorities").first.press("Enter")
    page.get_by_text("This is what Fanal proposes").wait_for()
    assert_accessible(page)
    screenshot(page, "procedure")
    press(page, "Write our own version", "link")
    text = page.get_by_label("Text")
    text.wait_for()
    assert "Victims are not to be punished" in text.input_value()
    assert_accessible(page)
    text.fill(text.input_value() + "\n\nOur lawyer is called at any hour.\n")
    press(page, "Save")
    page.get_by_text("This text is new").wait_for()
    press(page, "Accept as our own")
    page.get_by_text("8 procedures are not accepted yet").wait_for()
    assert_accessible(page)
    with tenant(harbour.pk):
        assert Procedure.objects.get().text.endswith("at any hour.")
    page.goto(f"{HOME}procedures/consent/fr/?language=fr")
    page.get_by_role("button", name="Adopter cette procédure").press("Enter")
    page.get_by_text("7 procedures are not accepted yet").wait_for()
    assert_accessible(page)


def test_an_authority_asks_and_gets_the_least(
    page: Page, case: Any, working_as: Any, harbour: Any, members: Any
) -> None:
    signed_in(page, members["supervisor"].user)
    expect(page, "status of 400")
    page.goto(f"/o/harbour/cases/{case.pk}/")
    press(page, "Requests", "link")
    page.wait_for_url("**/requests/")
    assert_accessible(page)
    press(page, "Register a request by an authority", "link")
    page.get_by_label("Authority").fill("Police of Sample, Inspector Doe, 555 010")
    page.get_by_label("Legal basis").fill("Code of procedure, article 77; order 7/26")
    page.get_by_label("What is asked for").fill("The whole file of Amina Farouk")
    page.get_by_label("About whom").select_option(label="Amina Farouk")
    assert_accessible(page)
    press(page, "Register")
    page.get_by_text("Nothing may leave for prosecution now").wait_for()
    assert "Amina" not in page.title() and "Police" not in page.title()
    assert_accessible(page)
    press(page, "Answer", "link")
    page.get_by_label("Answered with the least that is owed").check()
    page.get_by_label("What was given, word for word").fill("Yes: she is helped by us since March.")
    press(page, "Save the answer")
    page.get_by_role("alert").first.wait_for()
    assert page.title().startswith("Error:")
    assert_accessible(page)
    with working_as("supervisor") as actor:
        basis_record(
            case=case,
            by=actor,
            purpose="prosecution",
            ground="legal-obligation",
            answer="given",
            decided_by="organisation",
            decider="The management",
            note="Code of procedure, article 77",
        )
    page.get_by_label("Person told on").fill("2026-11-20")
    page.get_by_label("Answered with the least that is owed").check()
    press(page, "Save the answer")
    page.get_by_text("Yes: she is helped by us since March.").wait_for()
    assert_accessible(page)
    screenshot(page, "authority-request")
    with tenant(harbour.pk):
        assert AuthorityRequest.objects.get().outcome == "minimal"
        assert Copy.objects.get().receiver.startswith("Police of Sample")
    page.goto(f"{HOME}authority-requests/")
    page.get_by_text("Police of Sample").wait_for()
    assert_accessible(page)


def test_a_person_asks_to_see_what_is_recorded(page: Page, case: Any, members: Any) -> None:
    signed_in(page, members["supervisor"].user)
    page.goto(f"/o/harbour/cases/{case.pk}/requests/")
    press(page, "Register a request by a person", "link")
    page.get_by_label("To see what is recorded").press("Space")
    assert_accessible(page)
    press(page, "Register")
    page.get_by_text("To be answered by").wait_for()
    assert_accessible(page)
    press(page, "Make the copy", "link")
    page.get_by_role("heading", name="Copy of what is recorded").wait_for()
    page.get_by_text("+39 320 123 4567").first.wait_for()
    assert_accessible(page)
    screenshot(page, "copy-of-what-is-recorded")
    with page.expect_download() as download:
        press(page, "As a file", "link")
    assert download.value.suggested_filename == "copy.json"
    page.go_back() if "copy" not in page.url else None
    page.get_by_role("link", name="Back").press("Enter")
    press(page, "Answer", "link")
    page.get_by_label("Done as asked").press("Space")
    page.get_by_label("What the person was told").fill("We read it together.")
    assert_accessible(page)
    press(page, "Save the answer")
    page.get_by_text("We read it together.").wait_for()
    page.goto(f"{HOME}requests/")
    page.get_by_text("Answered on").wait_for()
    assert_accessible(page)


def test_a_breach_from_report_to_close(page: Page, harbour: Any, members: Any) -> None:
    signed_in(page, members["supervisor"].user)
    page.goto(f"{HOME}breaches/")
    page.get_by_text("No breach is recorded.").wait_for()
    assert_accessible(page)
    press(page, "Report a data breach", "link")
    page.get_by_label("What happened").fill("A mail with three numbers of cases went to a wrong address.")
    assert_accessible(page)
    press(page, "Report")
    page.get_by_text("hours left to tell the authority").wait_for()
    assert_accessible(page)
    screenshot(page, "breach")
    press(page, "Write down more", "link")
    page.get_by_label("How many people are affected").fill("3")
    page.get_by_label("Why the authority or the people were not told").fill("The receiver deleted it unread.")
    assert_accessible(page)
    press(page, "Save")
    press(page, "Close")
    page.get_by_text("Closed on").wait_for()
    assert_accessible(page)


def test_retention_and_processing_are_accessible(
    page: Page, case: Any, working_as: Any, members: Any
) -> None:
    from fanal.web.casework.models import Case, RetentionReview
    from fanal.web.casework.services.case import case_close

    with working_as("supervisor") as actor:
        case_close(case=Case.objects.get(pk=case.pk), seen=case.version, by=actor, reason="other")
        review = RetentionReview.objects.get()
    signed_in(page, members["supervisor"].user)
    for address in (
        "retention/",
        "retention/victim/",
        f"reviews/{review.pk}/",
        "processing/",
        "processing/new/",
    ):
        for language in ("en", "fr"):
            page.goto(f"{HOME}{address}?language={language}")
            assert_accessible(page)
    page.set_viewport_size({"width": 320, "height": 700})
    for address in ("", "retention/", "processing/", "procedures/", "breaches/", "procedures/breaches/en/"):
        page.goto(f"{HOME}{address}?language=en")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320, (address, wide)
