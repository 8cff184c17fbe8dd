from __future__ import annotations

import warnings
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from readings import codes, from_csv

from fanal.exchange.reading import read
from fanal.presentation import Refusal
from fanal.standard import CASE


def test_odk_central(tmp_path: Path) -> None:
    reading = from_csv(
        tmp_path,
        "SubmissionDate,start,consent-con_Consent,person-prs_First_Name,exploitation-vic_MethodsOfControl,"
        "exploitation-vic_TypeOfExploitation/ForcedLabour,exploitation-vic_TypeOfExploitation/Servitude,"
        "KEY,SubmitterID,SubmitterName,AttachmentsPresent,Status,ReviewState,Edits,FormVersion\n"
        "2026-01-02T10:00:00Z,2026-01-02T09:00:00Z,TRUE,Amina,DebtBondage FalsePromises,1,0,"
        "uuid:a,7,Field One,0,,,0,v1\n",
    )
    assert reading.records.cases.to_dicts() == [
        {
            CASE: "uuid:a",
            "prs_FirstName": "Amina",
            "vic_MethodsOfControl": ["DebtBondage", "FalsePromises"],
            "vic_TypeOfExploitation": ["ForcedLabour"],
            "con_Consent": True,
        }
    ]
    assert reading.clean
    assert set(reading.aside["why"]) == {"exchange.form-metadata"}


def test_kobo_with_labels_groups_and_boxes(tmp_path: Path) -> None:
    reading = from_csv(
        tmp_path,
        "start;end;Consent;group/Methods of Control;group/Methods of Control/Debt bondage;"
        "group/Methods of Control/False promises;Citizenship;_id;_uuid;_submission_time;_index\n"
        "x;y;Yes;Debt bondage False promises;1;1;Namibia;1;u-1;2026-01-01T00:00:00;1\n",
    )
    (case,) = reading.records.cases.to_dicts()
    assert case["vic_MethodsOfControl"] == ["DebtBondage", "FalsePromises"]
    assert case["prs_Citizenship"] == ["NA"]
    assert case[CASE] == "u-1"


