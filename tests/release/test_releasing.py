from __future__ import annotations

import hashlib
import io
import json
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanal.presentation import LANGUAGES, Refusal
from fanal.privacy import RiskSettings, audit
from fanal.privacy.ledger import Ledger
from fanal.release import (
    METHODS,
    DifferentialPrivacy,
    ReleaseResult,
    ReleaseSettings,
    publishable,
    release,
    source_date,
)
from fanal.release.releasing import STEPS
from fanal.release.tables import as_csv, from_csv
from fanal.standard import CASE, FieldType, Records, ctdc, htcds
from release.tables_of_people import ASSUMED, cases, exact_of, people

PUBLISHED = (
    "yearOfRegistration",
    "gender",
    "ageBroad",
    "citizenship",
    "typeOfExploitConcatenated",
    "CountryOfExploitation",
)
"""What a release of the CTDC file publishes unless told otherwise, in the order of the file."""


def every_file(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_everybody_in_every_file_looks_like_k_people(released: ReleaseResult, bundle: Path) -> None:
    k, protected = released.content.settings.k, [one for one in released.content.told if one.protected]
    columns = tuple(one.variable.name for one in protected)
    assert len(columns) == 5
    csv = pl.read_csv(bundle / "data" / "fictional-cases.csv", infer_schema=False)
    for table in (csv, pl.read_parquet(bundle / "data" / "fictional-cases.parquet")):
        assert table.height == released.content.people > 300
        assert audit(table, RiskSettings(columns=columns, k=k, max_size=1)).holds
    counts = pl.read_csv(bundle / "data" / "fictional-counts.csv", infer_schema=False)
    assert counts["count"].cast(pl.Int64).min() >= k  # type: ignore[operator]


def test_who_did_not_agree_is_not_released(tmp_path: Path) -> None:
    elsewhere = pl.when(pl.col("agreed") == "no").then(pl.lit("elsewhere")).otherwise("place")
    table = people().with_columns(place=elsewhere)
    assert table["place"].eq("elsewhere").sum() > ASSUMED.k
    result = release(table, replace(ASSUMED, consent="agreed", consent_assumed=None), tmp_path / "out")
    assert exact_of(result).without_consent == table["place"].eq("elsewhere").sum()
    assert not any(b"elsewhere" in content for content in every_file(result.out).values())


def test_a_decided_non_victim_is_left_out(tmp_path: Path) -> None:
    rows = 40
    table = pl.DataFrame(
        {
            CASE: [str(n) for n in range(rows)],
            "prs_Gender": ["Feminine" if n < 20 else "Masculine" for n in range(rows)],
            "vic_TraffickingStatus": [
                "ActualVictimOfTrafficking" if n < 20 else "NotAVictimOfTrafficking" for n in range(rows)
            ],
        }
    )
    chosen = ReleaseSettings(k=5, consent_assumed="generated", columns=("gender",))
    result = release(Records(htcds(), table), chosen, tmp_path / "out")
    assert result.content.table["gender"].to_list() == ["Feminine"] * 20
    assert exact_of(result).left_out == 20


@pytest.mark.parametrize("method", METHODS)
def test_no_secret_that_somebody_typed_is_in_any_byte(tmp_path: Path, method: str) -> None:
    """Plant a text in every field that can hold one, and look for it everywhere."""
    rows = 60
    planted: dict[str, pl.Series] = {}
    for number, field in enumerate(htcds()):
        secret = f"Planted{number:03}"
        if field.table not in ("organisation", "person", "victim context", "case"):
            continue
        if field.type in (
            FieldType.TEXT,
            FieldType.LONG_TEXT,
            FieldType.LOOKUP,
            FieldType.PICKLIST,
            FieldType.BAND,
            FieldType.UNTYPED,
        ):
            planted[field.name] = pl.Series([secret] * rows, dtype=pl.String)
        elif field.type is FieldType.MULTISELECT:
            planted[field.name] = pl.Series([[secret]] * rows, dtype=pl.List(pl.String))
        elif field.type is FieldType.GEOLOCATION:
            planted[field.name] = pl.Series([12.3456789 + number] * rows)
    planted |= {
        "prs_Birthdate": pl.Series([date(1987, 5, 23)] * rows),
        "cas_RegistrationDate": pl.Series([date(2019, 11, 17)] * rows),
        "con_Consent": pl.Series([True] * rows),
        "prs_Gender": pl.Series(["Feminine"] * rows),
    }
    keys = [f"Planted{n:03}key" for n in range(rows)]
    events = pl.DataFrame(
        {
            CASE: keys,
            "hte_Country": ["FR"] * rows,
            "hte_Type": ["Exploitation"] * rows,
            "hte_City": ["Planted997"] * rows,
            "hte_Description": ["Planted998"] * rows,
        }
    )
    comments = pl.DataFrame({CASE: keys, "cco_CaseComment": ["Planted999"] * rows})
    records = Records(
        htcds(),
        pl.DataFrame({CASE: keys, **planted}),
        {"historic trafficking event": events, "case comment": comments},
    )
    every = tuple(one.name for one in publishable(htcds()).variables)
    chosen = ReleaseSettings(k=5, consent="con_Consent", columns=every[:6], method=method)
    if method == "dp":
        Ledger(tmp_path / "ledger").open_population("people", 8, 1e-9)
        stated = DifferentialPrivacy(
            epsilon=8, years=(2015, 2024), ledger=tmp_path / "ledger", population="people"
        )
        chosen = replace(chosen, columns=every[:3], dp=stated)
    result = release(records, chosen, tmp_path / "six")
    if method == "k-anonymous":
        assert result.content.people == rows
    assert "30--38" in result.content.table["ageBroad"].to_list()
    for name, content in every_file(result.out).items():
        for part in (content, *opened(name, content)):
            for secret in (b"Planted", b"1987-05", b"05-23", b"2019-11", b"12.3456789"):
                assert secret not in part, (name, secret)


def opened(name: str, content: bytes) -> list[bytes]:
    """Look into what is packed: the columns of a Parquet file, the members of a zip."""
    if name.endswith(".parquet"):
        return [pl.read_parquet(io.BytesIO(content)).write_csv().encode()]
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return [packed.read(member) for member in packed.namelist()]
    return []


def test_a_column_that_was_not_named_is_nowhere(tmp_path: Path) -> None:
    result = release(people(), ASSUMED, tmp_path / "out")
    for name, content in every_file(result.out).items():
        for part in (content, *opened(name, content)):
            assert b"Secretname" not in part, name
            assert b"full name" not in part, name


def test_the_same_cases_give_the_same_bytes(
    released: ReleaseResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "another" / "place"
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.chdir(tmp_path)
    again = cases()
    again = replace(again, cases=again.cases.reverse())
    release(again, released.content.settings, elsewhere)
    first, second = every_file(released.out), every_file(elsewhere)
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    year = str(datetime.now(tz=UTC).date()).encode()
    for name, content in first.items():
        assert str(released.out.parent).encode() not in content, name
        assert year not in content or name == "site/vega.js", name
    assert {path.stat().st_mode & 0o777 for path in elsewhere.rglob("*") if path.is_file()} == {0o644}
    assert {path.stat().st_mode & 0o777 for path in (elsewhere, *elsewhere.rglob("*")) if path.is_dir()} == {
        0o755
    }


def test_the_day_comes_from_the_environment_alone(tmp_path: Path) -> None:
    assert source_date({}) is None
    assert source_date({"SOURCE_DATE_EPOCH": "86400"}) == date(1970, 1, 2)
    with pytest.raises(Refusal, match="whole number"):
        source_date({"SOURCE_DATE_EPOCH": "yesterday"})
    result = release(people(), replace(ASSUMED, source_date=date(2026, 3, 3)), tmp_path / "out")
    assert "3 mars 2026" in (result.out / "index.fr.html").read_text()
    assert json.loads((result.out / "datapackage.json").read_text())["created"] == "2026-03-03T00:00:00Z"


def test_the_checksums_are_those_of_all_files(bundle: Path) -> None:
    checked = subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=bundle, capture_output=True)
    assert checked.returncode == 0, checked.stderr
    lines = (bundle / "SHA256SUMS").read_text().splitlines()
    named = [line.split("  ", 1)[1] for line in lines]
    assert named == sorted(named)
    assert {*named, "SHA256SUMS"} == set(every_file(bundle))


def test_fictional_cases_say_so_everywhere(bundle: Path) -> None:
    assert all(path.name.startswith("fictional-") for path in (bundle / "data").iterdir())
    assert all(path.name.startswith("fictional-") for path in (bundle / "charts").iterdir())
    described = json.loads((bundle / "datapackage.json").read_text())
    assert described["title"].startswith("Fictional: ")
    assert described["name"].startswith("fictional-")
    assert json.loads((bundle / "provenance.json").read_text())["fictional"] is True
    for page in bundle.glob("*.html"):
        assert ("Fictional: " if "fr" not in page.suffixes[0] else "Fictif") in page.read_text(), page.name


def test_no_count_under_k_of_anybody_is_told(tmp_path: Path) -> None:
    """Seven without consent, three suppressed: told in rounded shares; never how many were read."""
    rows = (
        [("a", "x", "yes")] * 30
        + [("b", "x", "yes")] * 23
        + [("b", "odd", "yes")] * 3
        + [("a", "x", "no")] * 7
    )
    table = pl.DataFrame(rows, schema=["place", "kind", "agreed"], orient="row")
    chosen = ReleaseSettings(k=10, consent="agreed", columns=("place", "kind"))
    result = release(table, chosen, tmp_path / "out")
    assert (exact_of(result).rows, exact_of(result).without_consent) == (63, 7)
    note = (result.out / "method.en.html").read_text()
    assert "left out for want of consent, under 50%." in note
    texts = {
        name: content.decode()
        for name, content in every_file(result.out).items()
        if name.endswith((".html", ".json", ".csv", ".txt"))
    }
    assert not any(">63<" in words or ": 63" in words for words in texts.values())
    assert "odd" not in "".join(texts.values())


def test_how_few_were_blank_before_cannot_be_worked_out(tmp_path: Path) -> None:
    rows = [("a", "x")] * 40 + [("b", "x")] * 40 + [("a", "rare")] * 4 + [("b", None)] * 2 + [("a", None)] * 2
    table = pl.DataFrame(rows, schema=["place", "kind"], orient="row")
    chosen = ReleaseSettings(k=5, consent_assumed="generated", columns=("place", "kind"))
    result = release(table, chosen, tmp_path / "out")
    blank = result.content.table["kind"].null_count()
    note = (result.out / "method.en.html").read_text()
    assert blank >= 5
    assert f"at most {blank}" in note
    assert "fewer than 5" in note


def test_a_variable_of_which_nothing_is_told_leaves_no_trace(tmp_path: Path) -> None:
    table = people().with_columns(number=(pl.int_range(120) // 3).cast(pl.String))
    chosen = replace(ASSUMED, columns=("place", "number"))
    result = release(table, chosen, tmp_path / "out")
    assert "number" not in result.content.table.columns
    assert [one.variable.name for one in result.content.withheld_variables] == ["number"]
    assert "they are not in the files: number" in (result.out / "method.en.html").read_text()


@pytest.mark.parametrize(
    ("table", "changes", "words"),
    [
        (people(), {"columns": ("nowhere",)}, "nowhere"),
        (people(), {"columns": ()}, "--columns"),
        (people(), {"k": 500}, "too few"),
        (
            people().with_columns(agreed=pl.lit("no")),
            {"consent": "agreed", "consent_assumed": None},
            "consent",
        ),
        (people().rename({"place": "=cmd()"}), {"columns": ("=cmd()",)}, "formula"),
        (people(), {"method": "magic"}, "k-anonymous"),
        (people(), {"k": 1}, "k"),
    ],
)
def test_what_cannot_be_released_is_refused_and_nothing_is_written(
    tmp_path: Path, table: pl.DataFrame, changes: dict[str, object], words: str
) -> None:
    with pytest.raises(Refusal, match=words):
        release(table, replace(ASSUMED, **changes), tmp_path / "out")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_what_others_may_know_is_not_released_unprotected(tmp_path: Path) -> None:
    chosen = ReleaseSettings(consent_assumed="x", columns=("yearOfRegistration",), sensitive=("gender",))
    with pytest.raises(Refusal, match="--columns"):
        release(cases(30), chosen, tmp_path / "out")


def test_a_release_never_changes(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("kept")
    with pytest.raises(Refusal, match="never changes"):
        release(people(), ASSUMED, tmp_path / "out")
    assert every_file(tmp_path) == {"out/mine.txt": b"kept"}
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(Refusal, match="not a folder"):
        release(people(), ASSUMED, tmp_path / "link")


@pytest.mark.parametrize(
    ("step", "error"),
    [*((step, KeyboardInterrupt) for step in STEPS), ("tables", OSError), ("finishing", MemoryError)],
)
def test_what_fails_at_any_step_leaves_nothing(tmp_path: Path, step: str, error: type[BaseException]) -> None:
    def progress(done: int, total: int, what: str) -> None:
        if what == f"release.progress-{step}":
            raise error

    with pytest.raises((error, Refusal)):
        release(people(40), replace(ASSUMED, columns=("place",)), tmp_path / "out", progress)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_came_out_wrong_is_never_released(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(table: pl.DataFrame, headings: list[list[str]]) -> bytes:
        return as_csv(table.head(3), headings)

    monkeypatch.setattr("fanal.release.tables.as_csv", wrong)
    with pytest.raises(Refusal, match="nothing was released"):
        release(people(), ASSUMED, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_method_that_does_not_protect_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A method that claims k but hands the table through: its output is refused."""
    from fanal.presentation import Progress
    from fanal.release.choosing import Chosen
    from fanal.release.methods import METHODS, KAnonymous, Told
    from fanal.release.methods.k_anonymous import Classes

    class Careless(KAnonymous):
        def protect(self, chosen: Chosen, settings: ReleaseSettings, progress: Progress) -> Classes:
            first = super().protect(chosen, settings, progress)
            told = [Told(variable=one, level=0, words=one.hierarchy.levels[0]) for one in chosen.variables]
            return replace(first, table=chosen.table, told=tuple(told))

    monkeypatch.setitem(METHODS, "k-anonymous", Careless())
    table = people().with_columns(
        place=pl.when(pl.int_range(120) < 3).then(pl.lit("rare")).otherwise("place")
    )
    with pytest.raises(Refusal, match="fewer than"):
        release(table, ASSUMED, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), min_size=1, max_size=8)


@given(st.lists(st.tuples(texts | st.none(), texts | st.sampled_from(["=1", "'=1", '"', "a,b"])), min_size=1))
@settings(max_examples=100, deadline=None)
def test_csv_comes_back_as_it_was(rows: list[tuple[str | None, str]]) -> None:
    table = pl.DataFrame(rows, schema={"a": pl.String, "b": pl.String}, orient="row")
    written = as_csv(table, [["a", "b"], ["#x", "#y"]])
    assert from_csv(written, 2).equals(table)
    alone = table.select("a")
    assert from_csv(as_csv(alone, [["a"]]), 1).equals(alone)


def test_a_spreadsheet_runs_nothing(tmp_path: Path) -> None:
    result = release(people(), ASSUMED, tmp_path / "out")
    assert "=east" in result.content.table["place"].to_list()
    for name, content in every_file(result.out).items():
        if name.endswith(".csv"):
            assert not any(
                cell.startswith("=") for line in content.decode().splitlines() for cell in line.split(",")
            )


def test_people_who_stand_in_several_rows_are_counted_once(tmp_path: Path) -> None:
    twice = pl.DataFrame({"place": ["north"] * 12 + ["south"] * 40, "who": [str(n // 4) for n in range(52)]})
    chosen = ReleaseSettings(k=5, consent_assumed="generated", columns=("place",), person="who")
    result = release(twice, chosen, tmp_path / "out")
    assert set(result.content.table["place"].drop_nulls()) == {"south"}, (
        "three people in the north are under 5"
    )
    assert "k counts people" in (result.out / "method.en.html").read_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_tells_the_steward_and_machines_the_same(released: ReleaseResult, language: str) -> None:
    report, data = released.report(language), released.as_json()  # type: ignore[arg-type]
    assert data["released"] == released.content.people
    assert data["rows"] == data["left_out"] + data["without_consent"] + data["consented"]
    assert json.loads(json.dumps(data)) == data
    facts = report.sections[0].blocks[0].facts  # type: ignore[union-attr]
    assert [fact.value for fact in facts] == [
        data["rows"],
        data["consented"],
        data["released"],
        data["withheld"],
    ]
    assert any("k" in note for note in report.notes)


@pytest.mark.needs_data
def test_the_ctdc_file_leaves_as_it_came(real_data: Path, tmp_path: Path) -> None:
    """Its smallest class over the six is 11: nothing has to be lost, and every number is the file's own."""
    from fanal.exchange.reading import read

    records = read(real_data / "data" / "ctdc" / "ctdc_global_kanon_20210715.csv.gz").records
    assert records.vocabulary is ctdc() or records.vocabulary.name == "CTDC"
    chosen = ReleaseSettings(k=11, consent_assumed="published by CTDC with consent")
    result = release(records, chosen, tmp_path / "out")
    assert tuple(result.content.table.columns) == PUBLISHED
    assert result.as_json()["smallest_class"] == 11
    blank = exact_of(result).rows - result.content.people
    assert (blank == 0) or blank >= 11
    counts = pl.read_csv(result.out / "data" / "counts.csv", infer_schema=False)
    (women,) = counts.filter(
        (pl.col("gender") == "Female") & (pl.sum_horizontal(pl.col(PUBLISHED) == "Total") == 5)
    )["count"]
    assert int(women) == records.cases["gender"].eq("Female").sum()
    assert "published by CTDC with consent" in (result.out / "method.en.html").read_text()
    assert (
        hashlib.sha256((result.out / "data" / "cases.csv").read_bytes()).hexdigest()
        in (result.out / "SHA256SUMS").read_text()
    )
