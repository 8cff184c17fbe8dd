"""The official Excel templates, filled in: imported, exported, imported again, with the same records."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from fanal.exchange.files import open_bytes
from fanal.exchange.reading import ReadSettings, read_content
from fanal.web.casework.transfer.outgoing import records_of
from fanal.web.casework.transfer.uploaded import read_uploaded
from web.casework.test_transfer import assert_same, brought_in, checked, handed_out

pytestmark = [pytest.mark.needs_data, pytest.mark.django_db]
TEMPLATES = [
    "HTCDS Excel Spreadsheet v2.0.xlsx",
    "HTCDS Excel Spreadsheet single select with validation v2.0.xlsx",
    "HTCDS Excel Spreadsheet multi select with validation v2.0.xlsm",
]
ROWS: list[dict[str, Any]] = [
    {
        "First Name": "Amina",
        "Birthdate": datetime(1999, 5, 4),
        "Mailing Street": "12 Mill Lane",
        "Mailing Country": "Switzerland",
        "Citizenship": "Namibia",
        "Trafficking Status Decision Making Organization": "Police",
        "Trafficking Status": "Actual victim of trafficking",
        "Methods of Control": "Debt bondage ; False promises",
        "Type of Exploitation": "Forced labour",
        "Reason for Outgoing Referral": "Migration Or Change Of Location",
        "Consent": True,
    },
    {"First Name": "Nobody", "Gender": "Masculine"},
]


def filled_in(template: Path) -> bytes:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(template, keep_vba=template.suffix == ".xlsm")
    sheet = book.worksheets[0]
    column = {sheet.cell(2, number).value: number for number in range(2, 40)}
    for number, row in enumerate(ROWS, start=3):
        for label, value in row.items():
            sheet.cell(number, column[label]).value = value
    file = BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("name", TEMPLATES)
def test_an_official_template_filled_in(name: str, real_data: Path, working_as: Any) -> None:
    first = read_content(open_bytes(filled_in(real_data / "htcds" / name), name), ReadSettings())
    assert first.aside.height == 0 and len(first.records) == 2
    with working_as("supervisor") as actor:
        made = brought_in(first.records, actor)
        assert [one.person.told["prs_FirstName"] for one in made] == ["Amina", "Nobody"]
        out = records_of(made, actor=actor)
        assert checked(out, "excel").findings == ()
        again = read_uploaded(handed_out(out, "excel"), {})
        assert_same(first.records, again.records, by="prs_FirstName")
        second = records_of(brought_in(again.records, actor), actor=actor)
        assert_same(out.records, second.records, by="prs_FirstName")
