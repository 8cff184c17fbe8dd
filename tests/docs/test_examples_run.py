from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from fanal.cli.main import run
from fanal.fictional import generate

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md")])
WITH_COMMANDS = [page for page in PAGES if "\n$ fanal " in page.read_text(encoding="utf-8")]
OURS = "our-cases.csv"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder that holds a spreadsheet with headings of its own."""
    monkeypatch.chdir(tmp_path)
    typed = generate(60, seed=4, dirt=0.02).as_typed()
    names = {"prs_Gender": "Sexe", "prs_Citizenship": "Nationalité", "prs_Birthdate": "Date de naissance"}
    table = typed.table.select(*names).rename(names)
    table.write_csv(tmp_path / OURS)
    return tmp_path


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_commands_of_a_page_run_one_after_the_other(page: Path, folder: Path) -> None:
    written = page.read_text(encoding="utf-8")
    commands = re.findall(r"^\$ (fanal .*)$", written, re.MULTILINE)
    assert commands
    for command in commands:
        assert run(shlex.split(command)[1:]) in (0, 1), command
    for code in re.findall(r"```python\n(.*?)```", written, re.DOTALL):
        exec(compile(code, str(page.name), "exec"), {})  # noqa: S102 - an example of our own


def test_pages_have_commands() -> None:
    assert len(WITH_COMMANDS) >= 3
