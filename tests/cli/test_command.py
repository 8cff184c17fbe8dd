from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fanal.cli.main import run
from fanal.cli.running import COMMANDS

NO_NETWORK = """
import sys
def refuse(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto"):
        raise SystemExit(f"{event} {arguments}")
sys.addaudithook(refuse)
from fanal.cli.main import run
sys.exit(run(sys.argv[1:]))
"""


@pytest.fixture(scope="session")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three hundred fictional cases."""
    path = tmp_path_factory.mktemp("cases") / "fictional-cases.csv"
    assert run(["fictional", "--cases", "300", "--seed", "3", "--out", str(path)]) == 0
    return path


def fanal(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", NO_NETWORK, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "100", **environment},
        timeout=120,
        check=False,
    )


def write(folder: Path, text: str) -> Path:
    path = folder / "cases.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_exit_codes_say_clean_findings_and_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, "prs_Gender,con_Consent\nFeminine,yes\n")
    assert run(["check", str(path)]) == 0
    assert run(["check", str(write(tmp_path, "prs_Gender,con_Consent\nFemal,yes\n"))]) == 1
    capsys.readouterr()
    assert run(["check", str(write(tmp_path, ""))]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1
    assert said.err.startswith("fanal: ")


def test_json_goes_alone_to_standard_output(tmp_path: Path) -> None:
    ended = fanal(
        "check", str(write(tmp_path, "prs_Gender,con_Consent\nFemal,yes\n")), "--json", "--lang", "fr"
    )
    assert ended.returncode == 1
    told = json.loads(ended.stdout)
    assert told["cases"] == 1
    (finding,) = told["findings"]
    assert finding["rows"] == [2]
    assert finding["values"]["code"] == "Feminine"
    assert finding["text"].startswith("«\u00a0Femal\u00a0»")


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_help_is_in_the_reader_s_language(command: list[str], language: str) -> None:
    ended = fanal(*command, "--help", "--lang", language)
    assert ended.returncode == 0
    assert ended.stdout.startswith({"en": "usage: fanal", "fr": "usage\u00a0: fanal"}[language])
    assert ("show this help" in ended.stdout) == (language == "en")
    assert ("afficher cette aide" in ended.stdout) == (language == "fr")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check"], "Il manque"),
        (["check", "x.csv", "--nonsense"], "Argument inconnu"),
        (["dance"], "Argument non compris"),
        (["convert", "x.csv"], "Il manque"),
        (["check", "does-not-exist.csv"], "does-not-exist.csv"),
    ],
)
def test_a_wrong_call_is_one_line_in_the_reader_s_language(arguments: list[str], said: str) -> None:
    ended = fanal("--lang", "fr", *arguments)
    assert ended.returncode == 2
    assert said in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


def test_a_language_that_fanal_does_not_speak() -> None:
    ended = fanal("check", "x.csv", "--lang", "xx")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "en | fr" in ended.stderr


def test_the_language_of_the_environment(tmp_path: Path) -> None:
    path = write(tmp_path, "prs_Gender,con_Consent\nFeminine,yes\n")
    assert "Tout a été compris" in fanal("check", str(path), FANAL_LANG="", LC_ALL="fr_CH.UTF-8").stdout
    assert "Everything was understood" in fanal("check", str(path), FANAL_LANG="", LC_ALL="C").stdout


def test_a_terminal_that_knows_only_ascii_does_not_break_it(tmp_path: Path) -> None:
    path = write(tmp_path, "prs_Gender,con_Consent\nFemal,yes\n")
    ended = fanal("check", str(path), "--lang", "fr", PYTHONIOENCODING="ascii")
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr


def test_a_reader_that_goes_away_is_no_error(cases: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", NO_NETWORK, "check", str(cases), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    said = process.stderr.read()
    process.stderr.close()
    process.wait(timeout=60)
    assert b"Traceback" not in said


def test_check_of_fictional_cases_is_clean_and_opens_no_connection(cases: Path) -> None:
    ended = fanal("check", str(cases))
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "300" in ended.stdout


def test_risk_opens_no_connection_and_prints_no_value(cases: Path, tmp_path: Path) -> None:
    page = tmp_path / "risk.html"
    ended = fanal("risk", str(cases), "--k", "11", "--html", str(page))
    assert ended.returncode == 1, ended.stderr
    columns = ["prs_FirstName", "prs_Birthdate", "prs_Gender"]
    ended = fanal("risk", str(cases), "--columns", ",".join(columns), "--json")
    assert ended.returncode == 1, ended.stderr
    judged = json.loads(ended.stdout)
    assert judged["holds"] is False
    import polars as pl

    names = pl.read_csv(cases, infer_schema=False)["prs_FirstName"].drop_nulls().unique()
    said = ended.stdout + page.read_text(encoding="utf-8")
    assert [name for name in names if f" {name} " in said or f'"{name}"' in said] == []


def test_risk_names_the_columns_that_are_there(cases: Path) -> None:
    ended = fanal("risk", str(cases), "--columns", "prs_Gender,hair")
    assert ended.returncode == 2
    assert "hair" in ended.stderr
    assert "prs_Citizenship" in ended.stderr


def test_risk_of_a_file_without_headings_prints_none_of_it(tmp_path: Path) -> None:
    ended = fanal("risk", str(write(tmp_path, "Amina,Krasnova\nBoris,Petrov\n")), "--columns", "name")
    assert ended.returncode == 2
    assert "Amina" not in ended.stdout + ended.stderr


def test_convert_writes_the_cases_and_what_was_kept_aside_for_the_owner_alone(tmp_path: Path) -> None:
    source = write(tmp_path, "prs_Gender,Our notes\nFeminine,=HYPERLINK(1)\nFemal,\n")
    out = tmp_path / "out.json"
    ended = fanal("convert", str(source), "--out", str(out))
    assert ended.returncode == 1, ended.stderr
    aside = tmp_path / "out.json.kept-aside.csv"
    assert out.stat().st_mode & 0o777 == 0o600
    assert aside.stat().st_mode & 0o777 == 0o600
    kept = aside.read_text(encoding="utf-8-sig")
    assert "'=HYPERLINK(1)" in kept
    assert "Femal" in kept
    again = fanal("convert", str(source), "--out", str(out))
    assert again.returncode == 2
    assert "--force" in again.stderr
    assert fanal("convert", str(source), "--out", str(source), "--force").returncode == 2
    assert source.read_text(encoding="utf-8").startswith("prs_Gender")


@pytest.mark.parametrize("form", ["excel", "xlsform", "paper", "json-schema"])
def test_templates_are_written_in_both_languages(form: str, tmp_path: Path) -> None:
    for language in ("en", "fr"):
        out = tmp_path / f"{form}-{language}.{ {'paper': 'html', 'json-schema': 'json'}.get(form, 'xlsx') }"
        ended = fanal("template", form, "--out", str(out), "--lang", language)
        assert ended.returncode == 0, ended.stderr
        assert out.stat().st_size > 1_000


def test_a_form_is_not_written_under_a_name_that_opens_another_program(tmp_path: Path) -> None:
    out = tmp_path / "form.pdf"
    ended = fanal("template", "paper", "--out", str(out))
    assert ended.returncode == 2
    assert ".html" in ended.stderr and ended.stderr.count("\n") == 1
    assert not out.exists()


def test_risk_says_how_many_columns_it_did_not_judge(tmp_path: Path) -> None:
    path = write(tmp_path, "prs_Gender,Shelter,Room\n" + "Feminine,north,2\n" * 12)
    said = " ".join(fanal("risk", str(path), "--lang", "en").stdout.split())
    assert "2 columns of the file are no field of the standard, and were not judged." in said
    named = " ".join(fanal("risk", str(path), "--columns", "prs_Gender", "--lang", "en").stdout.split())
    assert "were not judged" not in named


def test_a_page_is_not_written_over_what_is_read_or_is_no_page(tmp_path: Path) -> None:
    path = write(tmp_path, "prs_Gender,con_Consent\nFemal,yes\n")
    other = tmp_path / "other.csv"
    other.write_text("kept", encoding="utf-8")
    for page in (path, other, tmp_path / "." / "cases.csv", tmp_path):
        assert run(["check", str(path), "--html", str(page)]) == 2
    assert run(["check", str(path), "--html", str(tmp_path / "no" / "page.html")]) == 2
    assert path.read_text(encoding="utf-8").startswith("prs_Gender")
    assert other.read_text(encoding="utf-8") == "kept"
    page = tmp_path / "page.html"
    for _ in range(2):
        assert run(["check", str(path), "--html", str(page)]) == 1
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert run(["map", "suggest", str(path), "--out", str(page), "--html", str(page)]) == 2


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_full_disk_behind_the_terminal_is_one_line(tmp_path: Path, options: list[str]) -> None:
    path = write(tmp_path, "prs_Gender,con_Consent\nFemal,yes\n")
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [sys.executable, "-c", NO_NETWORK, "check", str(path), *options],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    assert ended.returncode == 2
    assert len(ended.stderr.decode().splitlines()) == 1


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_with_nobody_listening_the_exit_code_still_tells(tmp_path: Path, options: list[str]) -> None:
    path = write(tmp_path, "prs_Gender,con_Consent\nFemal,yes\n")
    script = NO_NETWORK.replace("sys.argv[1:]", repr(["check", str(path), *options]))
    ended = subprocess.run(
        ["sh", "-c", 'exec "$0" -c "$1" >&- 2>&-', sys.executable, script], check=False, timeout=60
    )
    assert ended.returncode == 1


def test_a_command_that_is_missing_is_asked_for() -> None:
    for arguments in ([], ["map"]):
        ended = fanal("--lang", "en", *arguments)
        assert ended.returncode == 2
        assert "a command is missing" in ended.stderr


def test_risk_tells_two_columns_of_one_heading_and_prints_no_first_row(tmp_path: Path) -> None:
    for first, said in (("prs_Gender,prs_Gender", "prs_Gender"), ("Amina,Amina", "A, B")):
        ended = fanal("risk", str(write(tmp_path, f"{first}\nx,y\n")), "--columns", "hair", "--lang", "en")
        assert ended.returncode == 2
        assert f": {said}." in ended.stderr
        assert "Amina" not in ended.stderr


def test_published_counts_that_can_be_worked_out(tmp_path: Path) -> None:
    table = write(tmp_path, "sex,year,people\nF,2020,30\nM,2020,<5\nTout,2020,33\n")
    ended = fanal("risk", str(table), "--counts", "people", "--columns", "sex,year", "--json")
    whole = json.loads(ended.stdout)
    ended = fanal("risk", str(table), "--counts", "people", "--columns", "sex,year", "--totals", "Tout")
    assert ended.returncode == 1, ended.stderr
    assert (
        "--given"
        in fanal("risk", str(table), "--counts", "people", "--columns", "sex", "--given", "year").stderr
    )
    assert fanal("risk", str(table), "--counts", "people").returncode == 2
    assert whole["holds"] is True
    assert whole["whole"] is False