@pytest.fixture
def template(real_data: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Any:
    """Fill a published template as people do: under the labels they see."""

    def fill(name: str, rows: list[dict[str, Any]]) -> Path:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(real_data / "htcds" / name, keep_vba=name.endswith("m"))
        sheet = book.worksheets[0]
        column = {sheet.cell(2, number).value: number for number in range(2, 40)}
        for number, row in enumerate(rows, start=3):
            for label, value in row.items():
                sheet.cell(number, column[label]).value = value
        path = tmp_path / name
        book.save(path)
        return path

    return fill


TEMPLATES = [
    "HTCDS Excel Spreadsheet v2.0.xlsx",
    "HTCDS Excel Spreadsheet single select with validation v2.0.xlsx",
    "HTCDS Excel Spreadsheet multi select with validation v2.0.xlsm",
]


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_published_template_filled_in(name: str, template: Any) -> None:
    row = {
        "First Name": "Amina",
        "Birthdate": datetime(1999, 5, 4),
        "Mailing Street": "12 Mill Lane",
        "Mailing City": "Bern",
        "Mailing State/Province": "BE",
        "Mailing Zip/Postal Code": 3000,
        "Mailing Country": "Switzerland",
        "Citizenship": "Namibia",
        "Trafficking Status Decision Making Organization": "Police",
        "Trafficking Status": "Actual victim of trafficking",
        "Methods of Control": "Debt bondage ; False promises",
        "Forced Labour Industry": "Water supply; sewerage, waste management and remediation; Construction",
        "Type of Exploitation": "Forced labour",
        "Reason for Outgoing Referral": "Migration Or Change Of Location",
        "Consent": True,
    }
    reading = read(template(name, [row, {}, {"Gender": "Masculine"}]))
    case, other = reading.records.cases.to_dicts()
    assert other["prs_Gender"] == "Masculine"
    expected = {
        "prs_FirstName": "Amina",
        "prs_Birthdate": date(1999, 5, 4),
        "prs_MailingStreet": "12 Mill Lane",
        "prs_MailingCity": "Bern",
        "prs_MailingState": "BE",
        "prs_MailingPostalCode": "3000",
        "prs_MailingCountry": "CH",
        "prs_Citizenship": ["NA"],
        "vic_TraffickingStatusDecisionMakingOrg": "Police",
        "vic_MethodsOfControl": ["DebtBondage", "FalsePromises"],
        "vic_ForcedLabourIndustry": ["E_WaterSupplySewerageWasteManagement", "F_Construction"],
        "cas_ReasonForOutgoingReferral": "MigrationOrChangeOfLocation",
        "con_Consent": True,
    }
    assert {name: case[name] for name in expected} == expected
    assert codes(reading) == ["exchange.label-wins"]
    assert reading.findings[0].values["n"] == 4
    assert reading.rows.to_list() == [3, 5]


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_with_its_thousand_empty_rows_holds_no_case(name: str, real_data: Path) -> None:
    with pytest.raises(Refusal) as refused:
        read(real_data / "htcds" / name)
    assert refused.value.finding.code == "exchange.no-cases"


def test_the_ctdc_file_is_understood_whole(real_data: Path) -> None:
    reading = read(real_data / "data" / "ctdc" / "ctdc_global_kanon_20210715.csv.gz")
    assert reading.clean
    assert reading.records.cases.shape == (97_750, 64)
    assert reading.aside.height == 0
    assert reading.records.vocabulary.name == "CTDC"
    blanks = sum(reading.records.cases.null_count().row(0)) / (97_750 * 63)
    assert round(blanks, 2) == 0.57


def test_the_other_spellings_of_the_ctdc_files(tmp_path: Path) -> None:
    reading = from_csv(
        tmp_path,
        "yearOfRegistration,Datasource,gender,ageBroad,citizenship,isForcedLabour,isSexualExploit,CountryOfExploitation\n"
        "2019,Hotline,Female,18--20,NA,1,0,0\n",
    )
    assert reading.records.cases.drop(CASE).row(0) == (
        2019,
        "Hotline",
        "Female",
        "18--20",
        "NA",
        True,
        False,
        None,
    )
    assert codes(reading) == ["exchange.redacted"]
    reading = from_csv(
        tmp_path,
        "yearOfRegistration,gender,ageBroad,traffickMonths,citizenship,meansOfControlThreatOfLawEnforce,isForcedLabour\n"
        "2019,Female,09--17,13--24 (1-2 yrs),NAM,1,\n",
    )
    assert reading.clean
    assert reading.records.cases.row(0)[1:5] == (2019, "Female", "9--17", "NA")


def test_kobo_with_the_labels_of_groups_and_of_choices_that_hold_the_sign_between_them(
    tmp_path: Path,
) -> None:
    reading = from_csv(
        tmp_path,
        "start,end,person/Mailing State/Province,exploitation/Methods of Control,"
        "exploitation/Methods of Control/Threatens children/family,exploitation/Forced Labour Industry,"
        "_id,_uuid,_submission_time,_index\n"
        'x,y,Bern,"Debt bondage Threatens children/family",1,'
        '"Arts, entertainment and recreation Manufacturing Activities of households as employers; '
        'undifferentiated goods- and services- producing activities of households for own use",'
        "1,u-1,2026-01-01T00:00:00,1\n",
    )
    (case,) = reading.records.cases.to_dicts()
    assert case["prs_MailingState"] == "Bern"
    assert len(case["vic_MethodsOfControl"]) == 2
    assert case["vic_ForcedLabourIndustry"][0].startswith("C_")
    assert len(case["vic_ForcedLabourIndustry"]) == 3
    assert "standard.unknown-code-sealed" not in codes(reading)


@pytest.mark.parametrize("sign", list("/-.:_"))
def test_a_name_is_known_under_the_groups_of_any_form(sign: str, tmp_path: Path) -> None:
    reading = from_csv(
        tmp_path,
        f"a group{sign}prs_Gender,exploitation{sign}vic_MethodsOfControl{sign}DebtBondage\nFeminine,1\n",
    )
    (case,) = reading.records.cases.drop(CASE).to_dicts()
    assert case == {"prs_Gender": "Feminine", "vic_MethodsOfControl": ["DebtBondage"]}


def test_a_label_under_somebody_else_s_heading_is_not_the_victim_s(tmp_path: Path) -> None:
    reading = from_csv(tmp_path, "First Name,Trafficker/First Name,Mother - Gender\nAmina,Igor,Feminine\n")
    assert reading.records.cases.drop(CASE).to_dicts() == [{"prs_FirstName": "Amina"}]
    assert set(reading.aside["value"]) == {"Igor", "Feminine"}


def test_rows_of_a_repeated_group_in_a_workbook_of_kobo_find_their_submission(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    main = book.active
    assert main is not None
    main.append(["prs_Gender", "_id", "_uuid", "_submission_time", "_index"])
    main.append(["Feminine", 7, "u-7", "2026-01-01T00:00:00", 1])
    events = book.create_sheet("events")
    events.append(["hte_City", "_index", "_parent_table_name", "_parent_index", "_submission__uuid"])
    events.append(["Bern", 1, "form", 1, "u-7"])
    events.append(["Oslo", 2, "form", 1, "u-7"])
    path = tmp_path / "kobo.xlsx"
    book.save(path)
    reading = read(path)
    assert reading.clean
    assert reading.records.repeated["historic trafficking event"].rows() == [("u-7", "Bern"), ("u-7", "Oslo")]
