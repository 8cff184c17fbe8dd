"""What was noticed and must be told: data first, text in the reader's language after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from fanal.presentation.languages import Language, Value, say, text


class Severity(StrEnum):
    """How much a finding matters to the person who reads it."""

    BLOCKING = "blocking"
    """Nothing can go on before it is mended."""
    REVIEW = "review"
    """A value was kept aside, or two disagree: a person must decide."""
    NOTE = "note"
    """Understood, but worth knowing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in a file: as the person who has it open sees it."""

    file: str | None = None
    """The file's name, without its folder."""
    sheet: str | None = None
    """The sheet of a workbook."""
    column: str | None = None
    """The heading of the column, or its letter where it has none."""
    field: str | None = None
    """The field of the standard that the column was understood as."""
    rows: tuple[int, ...] = ()
    """Row numbers as a spreadsheet counts them: the first line of the file is 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing noticed, the same for every row of its place.

    Attributes
    ----------
    code
        ``room.name``: the key of its text in the room's ``messages.toml`` and its anchor in the
        reference of findings.
    severity
        How much it matters.
    place
        Where it was noticed; its rows are all those alike.
    values
        What fills the text. **Never an identity**: a value of an identifying column, or one that
        looks like a name, an address or a telephone number, does not enter a finding.
    """

    code: str
    severity: Severity
    place: Place = field(default_factory=Place)
    values: Mapping[str, Value] = field(default_factory=dict)

    def text(self, language: Language) -> str:
        """Say what was found, and what is allowed or to be done, in one plain sentence or two."""
        return text(self.code, language, **self.values)

    def as_json(self, language: Language) -> dict[str, Any]:
        """Give the finding to a machine: every row, and the sentence."""
        place = {
            name: value
            for name in ("file", "sheet", "column", "field")
            if (value := getattr(self.place, name)) is not None
        }
        values = {
            name: value if isinstance(value, str | int | float | None) else say(value, language)
            for name, value in self.values.items()
        }
        return {
            "code": self.code,
            "severity": self.severity.value,
            **place,
            "rows": list(self.place.rows),
            "values": values,
            "text": self.text(language),
        }


def by_severity(findings: Iterable[Finding]) -> dict[Severity, list[Finding]]:
    """Sort findings under their severity, gravest first, keeping their order within."""
    sorted_: dict[Severity, list[Finding]] = {severity: [] for severity in Severity}
    for finding in findings:
        sorted_[finding.severity].append(finding)
    return sorted_


class Refusal(Exception):  # noqa: N818 - it is not an error of the program
    """Nothing can be done with what was given: one clear line, exit code 2.

    Parameters
    ----------
    code, **values
        The key of the line and what fills it, as of a `Finding`.
    """

    def __init__(self, code: str, /, **values: Value) -> None:
        super().__init__(code, values)
        self.finding = Finding(code=code, severity=Severity.BLOCKING, values=values)

    def __str__(self) -> str:
        return self.finding.text("en")
