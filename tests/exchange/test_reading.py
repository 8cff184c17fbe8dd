from __future__ import annotations

import csv
import io
import json
import warnings
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from fanal.exchange import summary
from fanal.exchange.reading import Reading, ReadSettings, read
from fanal.presentation import LANGUAGES, Refusal, as_html, as_text
from fanal.standard import CASE


def from_csv(folder: Path, text: str, settings: ReadSettings | None = None) -> Reading:
    path = folder / "cases.csv"
    path.write_text(text, encoding="utf-8")
    return read(path, settings)


def codes(reading: Reading) -> list[str]:
    return [finding.code for finding in reading.findings]


def told(reading: Reading) -> str:
    """All that a reading says, in every form and language."""
    said = []
    for language in LANGUAGES:
        report = summary.report(reading, language)
        said += [
            as_text(report),
            as_html(report),
            json.dumps(summary.as_json(reading, language), ensure_ascii=False),
        ]
    return "\n".join(said) + repr(reading) + repr(reading.findings)


def test_names_with_and_without_underscores_prefixes_of_groups_and_labels(tmp_path: Path) -> None:
    headings = (
        "prs_First_Name,prsGender,consent/con_Consent,vic_TraffickinStatusDecisionMakingOrg,Date de naissance"
    )
    reading = from_csv(tmp_path, f"{headings}\nAmina,Female,yes,Police,2001-02-03\n")
    assert reading.records.cases.drop(CASE).to_dicts() == [
        {
            "prs_FirstName": "Amina",
            "prs_Birthdate": date(2001, 2, 3),
            "prs_Gender": "Feminine",
            "vic_TraffickingStatusDecisionMakingOrg": "Police",
            "con_Consent": True,
        }
    ]
    assert reading.clean


def test_nothing_is_lost(tmp_path: Path) -> None:
    reading = from_csv(
        tmp_path,
        "prs_Gender,prs_Gender,Our notes,prs_Birthdate\n"
        "Femal,Masculine,tall,31/02/2020\n"
        "Feminine,,,1990-01-01\n",
    )
    kept = {(row["row"], row["column"], row["value"]) for row in reading.aside.to_dicts()}
    assert kept == {
        (2, "prs_Gender", "Femal"),
        (2, "prs_Gender", "Masculine"),
        (2, "Our notes", "tall"),
        (2, "prs_Birthdate", "31/02/2020"),
    }
    assert reading.records.cases["prs_Gender"].to_list() == [None, "Feminine"]
    near = next(one for one in reading.findings if one.code == "standard.unknown-code-near")
    assert "“Femal” is not in the list of the field. The nearest is Feminine" in near.text("en")
    assert near.place.rows == (2,)


def test_findings_alike_are_one_with_all_their_rows(tmp_path: Path) -> None:
    reading = from_csv(tmp_path, "prs_Gender,cas_Status\n" + "Femal,Active\n" * 500)
    (finding,) = reading.findings
    assert finding.place.rows == tuple(range(2, 502))


SECRETS = (
    "Nadezhda",
    "Krasnova",
    "Zarqawi",
    "+41791234567",
    "079 123 45 67",
    "1987-11-23",
    "23/11/1987",
    "Elm Lodge",
)


def test_no_identity_is_printed_wherever_it_was_typed(tmp_path: Path) -> None:
    columns = (
        "prs_FirstName,prs_SecondName,prs_MobilePhone,prs_Birthdate,prs_Gender,prs_Citizenship,cas_Status,"
        "hte_Street,Alias,cas_CaseOwner"
    )
    rows = [
        "Nadezhda,Krasnova,+41791234567,1987-11-23,Krasnova,Zarqawi Nadezhda,079 123 45 67,Elm Lodge,"
        "Zarqawi,Zarqawi",
        "Nadezhda,Krasnova,079 123 45 67,23/11/1987x,nadezhda,+41791234567,Elm Lodge Krasnova,Elm Lodge,"
        "Krasnova,x",
    ]
    said = told(from_csv(tmp_path, "\n".join([columns, *rows]) + "\n"))
    assert [secret for secret in SECRETS if secret.casefold() in said.casefold()] == []
    assert "▒▒▒▒▒" in said


