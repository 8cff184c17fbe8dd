from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from fanal.cli.main import run


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    """Thirty cases of HTCDS as somebody keeps them: names, a box, a year, and a column of their own."""
    genders = ["Feminine" if n % 3 else "Masculine" for n in range(30)]
    boxes = ["TRUE" if n % 5 else "FALSE" for n in range(30)]
    rows = [
        f"Name{n},{gender},{box},201{n % 2}-05-01,room {n % 2}"
        for n, (gender, box) in enumerate(zip(genders, boxes, strict=True))
    ]
    path = tmp_path / "cases.csv"
    path.write_text(
        "prs_FirstName,prs_Gender,con_Consent,cas_IncomingReferralDate,Shelter\n" + "\n".join(rows)
    )
    return path


def test_without_word_of_consent_both_ways_are_explained(
    cases: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["release", str(cases), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert "--consent FIELD" in said and "--consent-assumed REASON" in said
    assert said.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_release_is_written_and_accounted_for(
    cases: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    command = ["release", str(cases), "--k", "5", "--out", str(out), "--consent", "con_Consent", "--json"]
    assert run(command) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"], told["consented"]) == (30, 24)
    table = pl.read_csv(out / "data" / "cases.csv", infer_schema=False)
    assert table.height == told["released"]
    assert set(table["gender"].drop_nulls()) == {"Feminine", "Masculine"}
    assert not any(b"Name1" in path.read_bytes() for path in out.rglob("*") if path.is_file())
    assert run(command) == 2, "a release never changes"


def test_the_summary_speaks_french_and_says_where_to_look(
    cases: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["release", str(cases), "--k", "4", "--out", str(tmp_path / "out"), "--consent", "con_Consent"]
    assert run([*command, "--lang", "fr"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Publication écrite" in said
    assert "index.fr.html" in said.replace(" ", "")
    assert "est faible" in said, "a k under 5 is said to be weak"


@pytest.mark.parametrize("columns", ["prs_FirstName", "gender,prs_FirstName", "First Name"])
def test_a_name_is_refused_whatever_it_is_called(
    cases: Path, tmp_path: Path, columns: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    command = ["release", str(cases), "--out", str(out), "--consent-assumed", "x", "--columns", columns]
    assert run(command) == 2
    assert "Name1" not in capsys.readouterr().err
    assert not out.exists()


def test_a_column_of_no_standard_may_be_named_where_nobody_could_have_said_no(
    cases: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    command = ["release", str(cases), "--out", str(out), "--consent-assumed", "x", "--columns", "Shelter"]
    assert run(command) == 2
    cases.write_text(cases.read_text().replace("con_Consent", "Box 7"))
    assert run(command) == 0
    assert pl.read_csv(out / "data" / "cases.csv").columns == ["Shelter"]


def test_a_file_of_fictional_cases_stays_fictional(cases: Path, tmp_path: Path) -> None:
    fictional = cases.rename(cases.with_name("fictional-cases.csv"))
    out = tmp_path / "out"
    assert run(["release", str(fictional), "--k", "5", "--out", str(out), "--consent", "con_Consent"]) == 0
    assert (out / "data" / "fictional-cases.csv").is_file()


def test_it_says_what_was_not_understood_and_which_variables_stayed_empty(
    cases: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["release", str(cases), "--k", "4", "--consent", "con_Consent", "--lang", "en"]
    assert run([*command, "--out", str(tmp_path / "out")]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "30 cells of the file were not understood" in said
    assert "No publisher is named." in said
    assert (
        "they are not in the files: " in said
        and "Citizenship" in said.split("they are not in the files: ")[1]
    )
    mapping = tmp_path / "mapping.toml"
    fields = ("prs_FirstName", "prs_Gender", "con_Consent", "cas_IncomingReferralDate")
    columns = "".join(f'[[column]]\nheading = "{name}"\nfield = "{name}"\n' for name in fields)
    mapping.write_text(
        f'[mapping]\nstandard = "HTCDS 2.0"\n{columns}[[column]]\nheading = "Shelter"\nignore = true\n'
    )
    command += ["--map", str(mapping), "--publisher", "Shelter North, north@example.org"]
    assert run([*command, "--out", str(tmp_path / "again")]) == 0
    said = capsys.readouterr().out
    assert "not understood" not in said, "what was left out on purpose needs no telling"
    assert "No publisher" not in said
