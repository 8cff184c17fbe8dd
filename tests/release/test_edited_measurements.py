"""Measurements and domains that somebody edited are refused in one line, whatever stands in them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fanal.cli.main import run
from fanal.presentation import Refusal
from fanal.privacy.ledger import Ledger
from fanal.release import DifferentialPrivacy, ReleaseSettings, release, release_again
from fanal.release.domains import read_domain
from release.tables_of_people import people


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("edited")
    Ledger(folder / "ledger").open_population("people", 8, 1e-9)
    domain = {"place": ("north", "south"), "year": ("2019", "2020", "2021", "2022")}
    dp = DifferentialPrivacy(epsilon=8, domain=domain, ledger=folder / "ledger", population="people")
    settings = ReleaseSettings(consent="agreed", columns=("place", "year"), method="dp", dp=dp)
    return release(people(400), settings, folder / "out").out


def edited(written: Path, folder: Path, change: Callable[[dict[str, Any], dict[str, Any]], None]) -> Path:
    """Copy the measurements and their provenance, with a change."""
    (folder / "data").mkdir()
    (folder / "provenance.json").write_bytes((written / "provenance.json").read_bytes())
    with zipfile.ZipFile(written / "data" / "measurements.zip") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    facts = json.loads(parts.pop("settings.json"))
    arrays = {name: np.load(io.BytesIO(raw)) for name, raw in parts.items()}
    change(facts["settings"], arrays)
    with zipfile.ZipFile(folder / "data" / "measurements.zip", "w") as archive:
        archive.writestr("settings.json", json.dumps(facts))
        for name, array in arrays.items():
            held = io.BytesIO()
            np.save(held, array)
            archive.writestr(name, held.getvalue())
    return folder / "data" / "measurements.zip"


CHANGES: dict[str, Callable[[dict[str, Any], dict[str, Any]], None]] = {
    "people": lambda _, arrays: arrays["singles.npy"].__setitem__(-1, 2**40),
    "most people": lambda _, arrays: arrays["singles.npy"].__setitem__(-1, 2**62),
    "rows": lambda settings, _: settings.__setitem__("rows_per_person", 1.5),
    "rows as text": lambda settings, _: settings.__setitem__("rows_per_person", "2"),
    "heading": lambda settings, _: settings["columns"][0].__setitem__("column", "pl\nace"),
    "formula": lambda settings, _: settings["columns"][0].__setitem__("column", "=place()"),
    "value": lambda settings, _: settings["columns"][0].__setitem__("domain", ["no\u202erth", "south"]),
    "person": lambda settings, _: settings.__setitem__("subject", 3),
}


@pytest.mark.parametrize("name", CHANGES)
def test_edited_measurements_are_refused(
    written: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = edited(written, tmp_path, CHANGES[name])
    assert run(["release", "--from-measurements", str(file), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "spent all the same" not in said
    assert not (tmp_path / "out").exists()


def test_unedited_ones_are_not(written: Path, tmp_path: Path) -> None:
    assert release_again(edited(written, tmp_path, lambda *_: None), tmp_path / "out").content.people > 0


def test_where_noise_leaves_nothing_nothing_was_spent_again(written: Path, tmp_path: Path) -> None:
    def emptied(_: object, arrays: dict[str, Any]) -> None:
        for name in ("singles.npy", "pairs.npy", "rough.npy"):
            arrays[name][...] = 0

    with pytest.raises(Refusal, match="nothing was spent"):
        release_again(edited(written, tmp_path, emptied), tmp_path / "out")


def test_a_population_is_named_in_plain_text(written: Path, tmp_path: Path) -> None:
    file = edited(written, tmp_path, lambda *_: None)
    provenance = tmp_path / "provenance.json"
    provenance.write_text(provenance.read_text().replace('"people"', '"peo\\u0007ple"'))
    with pytest.raises(Refusal, match="plain text"):
        release_again(file, tmp_path / "out")


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("a.json", '{"place": ["a"], "place": ["b"]}'),
        ("a.toml", 'place = ["a"]\nplace = ["b"]'),
    ],
)
def test_a_domain_names_a_column_once(tmp_path: Path, file: str, said: str) -> None:
    (tmp_path / file).write_text(said)
    with pytest.raises(Refusal):
        read_domain(tmp_path / file)


@pytest.mark.parametrize("sign", ["\x00", "\n", "\u202e", "\u2066", "\u200b", "\u2028"])
def test_signs_that_are_not_seen_are_in_no_domain(sign: str) -> None:
    with pytest.raises(Refusal, match="cannot be seen"):
        DifferentialPrivacy(epsilon=1, domain={"place": (f"nor{sign}th", "south")})


def test_what_people_write_may_be_in_a_domain() -> None:
    for value in ("Centre\u00a0: «\u202fÉtoile\u202f»", "می\u200cخواهم", "क्\u200dष", "東京", "👩"):
        assert DifferentialPrivacy(epsilon=1, domain={"place": (value,)}).domain
