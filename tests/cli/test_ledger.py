from __future__ import annotations

import json
from pathlib import Path

import pytest

from fanal.cli.main import run
from fanal.privacy.ledger import Ledger


@pytest.fixture
def file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    path = tmp_path / "ledger.jsonl"
    opening = ["ledger", "open", str(path), "--population", "people", "--epsilon", "4", "--delta", "1e-9"]
    assert run(opening) == 0
    assert "epsilon 4 at delta 10⁻⁹" in capsys.readouterr().out
    return path


def test_a_population_is_opened_and_shown(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Ledger(file).reserve("people", 0.1, "tables of 2026")
    assert run(["ledger", "show", str(file)]) == 0
    said = capsys.readouterr().out
    assert "tables of 2026" in said
    assert "2.715" in said
    assert "deleted" in said


def test_a_spent_budget_is_told_in_french(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Ledger(file).reserve("people", Ledger(file).spent("people").rho_left, "tout")
    assert run(["ledger", "show", str(file), "--lang", "fr"]) == 0
    assert "Le budget de 1 population est épuisé" in capsys.readouterr().out


def test_json_says_the_same(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Ledger(file).reserve("people", 0.1, "tables of 2026")
    capsys.readouterr()
    assert run(["ledger", "show", str(file), "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["population"], told["epsilon"], told["delta"]) == ("people", 4, 1e-9)
    assert told["entries"][0]["what"] == "tables of 2026"
    assert told["epsilon_spent"] == pytest.approx(2.715, abs=1e-3)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["open", "{file}", "--population", "people", "--epsilon", "9", "--delta", "1e-9"], "already"),
        (["open", "{file}", "--population", "others", "--epsilon", "0", "--delta", "1e-9"], "Epsilon is 0.0"),
        (
            ["open", "{file}", "--population", "others", "--epsilon", "nan", "--delta", "1e-9"],
            "Epsilon is nan",
        ),
        (["open", "{file}", "--population", "others", "--epsilon", "1", "--delta", "1"], "Delta is 1.0"),
        (["show", "{file}.lost"], "no ledger"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(
    file: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    before = file.read_bytes()
    assert run(["ledger", *(one.format(file=file) for one in arguments)]) == 2
    told = capsys.readouterr().err.strip()
    assert said in told
    assert len(told.splitlines()) == 1
    assert file.read_bytes() == before
