"""Small files read, and all that a reading says."""

from __future__ import annotations

import json
from pathlib import Path

from fanal.exchange import summary
from fanal.exchange.reading import Reading, ReadSettings, read
from fanal.presentation import LANGUAGES, as_html, as_text


def from_csv(folder: Path, text: str, settings: ReadSettings | None = None) -> Reading:
    path = folder / "cases.csv"
    path.write_text(text, encoding="utf-8")
    return read(path, settings)


def codes(reading: Reading) -> list[str]:
    return [finding.code for finding in reading.findings]


def told(reading: Reading) -> str:
    """All that a reading says, in every form and language."""
    said = []
    for language in LANGUAGES:
        report = summary.report(reading, language)
        said += [
            as_text(report),
            as_html(report),
            json.dumps(summary.as_json(reading, language), ensure_ascii=False),
        ]
    return "\n".join(said) + repr(reading) + repr(reading.findings)
