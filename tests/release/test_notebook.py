from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from fanal.presentation import Refusal
from fanal.privacy.ledger import Ledger
from fanal.release import Release, ReleaseSettings, release
from release.tables_of_people import cases, people

PLACES = {"place": ["north", "south", "=east"], "year": range(2019, 2023)}


def chosen(rows: int = 200) -> Release:
    return Release.from_table(people(rows), columns=["place", "year"], consent="agreed", domain=PLACES)


def ledger(folder: Path) -> Path:
    Ledger(folder / "ledger").open_population("people", 8, 1e-9)
    return folder / "ledger"


def test_what_is_looked_at_is_what_is_written(tmp_path: Path) -> None:
    fitted = chosen().fit(method="dp", epsilon=6, ledger=ledger(tmp_path), population="people")
    assert {"low", "count", "high"} <= set(fitted.counts().columns)
    out = fitted.write(tmp_path / "out").out
    assert pl.read_parquet(out / "data" / "cases.parquet").equals(fitted.records())
    assert pl.read_csv(out / "data" / "counts.csv").height == fitted.counts().height
    assert len(Ledger(tmp_path / "ledger").spent("people").entries) == 1
    with pytest.raises(Refusal, match="never changes"):
        fitted.write(tmp_path / "out")


def test_it_gives_what_the_command_gives(tmp_path: Path) -> None:
    settings = ReleaseSettings(k=5, consent="agreed", columns=("place", "year"), method="synthetic")
    by_command = release(people(200), settings, tmp_path / "command").out
    by_hand = chosen().fit(method="synthetic", k=5).write(tmp_path / "hand").out
    assert (by_command / "SHA256SUMS").read_bytes() == (by_hand / "SHA256SUMS").read_bytes()


def test_it_explains_itself_and_shows_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = chosen()
    fitted = {
        "k-anonymous": asked.fit(k=5),
        "synthetic": asked.fit(method="synthetic", k=5),
        "dp": asked.fit(method="dp", epsilon=2, ledger=ledger(tmp_path), population="people", seed=1),
    }
    assert "Nothing is protected yet" in repr(asked)
    assert "about nobody" in repr(fitted["synthetic"])
    assert repr(fitted["dp"]).startswith("NOT PRIVATE")
    for one in (asked, *fitted.values()):
        assert "Secretname" not in repr(one) and "north" not in repr(one)
    monkeypatch.setenv("FANAL_LANG", "fr")
    assert "lignes synthétiques" in repr(fitted["synthetic"])
    assert "effectifs estimés" in repr(fitted["dp"])
    for one in fitted.values():
        assert one.note("fr").sections


def test_every_step_is_heard_of(tmp_path: Path) -> None:
    heard: set[str] = set()
    fitted = chosen().fit(
        method="dp",
        epsilon=2,
        ledger=ledger(tmp_path),
        population="people",
        progress=lambda done, total, what: heard.add(what),
    )
    fitted.write(tmp_path / "out", progress=lambda done, total, what: heard.add(what))
    assert {"release.progress-choosing", "release.progress-protecting", "release.progress-pages"} <= heard
    assert {what for what in heard if what.startswith("privacy.")}


def test_records_of_the_standard_need_no_columns() -> None:
    fitted = Release.from_table(cases(500), consent="con_Consent").fit(k=5)
    assert "gender" in fitted.records().columns


@pytest.mark.parametrize(
    ("fit", "words"),
    [
        ({"method": "dp", "k": 5, "epsilon": 1.0}, "^k is not for the method dp"),
        ({"method": "k-anonymous", "epsilon": 1.0}, "^epsilon is not for the method k-anonymous"),
        ({"method": "dp"}, "--epsilon"),
        ({"method": "dp", "epsilon": 1.0}, "--ledger"),
        ({"method": "dp", "epsilon": 0.0}, "no bound"),
        ({"method": "magic"}, "k-anonymous, synthetic, dp"),
    ],
)
def test_what_does_not_fit_is_said(fit: dict[str, object], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        chosen().fit(**fit)  # type: ignore[arg-type]


SENTENCES = [f"She said on day {n} that he took her papers away from her" for n in range(120)]


@pytest.mark.parametrize("method", ["k-anonymous", "synthetic"])
@pytest.mark.parametrize(
    ("column", "words"),
    [
        (pl.Series([f"A{n:04}" for n in range(120)]), "“what” says who a row is about"),
        (pl.Series(SENTENCES), "“what” holds sentences"),
    ],
)
def test_identities_and_sentences_are_refused_by_their_column(
    method: str, column: pl.Series, words: str
) -> None:
    table = people(120).with_columns(what=column)
    asked = Release.from_table(table, columns=["place", "what"], consent_assumed="generated")
    with pytest.raises(Refusal, match=words) as refused:
        asked.fit(method=method, k=5)
    assert not any(value in str(refused.value) for value in column)


def test_codes_in_many_words_and_years_are_no_sentences() -> None:
    codes = ["Forced labour in the house of an employer", "Sexual exploitation by somebody of the family"]
    table = people(120).with_columns(
        what=pl.Series([codes[n % 2] for n in range(120)]),
        since=pl.Series([str(1900 + n) for n in range(120)]),
    )
    asked = Release.from_table(table, columns=["what", "since"], consent_assumed="generated")
    assert "what" in asked.fit(k=5).records().columns


@pytest.mark.parametrize("method", ["k-anonymous", "synthetic"])
def test_one_row_is_not_released(method: str) -> None:
    asked = Release.from_table(people(1), columns=["place"], consent_assumed="generated")
    with pytest.raises(Refusal, match=r"too few|fewer than"):
        asked.fit(method=method, k=5)


def test_people_in_several_rows_are_covered_together(tmp_path: Path) -> None:
    """Rows are joined by person: a person may then hold several values of a column."""
    rows = people(240).with_columns(who=pl.int_range(240) // 2)
    asked = Release.from_table(
        rows, columns=["place"], person="who", consent_assumed="generated", domain={"place": PLACES["place"]}
    )
    fitted = asked.fit(
        method="dp", epsilon=8, ledger=ledger(tmp_path), population="people", rows_per_person=2
    )
    assert 60 < fitted.records().height < 200
    assert any(";" in cell for cell in fitted.records()["place"].drop_nulls())
    out = fitted.write(tmp_path / "out").out
    assert "up to 2 rows" in (out / "method.en.html").read_text()


def test_the_examples_of_the_page_run(capsys: pytest.CaptureFixture[str]) -> None:
    page = Path(__file__).parents[2] / "docs" / "how-to" / "notebook.md"
    names: dict[str, object] = {}
    for code in re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        exec(compile(code, page.name, "exec"), names)  # noqa: S102 - an example of our own
    said = capsys.readouterr().out
    assert "“name” says who a row is about" in said
    assert "Person " not in said
