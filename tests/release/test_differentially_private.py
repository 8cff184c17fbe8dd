from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from fanal.cli.main import run
from fanal.presentation import LANGUAGES, Refusal
from fanal.privacy.ledger import Ledger
from fanal.release import (
    DifferentialPrivacy,
    ReleaseResult,
    ReleaseSettings,
    release,
    release_again,
    reserve,
)
from release.tables_of_people import cases, people

DOMAIN = {
    "place": ("north", "south", "=east", "west"),
    "year": tuple(str(year) for year in range(2018, 2025)),
}
OUTSIDE = "Farfromhere"


def table(rows: int = 1733) -> pl.DataFrame:
    """Places and years, a place outside the domain, and names that must not leave."""
    made = people(rows)
    elsewhere = pl.int_range(rows) % 97 == 5
    return made.with_columns(place=pl.when(elsewhere).then(pl.lit(OUTSIDE)).otherwise("place"))


def ledger(folder: Path, epsilon: float = 30) -> Path:
    path = folder / "secret-ledger-place.jsonl"
    Ledger(path).open_population("people of the test", epsilon, 1e-9)
    return path


def settings(folder: Path, **changes: Any) -> ReleaseSettings:
    path = folder / "secret-ledger-place.jsonl"
    stated = {"epsilon": 4.0, "domain": DOMAIN, "population": "people of the test"} | changes
    return ReleaseSettings(
        consent="agreed",
        columns=("place", "year"),
        method="dp",
        dp=DifferentialPrivacy(ledger=path if path.exists() else ledger(folder), **stated),
    )


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file, and what is packed in it."""
    found = {}
    for path in (each for each in folder.rglob("*") if each.is_file()):
        name = str(path.relative_to(folder))
        found[name] = path.read_bytes()
        if path.suffix == ".parquet":
            found[f"{name}!"] = pl.read_parquet(io.BytesIO(found[name])).write_csv().encode()
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as packed:
                found |= {f"{name}!{one}": packed.read(one) for one in packed.namelist()}
    return found


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> ReleaseResult:
    folder = tmp_path_factory.mktemp("dp")
    return release(table(), settings(folder), folder / "out")


def test_all_of_it_is_made_again_from_the_measurements(written: ReleaseResult, tmp_path: Path) -> None:
    release_again(written.out / "data" / "measurements.zip", tmp_path / "again")
    assert bytes_of(tmp_path / "again") == bytes_of(written.out)


def test_nothing_that_was_not_public_or_noisy_is_in_any_byte(written: ReleaseResult) -> None:
    """Names, a value outside the domain, the ledger's place; and how many cases were read.

    That nothing else is exact is shown by making every byte again from the measurements.
    """
    everything = bytes_of(written.out)
    assert any(name.endswith("settings.json") for name in everything)
    for name, content in everything.items():
        for secret in (OUTSIDE, "Secretname", "full name", "secret-ledger-place", str(written.out.parent)):
            assert secret.encode() not in content, (name, secret)
        if name.endswith((".html", ".json", ".txt", ".csv")):
            words = content.decode().replace("\u202f", "").replace("\xa0", "").replace(",", "")
            assert not re.search(r"(?<![\d.])1733(?![\d.])", words), name


def test_values_and_their_order_come_from_the_domain_alone(written: ReleaseResult) -> None:
    rows = pl.read_parquet(written.out / "data" / "cases.parquet")
    for name, domain in DOMAIN.items():
        assert set(rows[name].drop_nulls()) <= set(domain)
    counts = pl.read_csv(written.out / "data" / "counts.csv", infer_schema=False)
    assert {OUTSIDE, "elsewhere"}.isdisjoint(counts["value_1"])


def test_counts_have_error_bars_that_hold_what_is_true(written: ReleaseResult) -> None:
    """At epsilon 4, places of hundreds of people are told within a few dozen."""
    counts = pl.read_csv(written.out / "data" / "counts.csv")
    assert {"low", "high"} <= set(counts.columns)
    assert ((counts["low"] <= counts["count"]) & (counts["count"] <= counts["high"])).all()
    consenting = table().filter(pl.col("agreed") == "yes")
    for place in ("north", "south"):
        (line,) = counts.filter((pl.col("value_1") == place) & pl.col("column_2").is_null()).rows(named=True)
        true = consenting["place"].eq(place).sum()
        assert abs(line["count"] - true) < 60
        assert 0 < line["high"] - line["low"] < 200
    page = (written.out / "index.html").read_text()
    assert re.search(r'class="number"><bdi>from</bdi></th>', page)
    assert '"low":' in (written.out / "charts" / "place.en.vl.json").read_text().replace(" ", "")


def test_nobody_is_told_an_exact_number(written: ReleaseResult) -> None:
    assert written.content.exact is None
    said = json.dumps(written.as_json())
    assert not any(word in said for word in ("consented", "withheld", "without_consent", 'rows":'))
    for language in LANGUAGES:
        report = written.report(language)
        assert "1733" not in str(report) and "withheld" not in str(report)
    assert any("private with this method" in note for note in written.report("en").notes)


def test_it_says_what_it_promises_and_what_not(written: ReleaseResult) -> None:
    note = (written.out / "method.en.html").read_text()
    for words in ("54.6 times", "ledger", "about four times as weak", "byte for byte", "noise"):
        assert words in note, words
    assert "people of the test" in note
    provenance = json.loads((written.out / "provenance.json").read_text())["settings"]
    assert provenance["differential_privacy"]["epsilon"] == 4
    assert provenance["differential_privacy"]["private"] is True
    assert "k" not in provenance and "ledger" not in json.dumps(provenance)
    assert "epsilon = 4, delta = 10⁻⁹" in (written.out / "index.html").read_text()
    assert b"NOT PRIVATE" not in b"".join(
        content for name, content in bytes_of(written.out).items() if not name.endswith("vega.js")
    )


def test_noise_from_a_seed_is_said_to_protect_nobody_everywhere(tmp_path: Path) -> None:
    out = release(table(400), settings(tmp_path, seed=5), tmp_path / "out").out
    for page in out.glob("*.html"):
        words = "SANS PROTECTION" if ".fr." in page.name else "NOT PRIVATE"
        assert words in page.read_text(), page.name
    package = json.loads((out / "datapackage.json").read_text())
    assert package["title"].startswith("NOT PRIVATE")
    assert (
        json.loads((out / "provenance.json").read_text())["settings"]["differential_privacy"]["private"]
        is False
    )
    assert "NOT PRIVATE" in (out / "TERMS.txt").read_text()
    for picture in (out / "charts").glob("*.en.svg"):
        assert "NOT PRIVATE" in picture.read_text(), picture.name
    assert "nearly as likely" not in (out / "index.html").read_text()


@pytest.mark.parametrize("rows", [0, 1])
def test_how_few_there_are_is_not_told_by_a_refusal(tmp_path: Path, rows: int) -> None:
    """The noise decides what comes out: of nobody as of one person."""
    for seed in (1, 2):
        try:
            result = release(table(rows), settings(tmp_path, seed=seed), tmp_path / f"out{seed}")
        except Refusal as refusal:
            assert refusal.finding.code == "release.noise-alone"
        else:
            assert result.content.people > 0


def entries(folder: Path) -> int:
    return len(Ledger(folder / "secret-ledger-place.jsonl").spent("people of the test").entries)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"domain": {"place": DOMAIN["place"]}}, "year"),
        ({"domain": DOMAIN | {"place": tuple(str(n) for n in range(6000))}}, "place"),
        ({"population": ""}, "--ledger"),
        ({"population": "somebody else"}, "somebody else"),
        ({"epsilon": 31.0}, "left"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_spent(
    tmp_path: Path, changes: dict[str, object], words: str
) -> None:
    with pytest.raises(Refusal, match=words):
        release(table(50), settings(tmp_path, **changes), tmp_path / "out")
    assert entries(tmp_path) == 0
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "changes", [{"epsilon": 0.0}, {"epsilon": float("nan")}, {"delta": 0.0}, {"delta": 1.0}]
)
def test_what_bounds_nothing_is_refused(tmp_path: Path, changes: Mapping[str, float]) -> None:
    with pytest.raises(Refusal, match=r"--epsilon|--delta"):
        settings(tmp_path, **changes)


def test_one_reservation_is_for_one_look(tmp_path: Path) -> None:
    reserved = reserve(settings(tmp_path))
    release(table(60), reserved, tmp_path / "out")
    with pytest.raises(ValueError, match="reserve again"):
        release(table(60), reserved, tmp_path / "again")
    assert entries(tmp_path) == 1


def test_domains_come_from_the_standard(tmp_path: Path) -> None:
    """Nothing is stated but the years: genders and ages are those of HTCDS, whoever is in the file."""
    stated = DifferentialPrivacy(
        epsilon=4, years=(2010, 2025), ledger=ledger(tmp_path), population="people of the test"
    )
    wanted = ReleaseSettings(
        consent="con_Consent", columns=("yearOfRegistration", "gender", "ageBroad"), method="dp", dp=stated
    )
    result = release(cases(300), wanted, tmp_path / "out")
    with zipfile.ZipFile(result.out / "data" / "fictional-measurements.zip") as packed:
        columns = json.loads(packed.read("settings.json"))["settings"]["columns"]
    domain = {one["column"]: one["domain"] for one in columns}
    assert domain["yearOfRegistration"] == [str(year) for year in range(2010, 2026)]
    assert "TransgenderMasculine" in domain["gender"]
    assert domain["ageBroad"][:2] == ["0--8", "9--17"]
    with pytest.raises(Refusal, match="--years"):
        reserve(replace(wanted, dp=replace(stated, years=None)))
    with pytest.raises(Refusal, match="“Woman” is stated in the domain of “gender”"):
        reserve(replace(wanted, dp=replace(stated, domain={"gender": ("Woman", "Man")})))
    assert entries(tmp_path) == 1


class TestCommand:
    """``fanal release --method dp``."""

    @pytest.fixture
    def command(self, tmp_path: Path) -> list[str]:
        table(200).write_csv(tmp_path / "people.csv")
        domain = "\n".join(f"{name} = {json.dumps(list(values))}" for name, values in DOMAIN.items())
        (tmp_path / "domain.toml").write_text(domain)
        ledger(tmp_path)
        options = {
            "--method": "dp",
            "--epsilon": "4",
            "--domain": str(tmp_path / "domain.toml"),
            "--ledger": str(tmp_path / "secret-ledger-place.jsonl"),
            "--population": "people of the test",
            "--consent": "agreed",
            "--columns": "place,year",
            "--out": str(tmp_path / "out"),
        }
        words = [word for option in options.items() for word in option]
        return ["release", str(tmp_path / "people.csv"), *words]

    def test_it_is_written_and_made_again(
        self, command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run([*command, "--lang", "fr"]) == 0
        said = " ".join(capsys.readouterr().out.split())
        assert "epsilon 4 avec delta 10⁻⁹" in said
        assert "200" not in said
        again = ["release", "--from-measurements", str(tmp_path / "out" / "data" / "measurements.zip")]
        assert run([*again, "--out", str(tmp_path / "again"), "--title", "another"]) == 2
        assert "--title" in capsys.readouterr().err
        assert run([*again, "--out", str(tmp_path / "again")]) == 0
        assert bytes_of(tmp_path / "again") == bytes_of(tmp_path / "out")
        assert entries(tmp_path) == 1, "what was measured once costs nothing again"

    def test_the_budget_is_spent_before_the_file_is_read(
        self, command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        spent: list[int] = []

        def reading(*_: object) -> None:
            spent.append(entries(tmp_path))
            raise Refusal("exchange.file-damaged", file="people.csv")

        monkeypatch.setattr("fanal.cli.release.data_of_release", reading)
        assert run(command) == 2
        assert spent == [1]
        assert entries(tmp_path) == 1, "a failed attempt counts"

    def test_a_budget_that_is_spent_is_refused(
        self, command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        command[command.index("--epsilon") + 1] = "29"
        assert run(command) == 0
        command[-1] = str(tmp_path / "second")
        assert run(command) == 2
        assert "left" in capsys.readouterr().err
        assert not (tmp_path / "second").exists()

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            (["--k", "5"], "--k"),
            (["--method", "k-anonymous"], "--epsilon"),
            (["--method", "synthetic"], "--epsilon"),
            (["--epsilon", "0"], "--epsilon 0"),
            (["--years", "2020"], "--years 2020"),
            (["--domain", "missing.toml"], "missing.toml"),
            (["--columns", "place", "--sensitive", "year"], "--sensitive"),
            (["--from-measurements", "x.zip"], "--from-measurements"),
        ],
    )
    def test_options_that_do_not_fit_are_named(
        self,
        command: list[str],
        tmp_path: Path,
        changes: list[str],
        words: str,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        assert run([*command, *changes]) == 2
        said = capsys.readouterr().err
        assert words in said and said.count("\n") == 1
        assert entries(tmp_path) == 0
        assert not (tmp_path / "out").exists()

    def test_a_file_that_is_not_there_costs_nothing(self, command: list[str], tmp_path: Path) -> None:
        command[1] = str(tmp_path / "nowhere.csv")
        assert run(command) == 2
        assert entries(tmp_path) == 0


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"nonsense"])
def test_what_is_not_of_a_release_is_not_made_again(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "measurements.zip").write_bytes(content)
    with pytest.raises(Refusal):
        release_again(tmp_path / "measurements.zip", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_measurements_without_their_provenance_are_not_enough(written: ReleaseResult, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    alone = tmp_path / "data" / "measurements.zip"
    alone.write_bytes((written.out / "data" / "measurements.zip").read_bytes())
    for provenance in (None, "[]", '{"settings": {}}', '{"settings": 3, "vocabulary": "", "fictional": 1}'):
        if provenance is not None:
            (tmp_path / "provenance.json").write_text(provenance)
        with pytest.raises(Refusal, match="provenance"):
            release_again(alone, tmp_path / "out")


def test_a_domain_is_read_from_json_and_toml(tmp_path: Path) -> None:
    from fanal.release.domains import read_domain

    (tmp_path / "a.toml").write_text('year = {from = 2019, to = 2021}\nsex = ["F", "M"]\nn = [1, 2]')
    (tmp_path / "a.json").write_text('{"year": {"from": 2019, "to": 2021}, "sex": ["F", "M"], "n": [1, 2]}')
    wanted = {"year": ("2019", "2020", "2021"), "sex": ("F", "M"), "n": ("1", "2")}
    assert read_domain(tmp_path / "a.toml") == read_domain(tmp_path / "a.json") == wanted
    for wrong in (
        "",
        "a = 3",
        "a = []",
        'a = ["x", "x"]',
        'a = [""]',
        "a = [1.5]",
        "a = {from = 3, to = 1}",
        "\x00",
    ):
        (tmp_path / "b.toml").write_text(wrong)
        with pytest.raises(Refusal):
            read_domain(tmp_path / "b.toml")
