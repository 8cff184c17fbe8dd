from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from readings import codes, from_csv, told

from fanal.exchange import summary
from fanal.exchange.reading import ReadSettings, read
from fanal.presentation import LANGUAGES, Refusal, as_text
from fanal.standard import CASE


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
