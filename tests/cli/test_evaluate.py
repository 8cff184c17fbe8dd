from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from fanal.cli.main import run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Cases of HTCDS, as many of the same kind kept back, and a release of the first."""
    where = tmp_path_factory.mktemp("evaluate")
    draw = random.Random(1)  # noqa: S311
    for name in ("cases", "control"):
        rows = [
            f"Name{n},{draw.choice(['Feminine', 'Masculine'])},{draw.choice(['FR', 'CH', 'IT', 'DE'])},"
            f"{draw.choice(['TRUE', 'TRUE', 'FALSE'])},201{draw.randrange(10)}-05-01"
            for n in range(200)
        ]
        heading = "prs_FirstName,prs_Gender,prs_Citizenship,con_Consent,cas_IncomingReferralDate\n"
        (where / f"{name}.csv").write_text(heading + "\n".join(rows))
    out = where / "release"
    command = ["release", str(where / "cases.csv"), "--k", "5", "--consent", "con_Consent", "--out", str(out)]
    assert run(command) == 0
    return where


def evaluated(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    capsys.readouterr()
    code = run(["evaluate", *(str(one) for one in arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_bundle_is_compared_with_the_cases_that_it_was_made_of(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = evaluated(capsys, folder / "cases.csv", folder / "release", "--json")
    told = json.loads(out)
    released = pl.read_parquet(folder / "release/data/cases.parquet")
    consented = pl.read_csv(folder / "cases.csv").filter(pl.col("con_Consent"))
    assert (told["released"], told["people"]) == (released.height, consented.height)
    assert told["columns"] == released.columns and told["k"] == 5
    # k holds over the whole release: nothing rare appears and nothing is invented, however coarse it is.
    assert all(one["appear"] == 0 for one in told["rare"].values())
    assert all(one["fabricated"] == 0 for one in told["fabricated"].values())
    assert told["holds"] and code == 0
    assert told["errors"]["1"]["preserved"] > 0.8
    assert {one["column"] for one in told["groups"]} == {"gender", "citizenship"} & set(released.columns)
    charts = {chart for one in told["published_counts"] for chart in one["charts"]}
    drawn = {path.name.split(".")[0] for path in (folder / "release/charts").iterdir()}
    assert charts == drawn, "every chart has its errors"


def test_a_release_with_noise_is_judged_as_one_and_audited(
    folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    ledger, out = str(tmp_path / "ledger.json"), tmp_path / "dp"
    budget = ["--population", "p", "--epsilon", "4", "--delta", "1e-6"]
    assert run(["ledger", "open", ledger, *budget]) == 0
    command = ["release", str(folder / "cases.csv"), "--method", "dp", "--consent", "con_Consent", *budget]
    command += ["--columns", "gender,yearOfRegistration", "--years", "2010-2019", "--ledger", ledger]
    assert run([*command, "--out", str(out)]) == 0
    code, said, _ = evaluated(capsys, folder / "cases.csv", out, "--audit", "60", "--json")
    told = json.loads(said)
    assert told["by_chance"] and set(told["columns"]) == {"gender", "yearOfRegistration"}
    assert told["audit"]["holds"] and told["audit"]["claim"]["epsilon"] == 4
    assert code == 0, "what is rare appears by chance"
    counts = told["published_counts"]
    assert counts and all(one["covered"] is not None for one in counts), "against its error bars"
    assert evaluated(capsys, folder / "cases.csv", folder / "release", "--audit", "60")[0] == 2


@pytest.mark.parametrize("method", ["k-anonymous", "synthetic"])
def test_a_bundle_of_a_table_of_no_standard_is_compared_by_person(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, method: str
) -> None:
    """Two rows a person: new rows are about people, coarsened rows about rows."""
    draw = random.Random(2)  # noqa: S311
    rows = [
        f"P{n // 2},{draw.choice(['red', 'blue', 'green'])},{draw.choice(['2011', '2012', '2015', '2016'])}"
        for n in range(400)
    ]
    table, out = tmp_path / "plain.csv", tmp_path / "out"
    table.write_text("who,colour,year\n" + "\n".join(rows))
    command = ["release", str(table), "--consent-assumed", "x", "--columns", "colour,year", "--k", "5"]
    assert run([*command, "--person", "who", "--method", method, "--out", str(out)]) == 0
    code, said, _ = evaluated(capsys, table, out, "--json")
    told = json.loads(said)
    assert told["people"] == (200 if method == "synthetic" else 400)
    assert told["errors"]["1"]["preserved"] == 1 and told["errors"]["1"]["relative"] < 0.2
    assert told["fabricated"]["2"]["fabricated"] == 0 and code == 0


def test_a_data_file_of_a_bundle_is_taken_for_the_bundle(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = [
        json.loads(evaluated(capsys, folder / "cases.csv", released, "--json")[1])
        for released in (folder / "release", folder / "release/data/cases.csv")
    ]
    assert told[0] == told[1]


def test_tables_of_any_origin_are_compared_and_attacked(
    folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    table = pl.read_csv(folder / "cases.csv", infer_schema=False).drop("prs_FirstName")
    copy = tmp_path / "copy.parquet"
    table.write_parquet(copy)
    page = tmp_path / "page.html"
    control = ["--control", folder / "control.csv", "--html", page, "--groups", "prs_Gender"]
    code, out, _ = evaluated(capsys, folder / "cases.csv", copy, *control)
    assert code == 1, "a copy hides nobody"
    assert "What could be learned about one person" in out and "What the reader loses" in out
    assert "Name1" not in out and "Name1" not in page.read_text()
    assert page.read_text().lower().startswith("<!doctype html>")
    code, out, _ = evaluated(capsys, folder / "cases.csv", copy, *control, "--lang", "fr")
    assert code == 1 and "Ce que l’on pourrait apprendre sur une personne" in out


def test_headings_that_mean_the_same_field_are_compared(
    folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    other = tmp_path / "labels.csv"
    table = pl.read_csv(folder / "cases.csv", infer_schema=False).select(Gender="prs_Gender")
    table.write_csv(other)
    code, out, _ = evaluated(capsys, folder / "cases.csv", other, "--json")
    assert code in (0, 1) and json.loads(out)["columns"] == ["Gender"]


def test_what_cannot_be_compared_says_what_to_do(
    folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FANAL_ANONYMETER_PYTHON", raising=False)
    files = {
        "apart.csv": "colour,size\nred,1\nblue,2\n",
        "spelled.csv": "prs_Gender,cas_Status\nW,x\nM,y\n",
        "short.csv": "prs_Gender\nFeminine\n",
        "broken.parquet": "PAR1",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "empty").mkdir()
    for name in (*files, "empty", "missing.csv"):
        code, out, error = evaluated(capsys, folder / "cases.csv", tmp_path / name)
        assert (code, out, error.count("\n")) == (2, "", 1), name
        assert "Name1" not in error
    copy = folder / "control.csv"
    for more, hint in ((["--attacks"], "--control"), (["--attacks", "--control", copy], "--attacks-python")):
        code, _, error = evaluated(capsys, folder / "cases.csv", copy, *more)
        assert code == 2 and hint in error


def test_a_damaged_bundle_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    for text in ("{", "[]", '{"fictional": false, "settings": {}}'):
        (tmp_path / "provenance.json").write_text(text)
        code, _, error = evaluated(capsys, folder / "cases.csv", tmp_path)
        assert code == 2 and error.count("\n") == 1


def test_a_page_is_never_written_over_what_is_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder / "control.csv").read_bytes()
    for name in ("cases.csv", "control.csv"):
        code, _, _ = evaluated(
            capsys,
            folder / "cases.csv",
            folder / "release",
            "--control",
            folder / "control.csv",
            "--html",
            folder / name,
        )
        assert code == 2
    assert (folder / "control.csv").read_bytes() == before


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_stopped_in_the_middle_no_sensitive_data_stay_behind(
    folder: Path, tmp_path: Path, how: signal.Signals
) -> None:
    """A stand-in for the Python of anonymeter waits; what it was given is gone when the command is."""
    given, stand_in = tmp_path / "given", tmp_path / "python"
    given.mkdir()
    mark = str(tmp_path / "on")
    stand_in.write_text(f"#!{sys.executable}\nimport time\nopen({mark!r}, 'w')\ntime.sleep(60)\n")
    stand_in.chmod(0o700)
    copy = folder / "control.csv"
    start = "from fanal.cli.main import run; raise SystemExit(run())"
    command = [sys.executable, "-c", start, "evaluate", folder / "cases.csv", copy]
    command += ["--columns", "prs_Gender,prs_Citizenship", "--control", copy, "--attacks-python", stand_in]
    process = subprocess.Popen(
        [str(one) for one in command], env={**os.environ, "TMPDIR": str(given)}, stderr=subprocess.PIPE
    )
    for _ in range(600):
        if (tmp_path / "on").exists():
            break
        time.sleep(0.1)
    assert list(given.rglob("*.parquet"))
    process.send_signal(how)
    error = process.communicate(timeout=30)[1]
    assert process.returncode == 130 and b"Traceback" not in error
    assert list(given.iterdir()) == []
