"""What the tests of this folder share: write bytes, open them, look at the result."""

from __future__ import annotations

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
