"""What is proposed for the columns of a foreign sheet, and what is left to a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from fanal.exchange.files import open_file
from fanal.exchange.mapping import Sureness, suggest
from fanal.presentation import Refusal

from .foreign_files import REGISTER, column, fields, suggested


def test_a_register_is_understood(tmp_path: Path) -> None:
    assert fields(suggested(tmp_path, REGISTER)) == {
        "N° dossier": "cas_Reference",
        "Nom": "prs_SecondName",
        "Prénom": "prs_FirstName",
        "Sexe": "prs_Gender",
        "DDN": "prs_Birthdate",
        "Nationalité": "prs_Citizenship",
        "Moyens de contrôle": "vic_MethodsOfControl",
        "Observations": "cco_CaseComment",
    }


def test_headings_are_found_under_titles(tmp_path: Path) -> None:
    width = len(REGISTER)
    above = [["Registre du foyer 2022"] + [""] * (width - 1), [""] * width]
    suggestion = suggested(tmp_path, REGISTER, above)
    assert suggestion.headings_row == 3
    assert suggestion.rows == 4
    assert fields(suggestion)["Sexe"] == "prs_Gender"


@pytest.mark.parametrize("word", ["Date", "Type", "Nom", "Name", "Status", "Statut", "Pays"])
def test_a_general_heading_is_never_highly_sure(tmp_path: Path, word: str) -> None:
    values = {"Date": ["2021-03-04", "2021-05-06"], "Pays": ["Mali", "Togo"]}.get(word, ["abc", "def"])
    found = column(suggested(tmp_path, {"Sexe": ["F", "M"], word: values}), word)
    assert found.sureness is not Sureness.HIGH


def test_values_say_what_a_general_heading_does_not(tmp_path: Path) -> None:
    status = {"Statut": ["en cours", "clos", "en cours"], "Prénom": ["A", "B", "C"]}
    assert fields(suggested(tmp_path, status))["Statut"] == "cas_Status"
    nonsense = {"Statut": ["vert", "rouge", "bleu"], "Prénom": ["A", "B", "C"]}
    assert fields(suggested(tmp_path, nonsense))["Statut"] is None


def test_values_speak_against_a_heading(tmp_path: Path) -> None:
    good = suggested(tmp_path, {"Consentement": ["oui", "non"], "Sexe": ["F", "M"]})
    bad = suggested(tmp_path, {"Consentement": ["voir dossier papier", "archives"], "Sexe": ["F", "M"]})
    first, second = column(good, "Consentement").best, column(bad, "Consentement").best
    assert first is not None and second is not None
    assert first.sure > 0.9 > second.sure


@pytest.mark.parametrize(
    "heading",
    ["Nom du trafiquant", "Suspect DOB", "Nationalité de l'auteur", "Mother's name", "Téléphone du tuteur"],
)
def test_columns_about_somebody_else_are_not_mapped(tmp_path: Path, heading: str) -> None:
    values = ["1990-01-02", "1991-03-04"] if "DOB" in heading else ["Bulgarie", "Mali"]
    found = fields(suggested(tmp_path, {"Sexe": ["F", "M"], "Prénom": ["A", "B"], heading: values}))
    assert found[heading] is None


def test_no_two_columns_take_one_field_in_silence(tmp_path: Path) -> None:
    columns = {"Sexe": ["F", "M"], "Genre": ["F", "M"], "Prénom": ["A", "B"]}
    suggestion = suggested(tmp_path, columns)
    applied = [name for name in fields(suggestion).values() if name == "prs_Gender"]
    assert len(applied) == 1
    second = column(suggestion, "Genre")
    assert second.taken_by == "Sexe"
    assert second.sureness is Sureness.LOW
    assert not suggestion.settled


def test_a_field_of_several_choices_may_take_several_columns(tmp_path: Path) -> None:
    columns = {"Nationalité 1": ["Mali", "Togo"], "Nationalité 2": ["Bénin", ""], "Prénom": ["A", "B"]}
    found = fields(suggested(tmp_path, columns))
    assert found["Nationalité 1"] == found["Nationalité 2"] == "prs_Citizenship"


def test_what_fits_nothing_is_left_alone(tmp_path: Path) -> None:
    suggestion = suggested(tmp_path, {"Sexe": ["F", "M"], "Chambre": ["12", "14"]})
    assert column(suggestion, "Chambre").sureness is Sureness.NONE
    assert not suggestion.settled


def test_what_the_standard_has_deprecated_is_not_applied(tmp_path: Path) -> None:
    found = column(
        suggested(tmp_path, {"Sexe": ["F", "M"], "Vulnérabilités": ["pauvreté", "migration"]}),
        "Vulnérabilités",
    )
    assert found.field is None
    assert found.best is not None and found.best.field.name == "vic_Vulnerabilities"


@pytest.mark.parametrize(
    "rows",
    [
        {"Irina": ["Petrova", "Diallo"], "+41 79 555 01 01": ["f", "m"]},
        {"a": ["1", "2"], "b": ["3", "4"]},
        {"14": ["12", "13"], "2021-03-04": ["x", "y"]},
    ],
)
def test_a_sheet_without_headings_is_refused(tmp_path: Path, rows: dict[str, list[str]]) -> None:
    with pytest.raises(Refusal) as refused:
        suggested(tmp_path, rows)
    assert refused.value.finding.code == "exchange.map-no-headings"
    assert "Irina" not in str(refused.value)


def test_the_order_of_day_and_month_is_shown_by_other_dates(tmp_path: Path) -> None:
    def order(*dates: str) -> bool | None:
        return suggested(tmp_path, {"Sexe": ["F"] * len(dates), "DDN": list(dates)}).day_first

    assert order("25/12/1999", "03/04/1996") is True
    assert order("12/25/1999", "03/04/1996") is False
    assert order("03/04/1996", "05/06/1997") is None
    assert order("25/12/1999", "12/25/1999") is None


def test_it_says_the_same_twice(tmp_path: Path) -> None:
    assert suggested(tmp_path, REGISTER) == suggested(tmp_path, REGISTER)


def test_a_column_without_heading_that_counts_the_rows_is_passed_over(tmp_path: Path) -> None:
    suggestion = suggested(tmp_path, {"": ["1", "2"], "Sexe": ["F", "M"]})
    assert fields(suggestion) == {"Sexe": "prs_Gender"}


def test_a_column_without_heading_cannot_be_mapped_by_one(tmp_path: Path) -> None:
    found = suggested(tmp_path, {"Prénom": ["A", "B"], "": ["Feminine", "Masculine"]}).columns[1]
    assert found.heading is None
    assert found.shown_heading == "B"
    assert found.field is None


@pytest.mark.needs_data
def test_the_published_template_is_recognised(real_data: Path) -> None:
    template = real_data / "htcds" / "HTCDS Excel Spreadsheet v2.0.xlsx"
    suggestion = suggest(open_file(template))
    sure = [one for one in suggestion.columns if one.sureness is Sureness.HIGH]
    assert len(sure) >= 0.9 * len(suggestion.columns) > 30
