"""A mapping file that people have edited: what is wrong is said with its line and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from fanal.exchange.files import open_file
from fanal.exchange.mapping import as_toml, check_mapping, load_mapping, suggest
from fanal.exchange.reading import read
from fanal.presentation import Refusal

from .foreign_files import REGISTER, suggested, write


def saved(folder: Path, text: str | bytes) -> Path:
    path = folder / "mapping.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


COUNTRY = '[[column]]\nheading = "Pays"\nfield = "hte_Country"\n'
SEX = '[[column]]\nheading = "Sexe"\nfield = "prs_Gender"\n'


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ('[[column]]\nheading = "Sexe\n', "mapping-not-toml", ["line 2"]),
        ("[[column]\n", "mapping-not-toml", ["line 1"]),
        ('x = 1\n[[column]]\nheading="a"', "mapping-unknown-key", ["“x”", "column, mapping"]),
        (SEX + 'feild = "x"\n', "mapping-unknown-key", ["line 1", "“feild”", "field, heading"]),
        ('[[column]]\nfield = "prs_Gender"\n', "mapping-no-heading", ["line 1"]),
        (SEX + "\n" + SEX, "mapping-heading-twice", ["line 5", "“Sexe”"]),
        (SEX.replace("prs_Gender", "prs_Gendre"), "mapping-unknown-field-near", ["prs_Gender", "line 1"]),
        (SEX.replace("prs_Gender", "qqqq"), "mapping-unknown-field", ["“qqqq”"]),
        (SEX + "ignore = true\n", "mapping-ignore", ["“Sexe”"]),
        (SEX + 'sets = { hte_Type = "Exploitation" }\n', "mapping-sets", ["“Sexe”", "hte_Type"]),
        (COUNTRY + 'sets = { hte_Type = "x" }\n', "mapping-sets", ["hte_Type"]),
        ('[mapping]\nsheet = "one"\n', "mapping-sheet", ["line 1"]),
        (SEX + '[column.values]\n"dame" = "Femenine"\n', "mapping-unknown-code-near", ["Feminine"]),
        (SEX + '[column.values]\n"dame" = "qqqq"\n', "mapping-unknown-code", ["Feminine, Masculine"]),
        (SEX + '[column.values]\n"dame" = 3\n', "mapping-value-shape", ["prs_Gender"]),
        (SEX + 'values = "F"\n', "mapping-shape", ["[column.values]"]),
        ('mapping = 1\n', "mapping-shape", ["[mapping]"]),
        ('[mapping]\nstandard = "CTDC 1"\n', "mapping-standard", ["HTCDS 2.0", "CTDC 1"]),
        ('[mapping]\ndates = "european"\n', "mapping-dates", ["day-first, month-first"]),
        ('[column]\nheading = "Sexe"\n', "mapping-shape", ["[[column]]"]),
        (SEX.replace("Sexe", "Né").encode("latin-1"), "mapping-encoding", ["UTF-8"]),
        (SEX.encode("utf-16"), "mapping-encoding", ["UTF-8"]),
        ('[[column]]\nheading = "DDN"\nfield = "prs_Birthdate"\n[column.values]\n"x" = "hier"\n',
         "mapping-value", ["“hier”", "prs_Birthdate"]),
        ('[[column]]\nheading="a"\nfield="vic_TypeOfExploitation"\nvalues={x="ForcedLabour"}\n'
         '[[column]]\nheading="b"\nfield="vic_TypeOfExploitation"\nvalues={x="Servitude"}\n',
         "mapping-value-two-ways", ["line 5", "“b”"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(tmp_path: Path, text: str | bytes, code: str, says: list[str]) -> None:
    with pytest.raises(Refusal) as refused:
        load_mapping(saved(tmp_path, text))
    finding = refused.value.finding
    assert finding.code == f"exchange.{code}"
    for language in ("en", "fr"):
        assert "\n" not in finding.text(language)
    for words in says:
        assert words in finding.text("en")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        load_mapping(tmp_path / "none.toml")
    assert refused.value.finding.code == "exchange.mapping-unreadable"


def test_editors_that_mark_utf_8_and_windows_lines_are_welcome(tmp_path: Path) -> None:
    text = b"\xef\xbb\xbf" + SEX.replace("\n", "\r\n").encode()
    assert load_mapping(saved(tmp_path, text)).fields == {"Sexe": "prs_Gender"}


def test_labels_and_lists_of_codes_may_be_written(tmp_path: Path) -> None:
    text = (
        '[[column]]\nheading = "E"\nfield = "vic_TypeOfExploitation"\n'
        '[column.values]\n"les deux" = ["ForcedLabour", "Exploitation sexuelle"]\n'
    )
    values = load_mapping(saved(tmp_path, text)).values
    assert values == {"vic_TypeOfExploitation": {"les deux": "ForcedLabour; Exploitation sexuelle"}}


def test_a_suggestion_is_applied_to_its_file(tmp_path: Path) -> None:
    text = as_toml(suggested(tmp_path, REGISTER), "fr").replace('"dame" = ""', '"dame" = "Feminine"')
    source = write(tmp_path, REGISTER)
    cases = read(source, load_mapping(saved(tmp_path, text))).records.cases
    assert cases["prs_Gender"].to_list() == ["Feminine"] * 4
    assert cases["prs_Citizenship"].to_list() == [["UA"], ["NG"], ["PT"], ["ER"]]
    assert cases["vic_MethodsOfControl"].to_list()[2] == ["WithholdsDocuments"]
    assert cases["prs_Birthdate"].to_list()[3].isoformat() == "1996-04-03"
    assert check_mapping(load_mapping(saved(tmp_path, text)), open_file(source)) == []


def test_headings_that_do_not_meet_are_told(tmp_path: Path) -> None:
    settings = load_mapping(saved(tmp_path, SEX.replace("Sexe", "Sex") + '[[column]]\nheading = "Genre"\n'))
    source = write(tmp_path, {"Genre": ["F", "M"], "prs_FirstName": ["A", "B"], "Chambre": ["1", "2"]})
    told = {(one.code, one.place.column) for one in check_mapping(settings, open_file(source))}
    assert ("exchange.mapping-heading-missing", "Sex") in told
    assert ("exchange.mapping-unnamed", "prs_FirstName") in told
    assert not any(column == "Chambre" for _, column in told)


@pytest.mark.parametrize("name", [".", "/dev/zero"])
def test_a_folder_or_a_device_is_no_mapping(name: str) -> None:
    with pytest.raises(Refusal, match="is not a file"):
        load_mapping(Path(name))


def test_a_suggestion_says_which_sheet_and_of_what_event_a_country_is(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.create_sheet("Suivi", 0)
    book["Suivi"].append(["Sexe", "Date de naissance", "Pays d'exploitation"])
    for _ in range(6):
        book["Suivi"].append(["F", "1990-01-02", "Suisse"])
    book.worksheets[1].append(["Sexe"])
    book.worksheets[1].append(["F"])
    path = tmp_path / "cases.xlsx"
    book.save(path)
    mapping = saved(tmp_path, as_toml(suggest(open_file(path)), "en"))
    settings = load_mapping(mapping)
    assert settings.sheet == 1
    assert settings.sets == {"Pays d'exploitation": {"hte_Type": "Exploitation"}}
    reading = read(path, settings)
    assert len(reading.records) == 6
    events = reading.records.repeated["historic trafficking event"]
    assert events.select("hte_Country", "hte_Type").unique().rows() == [("CH", "Exploitation")]