def test_a_date_that_could_be_read_two_ways_is_read_as_its_owner_says(tmp_path: Path) -> None:
    text = "cas_IncomingReferralDate,prs_Gender\n03/04/2021,Feminine\n25/04/2021,Feminine\n"
    dates = "cas_IncomingReferralDate"
    assert from_csv(tmp_path, text).records.cases[dates].to_list() == [None, date(2021, 4, 25)]
    first = from_csv(tmp_path, text, ReadSettings(day_first=True))
    assert first.records.cases[dates].to_list() == [date(2021, 4, 3), date(2021, 4, 25)]
    assert first.clean


def test_a_band_where_a_number_is_asked_for_becomes_the_band(tmp_path: Path) -> None:
    reading = from_csv(tmp_path, "vic_AgeWhenTrafficked,prs_Gender\n15-17,Feminine\n16,Feminine\n")
    assert reading.records.cases["vic_AgeWhenTrafficked"].to_list() == [None, 16]
    assert reading.records.cases["vic_AgeBandWhenTrafficked"].to_list() == ["15--17", None]
    assert codes(reading) == ["standard.band-apart"]


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


@pytest.mark.parametrize("name", ["Ana Maria\n", "Ana,Maria\n1,2\n"])
def test_a_file_of_no_known_heading_is_refused_without_printing_it(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refusal) as refused:
        from_csv(tmp_path, name)
    for language in LANGUAGES:
        said = refused.value.finding.text(language)
        assert "fanal map suggest" in said
        assert "Maria" not in said


def test_headings_without_a_case_under_them(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="no case under them"):
        from_csv(tmp_path, "prs_Gender,cas_Status\n")


def test_rows_of_events_in_one_flat_file(tmp_path: Path) -> None:
    reading = from_csv(
        tmp_path,
        "case,prs_Gender,hte_City,hte_Country,hte_City_2,hte_Country_2\n"
        "a,Feminine,Bern,CH,,\nb,Feminine,,,Oslo,NO\nc,Masculine,Rome,IT,Paris,FR\n",
    )
    events = reading.records.repeated["historic trafficking event"]
    assert events.select(CASE, "hte_City", "hte_Country").rows() == [
        ("a", "Bern", "CH"),
        ("b", "Oslo", "NO"),
        ("c", "Rome", "IT"),
        ("c", "Paris", "FR"),
    ]


def test_words_of_a_mapping_are_known_in_cells_with_several_choices_too(tmp_path: Path) -> None:
    settings = ReadSettings(
        fields={"Moyens": "vic_MethodsOfControl"},
        values={"vic_MethodsOfControl": {"ses dettes": "DebtBondage"}},
    )
    reading = from_csv(tmp_path, "Moyens,Status\nSes Dettes; False promises,Active\n", settings)
    assert reading.records.cases["vic_MethodsOfControl"].to_list() == [["DebtBondage", "FalsePromises"]]
    # With a mapping, what it leaves open is left open.
    assert codes(reading) == ["exchange.column-unknown"]
    assert reading.aside["value"].to_list() == ["Active"]


def test_numbered_columns_hold_further_choices(tmp_path: Path) -> None:
    reading = from_csv(
        tmp_path,
        "vic_MethodsOfControl_1,vic_MethodsOfControl_2,Methods of Control 3,prs_Gender\n"
        "False promises,,Debt bondage,Feminine\n,,,Feminine\n",
    )
    assert reading.records.cases["vic_MethodsOfControl"].to_list() == [["DebtBondage", "FalsePromises"], None]


def test_the_same_case_number_twice_is_two_cases_and_a_finding(tmp_path: Path) -> None:
    reading = from_csv(tmp_path, "case,prs_Gender\nK1,Feminine\nK1,Masculine\nK2,Feminine\n")
    assert reading.records.cases[CASE].to_list() == ["K1", "K1~2", "K2"]
    assert codes(reading) == ["exchange.case-twice"]


