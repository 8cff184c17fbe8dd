"""Whether there is a differentially private release, and what it costs, hangs on public facts alone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from fanal.cli.main import run
from fanal.presentation import Refusal
from fanal.privacy.ledger import Ledger
from fanal.release import DifferentialPrivacy, Release, ReleaseSettings, release, reserve

DOMAIN = {"place": ("north", "south"), "year": ("2019", "2020")}


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    Ledger(tmp_path / "ledger").open_population("people", 900, 1e-6)
    return tmp_path / "ledger"


def entries(ledger: Path) -> int:
    return len(Ledger(ledger).spent("people").entries)


def command(folder: Path, file: Path, columns: str = "place,year", **more: str) -> list[str]:
    (folder / "domain.json").write_text(json.dumps(DOMAIN))
    options = {
        "consent": "agreed",
        "columns": columns,
        "method": "dp",
        "epsilon": "8",
        "domain": str(folder / "domain.json"),
        "ledger": str(folder / "ledger"),
        "population": "people",
        "out": str(folder / "out"),
    } | {name.replace("_", "-"): value for name, value in more.items()}
    return ["release", str(file), *(word for name, value in options.items() for word in (f"--{name}", value))]


def rows(n: int = 60, **more: str) -> list[dict[str, str]]:
    return [{"place": "north", "agreed": "yes"} | more for _ in range(n)]


@pytest.mark.parametrize("lacking", ["year", "agreed", "place"])
def test_a_key_that_one_person_brings_does_not_decide_on_the_release(
    tmp_path: Path, ledger: Path, lacking: str
) -> None:
    """In JSON a column is there where one row has it: without that row as with it, noise alone decides."""
    for name, people in (("with", rows(year="2019")), ("without", rows(year="2019"))):
        for row in people[0 if name == "without" else 1 :]:
            del row[lacking]
        (tmp_path / f"{name}.json").write_text(json.dumps(people))
        code = run(command(tmp_path, tmp_path / f"{name}.json", out=str(tmp_path / name)))
        refused = code == 2
        if lacking != "agreed":
            assert code == 0
        assert not refused or not (tmp_path / name).exists()
    assert entries(ledger) == 2


@pytest.mark.parametrize(
    ("headings", "columns"), [("place,year,agreed\n", "place,year"), ("sex,con_Consent\n", "gender")]
)
def test_a_file_of_headings_alone_is_measured(
    tmp_path: Path, ledger: Path, headings: str, columns: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "people.csv").write_text(headings)
    consent = "agreed" if "agreed" in headings else "con_Consent"
    code = run(command(tmp_path, tmp_path / "people.csv", columns=columns, consent=consent))
    assert code == 0 or "noise leaves nothing" in capsys.readouterr().err
    assert entries(ledger) == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"columns": "place,yaer"}, "yaer"),
        ({"consent": "agred"}, "agred"),
        ({"person": "nobody"}, "nobody"),
        ({"person": "place"}, "place"),
        ({"columns": "place,email"}, "points at one person"),
        ({"columns": "place,fullname"}, "names, numbers or free text"),
        ({"rows_per_person": "1000000"}, "variance"),
        ({"epsilon": "1e-7"}, "variance"),
        ({"columns": "gender", "consent": "prs_Gender"}, "prs_Gender"),
        ({"columns": "gender", "person": "case", "consent": "con_Consent"}, "--person"),
        ({"columns": "gender", "consent": "con_Consnt"}, "con_Consnt"),
        ({"out": "/proc/nowhere/out"}, "/proc/nowhere/out"),
    ],
)
def test_what_public_facts_refuse_costs_nothing(
    tmp_path: Path, ledger: Path, more: dict[str, str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "people.csv"
    pl.DataFrame(rows(year="2019", fullname="A. Nybody", email="a@b")).write_csv(source)
    if "email" in more.get("columns", ""):
        (tmp_path / "wide.json").write_text(json.dumps(DOMAIN | {"email": ["A"]}))
        more = more | {"domain": str(tmp_path / "wide.json")}
    assert run(command(tmp_path, source, **more)) == 2
    said = capsys.readouterr().err
    assert words in said and said.count("\n") == 1
    assert entries(ledger) == 0
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize(
    ("more", "words"), [({"columns": "place,yaer"}, "yaer"), ({"consent": "agred"}, "agred")]
)
def test_headings_of_a_workbook_are_looked_at_before_spending(
    tmp_path: Path, ledger: Path, more: dict[str, str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.Workbook()
    for row in (("place", "year", "agreed"), *[("north", "2019", "yes")] * 40):
        book.active.append(row)
    book.save(tmp_path / "people.xlsx")
    assert run(command(tmp_path, tmp_path / "people.xlsx", **more)) == 2
    assert words in capsys.readouterr().err
    assert entries(ledger) == 0
    assert run(command(tmp_path, tmp_path / "people.xlsx")) == 0
    assert entries(ledger) == 1


def fit(table: pl.DataFrame, ledger: Path, **more: Any) -> Any:
    chosen = Release.from_table(table, domain=DOMAIN, consent_assumed="generated", **more)
    return chosen.fit("dp", epsilon=8, ledger=ledger, population="people")


@pytest.mark.parametrize(
    "cells",
    [
        pl.Series([b"\xff\xfe"] * 40),
        pl.Series([b"2019"] * 40),
        pl.Series([{1}] * 40, dtype=pl.Object),
        pl.Series([{"a": "2019"}] * 40),
        pl.Series([[["2019"]]] * 40),
        pl.Series([[b"2019"]] * 40),
    ],
)
def test_kinds_of_columns_that_cannot_be_measured_are_refused_unspent(cells: pl.Series, ledger: Path) -> None:
    table = pl.DataFrame({"place": ["north"] * 40}).with_columns(cells.alias("year"))
    with pytest.raises(Refusal, match="cannot be compared"):
        fit(table, ledger)
    assert entries(ledger) == 0


def test_lists_are_several_values(ledger: Path, tmp_path: Path) -> None:
    table = pl.DataFrame({"place": [["north", "south"]] * 200, "year": ["2019"] * 200})
    fitted = fit(table, ledger)
    both = fitted.counts().filter(pl.col("column_1") == "place", pl.col("column_2").is_null())
    assert all(140 < count < 260 for count in both["count"])
    assert fitted.records()["place"].drop_nulls().is_in(["north;south", "north", "south"]).all()
    written = fitted.write(tmp_path / "out")
    from fanal.release import release_again

    release_again(written.out / "data" / "measurements.zip", tmp_path / "again")
    for name in ("cases.csv", "counts.csv"):
        assert (tmp_path / "again" / "data" / name).read_bytes() == (written.out / "data" / name).read_bytes()


def test_headings_of_a_table_at_hand_are_looked_at_before_spending(ledger: Path, tmp_path: Path) -> None:
    stated = DifferentialPrivacy(epsilon=8, domain=DOMAIN, ledger=ledger, population="people")
    wanted = ReleaseSettings(consent="agreed", columns=("place", "year"), method="dp", dp=stated)
    for table, words in (
        (pl.DataFrame({"place": ["north"], "agreed": ["yes"]}), "year"),
        (pl.DataFrame({"place": ["north"], "year": ["2019"]}), "agreed"),
    ):
        with pytest.raises(Refusal, match=words):
            release(table, wanted, tmp_path / "out")
    with pytest.raises(Refusal, match="place"):
        reserve(replace(wanted, person="place"))
    assert entries(ledger) == 0


@pytest.mark.parametrize(
    ("more", "en", "fr"),
    [
        ({"epsilon": "1,5"}, "decimal point", "virgule décimale"),
        ({"delta": "abc"}, "--delta abc", "--delta abc"),
        ({"rows_per_person": "two"}, "not a number", "n’est pas un nombre"),
        ({"domain": "nowhere.toml"}, "no file nowhere.toml", "pas de fichier"),
        ({"ledger": "/dev/null"}, "cannot keep a budget", "ne peut donc pas garder"),
        ({"epsilon": "1e308"}, "is no bound", "ne borne rien"),
    ],
)
def test_what_is_mistyped_is_said_in_both_languages(
    tmp_path: Path, ledger: Path, more: dict[str, str], en: str, fr: str, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "people.csv"
    pl.DataFrame(rows(year="2019")).write_csv(source)
    for language, words in (("en", en), ("fr", fr)):
        assert run([*command(tmp_path, source, **more), "--lang", language]) == 2
        said = capsys.readouterr().err
        assert words in said and said.count("\n") == 1, said
        assert "invalid" not in said
    assert entries(ledger) == 0


def test_a_release_that_may_be_of_nobody_says_so(tmp_path: Path, ledger: Path) -> None:
    from fanal.presentation import LANGUAGES

    stated = DifferentialPrivacy(epsilon=0.02, domain=DOMAIN, ledger=ledger, population="people")
    wanted = ReleaseSettings(consent="agreed", columns=("place", "year"), method="dp", dp=stated)
    told = []
    for seed, n, epsilon in ((1, 2, 0.02), (2, 2, 0.02), (3, 2, 0.02), (4, 2, 0.02), (5, 2000, 8.0)):
        settings = replace(wanted, dp=replace(stated, epsilon=epsilon, seed=seed))
        try:
            result = release(pl.DataFrame(rows(n, year="2019")), settings, tmp_path / f"out{seed}")
        except Refusal as refusal:
            assert refusal.finding.code == "release.noise-alone" and n == 2
            continue
        words = {"en": "those of nobody", "fr": "fichier vide"}
        for language in LANGUAGES:
            said = any(words[language] in note for note in result.report(language).notes)
            assert said is (words[language] in (result.out / f"method.{language}.html").read_text())
            assert said is (n == 2)
            told.append(n)
    assert {*told} == {2, 2000}
