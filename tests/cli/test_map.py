"""`fanal map suggest` from the terminal: what it prints, writes, refuses, and its exit codes."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from fanal.cli.main import run

SHELTER = """\
N° dossier;Prénom;Sexe;Date de naissance;Nationalité
F-01;Irina;F;1998-03-12;ukrainienne
F-02;Grace;F;1999-12-25;Mali
"""


@pytest.fixture
def shelter(tmp_path: Path) -> Path:
    path = tmp_path / "foyer.csv"
    path.write_text(SHELTER, encoding="utf-8")
    return path


def test_everything_sure_is_exit_0(shelter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["map", "suggest", str(shelter)]) == 0
    said = capsys.readouterr().out
    assert "prs_Birthdate" in said
    assert "Irina" not in said


def test_a_column_for_a_person_to_look_at_is_exit_1(shelter: Path) -> None:
    shelter.write_text(SHELTER.replace("Sexe", "Chambre"), encoding="utf-8")
    assert run(["map", "suggest", str(shelter)]) == 1


def test_it_writes_once_and_says_what_comes_next(
    shelter: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "mapping.toml"
    assert run(["map", "suggest", str(shelter), "--out", str(out)]) == 0
    assert "fanal convert" in capsys.readouterr().out
    assert tomllib.loads(out.read_text(encoding="utf-8"))["mapping"]["standard"] == "HTCDS 2.0"
    out.write_text("# mine", encoding="utf-8")
    assert run(["map", "suggest", str(shelter), "--out", str(out)]) == 2
    assert "--force" in capsys.readouterr().err
    assert out.read_text(encoding="utf-8") == "# mine"
    assert run(["map", "suggest", str(shelter), "--out", str(out), "--force"]) == 0


def test_it_never_writes_over_the_file_it_reads(shelter: Path) -> None:
    assert run(["map", "suggest", str(shelter), "--out", str(shelter), "--force"]) == 2
    assert shelter.read_text(encoding="utf-8") == SHELTER


def test_a_dash_prints_the_mapping_alone(shelter: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["map", "suggest", str(shelter), "--out", "-", "--lang", "fr"]) == 0
    raw = tomllib.loads(capfdbinary.readouterr().out.decode())
    assert [one["field"] for one in raw["column"]][:3] == ["cas_Reference", "prs_FirstName", "prs_Gender"]


def test_a_machine_gets_every_candidate(shelter: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["map", "suggest", str(shelter), "--json"]) == 0
    said = json.loads(capfdbinary.readouterr().out)
    assert said["settled"] is True
    assert said["columns"][2]["candidates"][0]["field"] == "prs_Gender"


def test_what_cannot_be_mapped_is_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "values.csv"
    path.write_text("Irina;12\nGrace;14\n", encoding="utf-8")
    assert run(["map", "suggest", str(path)]) == 2
    assert run(["map", "suggest", str(tmp_path / "none.csv")]) == 2
    assert "Irina" not in capsys.readouterr().err


def test_check_applies_what_was_suggested(shelter: Path, tmp_path: Path) -> None:
    out = tmp_path / "mapping.toml"
    run(["map", "suggest", str(shelter), "--out", str(out)])
    assert run(["check", str(shelter), "--map", str(out)]) == 0
