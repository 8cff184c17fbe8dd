"""The official template filled in, by keyboard: a value mended, a duplicate decided on, all taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fanal.web.casework.models import Case, Person
from web.browser import assert_accessible, screenshot, signed_in
from web.casework.imported import LIST
from web.jobs.test_queue import work

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from fanal.web.organisations.models import Membership

pytestmark = [pytest.mark.needs_browser, pytest.mark.needs_data, pytest.mark.django_db(transaction=True)]
TEMPLATE = "HTCDS Excel Spreadsheet v2.0.xlsx"
ROWS: list[dict[str, Any]] = [
    {"First Name": "Aminah", "Second Name": "Faruk", "Gender": "Feminine", "Citizenship": "Nigeria"},
    {"First Name": "Sanne", "Second Name": "Visser", "Gender": "Womanly", "Birthdate": datetime(1999, 5, 4)},
    {"First Name": "Ingrid", "Second Name": "Sommer", "Gender": "Feminine", "Mailing City": "Nordhafen"},
]


@pytest.fixture(autouse=True)
def _queue() -> Iterator[None]:
    from fanal.web.jobs.queue import MANAGER

    yield
    MANAGER.connector.execute_query(
        query="truncate procrastinate_jobs, procrastinate_events, procrastinate_workers cascade"
    )


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def context_options(request: pytest.FixtureRequest) -> dict[str, Any]:
    return {"java_script_enabled": request.param}


def filled_in(template: Path) -> bytes:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(template)
    sheet = book.worksheets[0]
    column = {sheet.cell(2, number).value: number for number in range(1, sheet.max_column + 1)}
    for number, row in enumerate(ROWS, start=3):
        for label, value in row.items():
            name = next(one for one in column if one and str(one).casefold() == label.casefold())
            sheet.cell(number, column[name]).value = value
    file = BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_the_official_template_comes_in_and_goes_back(
    page: Page,
    context_options: dict[str, Any],
    case: Case,
    members: dict[str, Membership],
    real_data: Path,
    working_as: Any,
) -> None:
    scripts = context_options.get("java_script_enabled", True)
    signed_in(page, members["supervisor"].user)
    page.goto(LIST)
    file = {"name": TEMPLATE, "mimeType": "", "buffer": filled_in(real_data / "htcds" / TEMPLATE)}
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Look at the file").press("Enter")
    page.get_by_role("heading", name="What was understood").first.wait_for()
    if scripts:
        assert_accessible(page)
    # A value that is none of its field, mended for all cells alike.
    page.get_by_label("Womanly").focus()
    page.get_by_label("Womanly").select_option("Feminine")
    page.get_by_role("button", name="Mend all alike and look again").press("Enter")
    page.get_by_text("“Womanly” means").first.wait_for()
    # A column that was understood as something else.
    page.get_by_role("link", name="Change Mailing City").press("Enter")
    page.get_by_text("Nordhafen").wait_for()
    if scripts:
        assert_accessible(page)
        screenshot(page, "import-column")
    page.get_by_label("Field").select_option("prs_MailingStreet")
    page.get_by_role("button", name="Keep this and look again").press("Enter")
    page.get_by_text("1 person may be recorded already").wait_for()
    # Who may be here already.
    assert page.get_by_label("Decide later").is_checked()
    page.get_by_label("The same person as Amina Farouk").press("Space")
    page.get_by_role("button", name="Keep these decisions").press("Enter")
    page.get_by_role("button", name="Bring in 3 cases").wait_for()
    assert page.get_by_label("The same person as Amina Farouk").is_checked()
    if scripts:
        assert_accessible(page)
        screenshot(page, "import-duplicates")
    page.get_by_role("button", name="Bring in 3 cases").press("Enter")
    page.get_by_role("heading", name="How far it is").wait_for()
    work()
    page.reload()
    page.get_by_text("3 cases came in.").wait_for()
    with working_as("supervisor"):
        known = {one.told["prs_FirstName"]: one for one in Person.objects.all() if one.told}
        assert sorted(known) == ["Amina", "Ingrid", "Sanne"]
        assert known["Sanne"].coded["prs_Gender"] == "Feminine"
        assert known["Ingrid"].told["prs_MailingStreet"] == "Nordhafen"
        assert Case.objects.filter(person=case.person_id).count() == 2
    page.get_by_role("button", name="Take it back").press("Enter")
    page.get_by_role("heading", name="How far it is").wait_for()
    work()
    page.reload()
    page.get_by_text("3 cases were taken back").wait_for()
    with working_as("supervisor"):
        assert [one.pk for one in Case.objects.all()] == [case.pk]
        assert Person.objects.get(pk=case.person_id).told["prs_FirstName"] == "Amina"
