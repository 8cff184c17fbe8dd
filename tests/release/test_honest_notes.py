"""The method note of a table of no known vocabulary claims nothing that was not done."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from fanal.presentation import LANGUAGES
from fanal.privacy.ledger import Ledger
from fanal.release import METHODS, DifferentialPrivacy, ReleaseResult, ReleaseSettings, release
from release.tables_of_people import exact_of, people

CLAIMS = (
    r"withdrew|whatever that field says|left out all the same|decision says|one of trafficking|"
    r"retirée?|quoi que dise ce champ|écartées malgré|décision dit|relève de la traite"
)
"""What is only done to records of a known vocabulary."""


def made(folder: Path, method: str, **consent: str) -> ReleaseResult:
    dp = None
    if method == "dp":
        Ledger(folder / "ledger").open_population("people", 8, 1e-9)
        domain = {"place": ("north", "south"), "year": tuple(str(year) for year in range(2018, 2025))}
        dp = DifferentialPrivacy(epsilon=8, domain=domain, ledger=folder / "ledger", population="people")
    settings = ReleaseSettings(k=5, columns=("place", "year"), method=method, dp=dp, **consent)  # type: ignore[arg-type]
    return release(people(1733).with_columns(withdrawn=pl.lit("2024-01-01")), settings, folder / "out")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("consent", [{"consent": "agreed"}, {"consent_assumed": "a law"}])
def test_only_the_column_named_is_said_to_be_looked_at(
    tmp_path: Path, method: str, consent: dict[str, str]
) -> None:
    result = made(tmp_path, method, **consent)
    for language in LANGUAGES:
        note = (result.out / f"method.{language}.html").read_text()
        assert not re.search(CLAIMS, note)
        assert not re.search(CLAIMS, str(result.report(language)))
    note = (result.out / "method.en.html").read_text()
    assert ("was not seen" in note) and ("agreed" in note) is ("consent" in consent)


def test_exact_numbers_of_cases_are_in_no_file_of_a_synthetic_release(tmp_path: Path) -> None:
    """How many were read, agreed and did not: the terminal says that the bundle does not hold them."""
    result = made(tmp_path, "synthetic", consent="agreed")
    exact = exact_of(result)
    # The number of rows made may happen to be that of the people.
    numbers = {exact.rows, exact.without_consent, exact.consented} - {result.content.people}
    assert len(numbers) >= 2
    for path in result.out.rglob("*"):
        if path.suffix in (".html", ".json", ".txt", ".csv"):
            told = path.read_text().replace("\u202f", "").replace("\xa0", "").replace(",", "")
            for number in numbers:
                assert not re.search(rf"(?<![\d.]){number}(?![\d.])", told), (path.name, number)


def test_shares_left_out_are_too_rough_to_count_with(tmp_path: Path) -> None:
    """One person more or less without consent is told alike."""
    notes = set()
    for more in range(3):
        table = people(400).with_columns(
            agreed=pl.when(pl.int_range(400) < 100 + more).then(pl.lit("no")).otherwise(pl.lit("yes"))
        )
        settings = replace(
            ReleaseSettings(k=5, consent="agreed", columns=("place", "year")), method="synthetic"
        )
        out = release(table, settings, tmp_path / str(more)).out
        said = re.search(r"left out for want of consent, [^.]*\.", (out / "method.en.html").read_text())
        assert said is not None
        notes.add(said[0])
    assert len(notes) == 1
