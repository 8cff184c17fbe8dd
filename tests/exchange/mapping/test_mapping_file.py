"""A mapping file is written for people, read by machines, and says what the suggestion said."""

from __future__ import annotations

import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanal.exchange.files.content import BLANK
from fanal.exchange.mapping import as_toml, load_mapping
from fanal.presentation import Language

from .foreign_files import REGISTER, fields, suggested


def written(folder: Path, columns: dict[str, list[str]] | None = None, language: Language = "en") -> str:
    return as_toml(suggested(folder, columns or REGISTER), language)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_written_is_read_back(tmp_path: Path, language: Language) -> None:
    suggestion = suggested(tmp_path, REGISTER)
    path = tmp_path / "mapping.toml"
    path.write_text(as_toml(suggestion, language), encoding="utf-8")
    settings_ = load_mapping(path)
    assert dict(settings_.fields) == {h: f for h, f in fields(suggestion).items() if f is not None}
    assert settings_.day_first is True
    assert settings_.values["prs_Citizenship"] == {
        "ukrainienne": "UA",
        "Nigériane": "NG",
        "Erythrée": "ER",
    }


def test_a_value_without_a_code_waits_for_a_person(tmp_path: Path) -> None:
    raw = tomllib.loads(written(tmp_path))
    (sex,) = [one for one in raw["column"] if one["heading"] == "Sexe"]
    assert sex["values"] == {"F": "Feminine", "femme": "Feminine", "dame": ""}
    path = tmp_path / "mapping.toml"
    path.write_text(written(tmp_path), encoding="utf-8")
    assert "dame" not in load_mapping(path).values["prs_Gender"]


def test_hardly_sure_stands_in_a_comment(tmp_path: Path) -> None:
    text = written(tmp_path, {"Sexe": ["F", "M"], "Nom": ["Petrova Irina X", "Okafor Grace Y"]})
    raw: dict[str, Any] = tomllib.loads(text)
    assert [one.get("field") for one in raw["column"]] == ["prs_Gender", None]
    assert '# field = "prs_SecondName"' in text


def test_the_reasons_are_in_the_language_asked_for(tmp_path: Path) -> None:
    assert "of 4 distinct values fit" in written(tmp_path, language="en")
    assert "l’intitulé est un nom connu du champ" in written(tmp_path, language="fr")


_HEADINGS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Nd"), exclude_characters=BLANK + "@")
    | st.sampled_from(' "\\#[]=\t'),
    min_size=4,
    max_size=30,
).map(lambda text: f"a{text.strip(BLANK)}z".replace("\t", " "))


@settings(max_examples=60, deadline=None)
@given(st.lists(_HEADINGS, min_size=1, max_size=4, unique=True))
def test_any_heading_survives_the_file(headings: list[str]) -> None:
    columns = {"Sexe": ["F", "M"], "Prénom": ["A", "B"]} | {heading: ["x", "y"] for heading in headings}
    with TemporaryDirectory() as folder:
        suggestion = suggested(Path(folder), columns)
        raw = tomllib.loads(as_toml(suggestion, "fr"))
    assert [one["heading"] for one in raw["column"]] == [
        one.heading for one in suggestion.columns if one.heading is not None
    ]


def test_a_hostile_file_name_writes_no_line_of_toml(tmp_path: Path) -> None:
    suggestion = suggested(tmp_path, REGISTER)
    object.__setattr__(suggestion, "path", Path('x\n[mapping]\nstandard = "evil'))
    assert tomllib.loads(as_toml(suggestion, "en"))["mapping"]["standard"] == "HTCDS 2.0"
