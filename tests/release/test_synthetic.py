from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from fanal.presentation import Progress, Refusal
from fanal.release import METHODS, ReleaseResult, ReleaseSettings, release
from fanal.release.choosing import Chosen
from fanal.release.methods.synthetic import NewRows, Synthetic
from release.tables_of_people import cases, exact_of, people

ASSUMED = ReleaseSettings(
    k=5, consent_assumed="generated cases", columns=("place", "year", "means"), method="synthetic"
)
RARE = "Onlyhere"


def table(rows: int = 300) -> pl.DataFrame:
    """Places, years, and means of which the rarest is held by four people: fewer than k."""
    made = people(rows)
    means = ["beaten" if n % 5 else RARE if n < 20 else None for n in range(rows)]
    return made.with_columns(means=pl.Series(means, dtype=pl.String))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> ReleaseResult:
    return release(table(), ASSUMED, tmp_path_factory.mktemp("synthetic") / "out")


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file, and what is packed in it."""
    found = {}
    for path in (each for each in folder.rglob("*") if each.is_file()):
        name = str(path.relative_to(folder))
        found[name] = path.read_bytes()
        if path.suffix == ".parquet":
            found[f"{name}!"] = pl.read_parquet(io.BytesIO(found[name])).write_csv().encode()
    return found


def test_every_combination_in_every_file_is_shared_by_k_people(written: ReleaseResult) -> None:
    """Counted here row by row, without Fanal."""
    people_of = [{(name, row[name]) for name in ASSUMED.columns} for row in table().rows(named=True)]
    csv = pl.read_csv(written.out / "data" / "cases.csv", infer_schema=False)
    parquet = pl.read_parquet(written.out / "data" / "cases.parquet")
    for found in (csv, parquet):
        assert found.height == written.content.people >= 290
        for row in found.unique().rows(named=True):
            told = {(name, value.removeprefix("'")) for name, value in row.items() if value not in (None, "")}
            assert sum(told <= person for person in people_of) >= ASSUMED.k


def test_no_secret_is_in_any_byte(written: ReleaseResult) -> None:
    assert table()["means"].eq(RARE).sum() == 4
    for name, content in bytes_of(written.out).items():
        for secret in (RARE, "Secretname", "full name"):
            assert secret.encode() not in content, (name, secret)


def test_the_counts_are_those_of_the_synthetic_rows(written: ReleaseResult) -> None:
    rows = pl.read_csv(written.out / "data" / "cases.csv", infer_schema=False)
    counts = pl.read_csv(written.out / "data" / "counts.csv", infer_schema=False)
    assert counts.filter(pl.col("column_3").is_not_null()).height > 2
    for line in counts.rows(named=True):
        chosen = [
            pl.col(line[f"column_{at}"]) == line[f"value_{at}"]
            for at in (1, 2, 3)
            if line[f"column_{at}"] is not None
        ]
        assert rows.filter(*chosen).height == int(line["count"]) >= ASSUMED.k


def test_it_says_everywhere_what_it_is_and_what_it_leaves_open(written: ReleaseResult) -> None:
    package = json.loads((written.out / "datapackage.json").read_text())
    assert "synthetic data" in package["keywords"]
    assert "No row is about anybody" in package["description"]
    for name, words in (
        ("index.html", "synthetic rows"),
        ("index.fr.html", "lignes synthétiques"),
        ("codebook.en.html", "about nobody"),
        ("method.fr.html", "homogènes"),
    ):
        assert words in (written.out / name).read_text(), name
    note = (written.out / "method.en.html").read_text()
    for words in ("Absence.", "Groups that are all alike.", "Repeated releases.", "not differential privacy"):
        assert words in note
    for picture in (written.out / "charts").glob("*.en.svg"):
        assert "Synthetic rows" in picture.read_text(), picture.name
    assert "People released" not in "".join(
        path.read_text() for path in written.out.rglob("*") if path.suffix in (".html", ".json", ".csv")
    )


def test_it_shows_groups_that_are_all_alike(tmp_path: Path) -> None:
    """Everybody of the east was beaten: the note shows that who is known to be of the east is known to be."""
    alike = pl.DataFrame({"place": ["east", "west", "west"] * 40, "means": ["beaten", "beaten", "held"] * 40})
    out = release(alike, replace(ASSUMED, columns=("place", "means")), tmp_path / "out").out
    note = re.sub(r"<[^>]+>", " ", (out / "method.en.html").read_text())
    assert re.search(r"place: east\s+means: beaten\s+\d+", note)
    assert re.search(r"of 4 pairs of values that stand in them, 1 stand", note)


def test_rows_that_point_at_few_are_found_in_the_written_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Careless(Synthetic):
        def protect(self, chosen: Chosen, settings: ReleaseSettings, progress: Progress) -> NewRows:
            made = super().protect(chosen, settings, progress)
            return replace(made, table=chosen.table.sort(chosen.table.columns))

    monkeypatch.setitem(METHODS, "synthetic", Careless())
    with pytest.raises(Refusal, match="fewer than 5 people share"):
        release(table(), ASSUMED, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_what_has_no_person_has_nothing_beside_it(tmp_path: Path) -> None:
    chosen = replace(ASSUMED, columns=("place",), sensitive=("means",))
    with pytest.raises(Refusal, match="about nobody"):
        release(table(), chosen, tmp_path / "out")


def test_rows_of_one_person_are_joined(tmp_path: Path) -> None:
    """Three people in the north, four rows each, are fewer than five."""
    rows = pl.DataFrame(
        {"place": ["north"] * 12 + ["south"] * 40 + ["west"] * 40, "who": [str(n // 4) for n in range(92)]}
    ).with_columns(who=pl.when(pl.int_range(92) % 2 == 0).then("who").otherwise(pl.lit("0")))
    chosen = replace(ASSUMED, columns=("place",), person="who")
    out = release(rows, chosen, tmp_path / "out").out
    cells = pl.read_csv(out / "data" / "cases.csv", infer_schema=False)["place"].drop_nulls()
    assert "north" not in set(cells.str.split(";").explode())
    assert "k counts people" in (out / "method.en.html").read_text()


def test_several_choices_are_counted_apart(tmp_path: Path) -> None:
    chosen = ReleaseSettings(
        k=5, consent="con_Consent", columns=("gender", "typeOfExploitConcatenated"), method="synthetic"
    )
    result = release(cases(600), chosen, tmp_path / "out")
    counts = pl.read_csv(result.out / "data" / "fictional-counts.csv", infer_schema=False)
    assert not counts["value_1"].str.contains(";").any()
    rows = pl.read_csv(result.out / "data" / "fictional-cases.csv", infer_schema=False)
    assert rows["typeOfExploitConcatenated"].str.contains(";").any()
    assert exact_of(result).consented < exact_of(result).rows
