"""The catalogue of a public folder, and what is opened from it."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from exploring.publications import DP, K_ANONYMOUS, STORY, SYNTHETIC, WITHDRAWN, catalogue
from fanal.exploring import Catalogue, Published
from fanal.exploring.catalogue import newest_first
from fanal.presentation import LANGUAGES, Refusal


def test_what_is_written_reads_back(public_folder: Path) -> None:
    read = Catalogue.read(public_folder)
    assert read == catalogue()
    assert read.folder == public_folder
    assert [path.name for path in public_folder.iterdir() if path.name.startswith(".")] == []


def test_the_newest_is_what_readers_see_first() -> None:
    known = catalogue()
    assert known.newest is not None
    assert known.newest.version == SYNTHETIC
    assert newest_first(known.releases[::-1]) == known.releases
    assert replace(known, releases=known.releases[2:]).newest is None


def test_a_withdrawn_release_has_a_reason_and_no_folder(public_folder: Path) -> None:
    known = Catalogue.read(public_folder)
    withdrawn = known.release(WITHDRAWN)
    assert withdrawn is not None
    assert withdrawn.withdrawn
    assert withdrawn.reason.fr
    assert withdrawn.successor == DP
    assert known.folder_of(WITHDRAWN) is None
    # Even where somebody forgot to take the files away.
    folder = public_folder / "releases" / WITHDRAWN
    folder.mkdir()
    try:
        assert known.folder_of(WITHDRAWN) is None
    finally:
        folder.rmdir()
    assert known.folder_of(K_ANONYMOUS) == public_folder / "releases" / K_ANONYMOUS


def test_nothing_outside_the_folder_can_be_named(public_folder: Path) -> None:
    known = Catalogue.read(public_folder)
    for name in ("../..", "/etc/passwd", "", "2026.2/bundle", ".", "..", "2026.2\x00"):
        assert known.folder_of(name) is None
        assert known.story_text(name, "en") is None
    assert known.story_text("who-is-detected", "../../x") is None
    assert known.story_text("who-is-detected", "fr") == STORY["fr"]


@pytest.mark.parametrize("version", ["../x", "", ".hidden", "a/b", "é", "x" * 61])
def test_a_version_that_is_no_name_is_not_written(tmp_path: Path, version: str) -> None:
    wrong = replace(catalogue().releases[0], version=version)
    with pytest.raises(ValueError, match="address"):
        replace(catalogue(), releases=(wrong,)).write(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_versions_and_states_are_checked(tmp_path: Path) -> None:
    one = catalogue().releases[0]
    with pytest.raises(ValueError, match="twice"):
        replace(catalogue(), releases=(one, one)).write(tmp_path)
    with pytest.raises(ValueError, match="state"):
        replace(catalogue(), releases=(replace(one, state="draft"),)).write(tmp_path)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (None, "no-catalogue"),
        ("", "catalogue-unreadable"),
        ("[]", "catalogue-unreadable"),
        ('{"format": 1}', "catalogue-unreadable"),
        ('{"format": 2, "hub": {}, "releases": []}', "catalogue-format"),
        (
            '{"format": 1, "hub": {"slug": "../x", "title": {"en": "", "fr": ""}}, "releases": []}',
            "catalogue-unreadable",
        ),
    ],
)
def test_a_catalogue_that_is_none_is_refused(tmp_path: Path, raw: str | None, code: str) -> None:
    if raw is not None:
        (tmp_path / "catalogue.json").write_text(raw)
    with pytest.raises(Refusal) as refused:
        Catalogue.read(tmp_path)
    assert refused.value.finding.code == f"exploring.{code}"
    assert all(refused.value.finding.text(language) for language in LANGUAGES)


@pytest.mark.parametrize("broken", ["datapackage.json", "provenance.json", "data/fictional-cases.parquet"])
def test_a_release_that_is_not_whole_is_refused(public_folder: Path, tmp_path: Path, broken: str) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(public_folder / "releases" / SYNTHETIC, copy)
    assert Published.open(copy).method == "synthetic"
    for spoilt in (b"", b"{}", b"\xff\xff"):
        (copy / "bundle" / broken).write_bytes(spoilt)
        with pytest.raises(Refusal):
            Published.open(copy)
    (copy / "bundle" / broken).unlink()
    with pytest.raises(Refusal):
        Published.open(copy)


def test_counts_of_others_under_their_least_are_refused(public_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(public_folder / "releases" / K_ANONYMOUS, copy)
    low = {"least": 11, "counts": [{"fields": ["gender"], "values": ["Feminine"], "count": 3}]}
    (copy / "aggregates.json").write_text(json.dumps(low))
    with pytest.raises(Refusal):
        Published.open(copy)


def test_columns_that_are_not_protected_cannot_be_asked_for(public_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(public_folder / "releases" / K_ANONYMOUS, copy)
    path = copy / "bundle" / "provenance.json"
    made = json.loads(path.read_text())
    made["settings"]["columns"].remove("gender")
    path.write_text(json.dumps(made))
    published = Published.open(copy)
    assert published.unprotected == ("gender",)
    assert "gender" not in published.variables
