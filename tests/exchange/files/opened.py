"""What the tests of this folder share: write bytes, open them, look at the result."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from fanal.exchange.files import FileContent, Limits, open_file
from fanal.presentation import LANGUAGES, Refusal, text


def opened(folder: Path, raw: bytes, name: str = "cases.csv") -> FileContent:
    """Open these bytes under that name."""
    path = folder / name
    path.write_bytes(raw)
    return open_file(path)


def rows_of(content: FileContent, sheet: int = 0) -> list[tuple[str | None, ...]]:
    """Give the cells of a sheet, row by row."""
    return content.sheets[sheet].cells.rows()


def codes(content: FileContent) -> list[str]:
    """Give the codes of the findings, each of which must have its text in every language."""
    assert all(finding.text(language) for finding in content.findings for language in LANGUAGES)
    return [finding.code.removeprefix("exchange.") for finding in content.findings]


def refused(path: Path, limits: Limits | None = None) -> str:
    """Give the code of the refusal, which must be one clear line in every language."""
    with pytest.raises(Refusal) as refusal:
        open_file(path, limits) if limits else open_file(path)
    finding = refusal.value.finding
    for language in LANGUAGES:
        said = text(finding.code, language, **finding.values)
        assert "\n" not in said
        assert said.endswith((".", "?"))
    return finding.code.removeprefix("exchange.")


def refused_bytes(folder: Path, raw: bytes, name: str = "cases.csv", limits: Limits | None = None) -> str:
    """Give the code of the refusal of these bytes."""
    path = folder / name
    path.write_bytes(raw)
    return refused(path, limits)


_APART = """
import json, resource, sys
from pathlib import Path
from fanal.exchange.files import Limits, open_file
from fanal.presentation import Refusal
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    open_file(Path(sys.argv[1]), Limits(**json.loads(sys.argv[2])))
except Refusal as refusal:
    print(refusal.finding.code)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def refused_apart(path: Path, limits: str = "{}") -> tuple[str, int]:
    """Give the code of the refusal by a process of its own, and the memory that it took, in MB.

    It must end within five seconds: a hostile file may neither fill the memory nor take the day.
    """
    started = time.monotonic()
    said = subprocess.run(
        [sys.executable, "-c", _APART, path, limits], capture_output=True, text=True, check=True
    ).stdout
    assert time.monotonic() - started < 5
    code, memory = said.split()
    return code.removeprefix("exchange."), int(memory)