def test_events_stay_with_the_row_they_stand_on_when_a_case_number_comes_twice(tmp_path: Path) -> None:
    reading = from_csv(tmp_path, "case,prs_Gender,hte_City\nK,Feminine,Bern\nK,Masculine,Oslo\nK~2,,Rome\n")
    assert reading.records.cases[CASE].to_list() == ["K", "K~3", "K~2"]
    events = reading.records.repeated["historic trafficking event"]
    assert events.select(CASE, "hte_City").rows() == [("K", "Bern"), ("K~3", "Oslo"), ("K~2", "Rome")]


def test_a_file_of_events_alone_has_the_cases_that_they_name(tmp_path: Path) -> None:
    reading = from_csv(tmp_path, "case,hte_City,hte_Country\na,Bern,CH\na,Oslo,NO\nb,Rome,IT\n")
    assert reading.records.cases[CASE].to_list() == ["a", "b"]
    assert reading.records.repeated["historic trafficking event"].height == 3


def test_a_name_on_one_sheet_is_not_printed_from_another(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.append(["case", "prs_FirstName"])
    first.append(["1", "Nadezhda"])
    events = book.create_sheet("historic trafficking event")
    events.append(["case", "hte_Type"])
    events.append(["1", "Nadezhda"])
    path = tmp_path / "two.xlsx"
    book.save(path)
    reading = read(path)
    assert reading.aside["value"].to_list() == ["Nadezhda"]
    assert "Nadezhda" not in told(reading)


def test_each_year_on_a_sheet_of_its_own(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for year in ("2020", "2021"):
        sheet = book.create_sheet(year)
        sheet.append(["prs_Gender", "cas_Status"])
        sheet.append(["Feminine", "Active"])
    book.create_sheet("Budget").append(["Rent", 100])
    book.remove(book.worksheets[0])
    path = tmp_path / "years.xlsx"
    book.save(path)
    reading = read(path)
    assert reading.records.cases[CASE].to_list() == ["2020:2", "2021:2"]
    assert codes(reading) == ["exchange.sheet-not-read"]


def two_sheets(folder: Path) -> Path:
    """Cases under headings of their own, and beside them a sheet with the choices of one."""
    book = openpyxl.Workbook()
    cases = book.active
    assert cases is not None
    cases.title = "Suivi"
    cases.append(["Sexe", "Statut", "Pays d'exploitation", "Arrivée"])
    for _ in range(3):
        cases.append(["F", "Active", "Suisse", "2021-03-04"])
    lists = book.create_sheet("Listes")
    for word in ("Sexe", "F", "M"):
        lists.append([word])
    path = folder / "two.xlsx"
    book.save(path)
    return path


def test_a_sheet_of_choices_is_no_sheet_of_cases(tmp_path: Path) -> None:
    fields = {"Sexe": "prs_Gender", "Statut": "cas_Status", "Arrivée": "cas_RegistrationDate"}
    for settings in (ReadSettings(fields=fields), ReadSettings(fields=fields, sheet=1)):
        reading = read(two_sheets(tmp_path), settings)
        assert len(reading.records) == 3
        assert "exchange.sheet-not-read" in codes(reading)


def test_a_mapping_says_of_what_event_a_country_is(tmp_path: Path) -> None:
    heading = "Pays d'exploitation"
    settings = ReadSettings(
        fields={"Sexe": "prs_Gender", heading: "hte_Country"}, sets={heading: {"hte_Type": "Exploitation"}}
    )
    events = read(two_sheets(tmp_path), settings).records.repeated["historic trafficking event"]
    assert events.select("hte_Country", "hte_Type").unique().rows() == [("CH", "Exploitation")]


def test_what_says_that_nothing_is_known_is_near_no_code(tmp_path: Path) -> None:
    reading = from_csv(tmp_path, "prs_Citizenship,prs_Gender\ninconnue,trans\nNot known,F\n")
    assert sorted(codes(reading)) == ["standard.says-unknown", "standard.unknown-code"]
    assert reading.aside.height == 3


def test_the_same_problem_of_many_dates_is_told_once(tmp_path: Path) -> None:
    years = "".join(f"{year},F\n" for year in range(1990, 2020))
    reading = from_csv(tmp_path, f"spl_PlannedEndDate,prs_Gender\n{years}")
    (finding,) = reading.findings
    assert finding.code == "standard.date-incomplete"
    assert len(finding.place.rows) == 30
    assert "1990 / 1991 / 1992 / …" in finding.text("en")


def test_json_with_events(tmp_path: Path) -> None:
    path = tmp_path / "cases.json"
    event = {"hte_Type": "Exploitation", "hte_Country": "NA"}
    case = {"case": "x", "prs_Gender": "Feminine", "vic_MethodsOfControl": ["DebtBondage"]}
    path.write_text(
        json.dumps({"fictional": True, "cases": [{**case, "historic trafficking event": [event]}]})
    )
    reading = read(path)
    assert reading.clean
    assert reading.records.fictional
    assert reading.records.repeated["historic trafficking event"].to_dicts() == [
        {CASE: "x", **{k: event[k] for k in sorted(event)}}
    ]


def test_a_file_of_many_rows_and_problems_stays_quick_to_tell(tmp_path: Path) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["prs_Gender", "prs_FirstName"])
    writer.writerows([f"Feminine {number}", "Amina"] for number in range(3_000))
    reading = from_csv(tmp_path, out.getvalue())
    assert len(reading.findings) == 3_000
    assert reading.aside.height == 3_000
    assert len(as_text(summary.report(reading, "en")).splitlines()) < 600


def test_records_have_the_types_of_their_fields(tmp_path: Path) -> None:
    reading = from_csv(tmp_path, "prs_Birthdate,prs_Gender,con_Consent,vic_MethodsOfControl\n,,yes,\n")
    assert reading.records.cases.schema == {
        CASE: pl.String,
        "prs_Birthdate": pl.Date,
        "prs_Gender": pl.String,
        "vic_MethodsOfControl": pl.List(pl.String),
        "con_Consent": pl.Boolean,
    }


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


def test_what_was_not_understood_is_kept_aside_under_its_own_column(tmp_path: Path) -> None:
    reading = from_csv(
        tmp_path,
        "vic_MethodsOfControl_1,vic_MethodsOfControl_2,vic_MethodsOfControl_3\n"
        "False promises,debt bondag,Debt bondage\n",
    )
    assert reading.records.cases["vic_MethodsOfControl"].to_list() == [["DebtBondage", "FalsePromises"]]
    assert [(one["column"], one["value"]) for one in reading.aside.to_dicts()] == [
        ("vic_MethodsOfControl_2", "debt bondag")
    ]
    assert reading.findings[0].place.column == "vic_MethodsOfControl_2"


def test_titles_and_further_columns_of_a_field_or_of_the_case_are_kept_aside(tmp_path: Path) -> None:
    reading = from_csv(
        tmp_path,
        "Register 2024,,,,\ncase,case,prs_Gender,prs_Gender_2,No\na,b,Feminine,Masculine,17\n",
    )
    assert reading.records.cases.to_dicts() == [{CASE: "a", "prs_Gender": "Feminine"}]
    kept = {(one["row"], one["value"]) for one in reading.aside.to_dicts()}
    assert kept == {(1, "Register 2024"), (3, "b"), (3, "Masculine"), (3, "17")}
    assert "exchange.above-headings" in codes(reading)


def test_a_hidden_sheet_that_is_not_read_is_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["prs_Gender", "cas_Status"])
    sheet.append(["Feminine", "Active"])
    hidden = book.create_sheet("old")
    hidden.append(["Rent"])
    hidden.sheet_state = "hidden"
    path = tmp_path / "hidden.xlsx"
    book.save(path)
    assert codes(read(path)) == ["exchange.sheet-hidden"]


def test_a_cell_of_many_signs_is_read_in_time(tmp_path: Path) -> None:
    reading = from_csv(tmp_path, f'vic_MethodsOfControl,prs_Gender\n"{"a; b, c " * 20_000}",\n')
    assert reading.aside.height == 1


def test_words_that_both_vocabularies_know_are_of_the_standard(tmp_path: Path) -> None:
    assert from_csv(tmp_path, "gender,citizenship\nFeminine,NA\n").records.vocabulary.name == "HTCDS"
    assert from_csv(tmp_path, "gender,citizenship,ageBroad\nFemale,NA,\n").records.vocabulary.name == "CTDC"
