"""A report: what a result tells a person, in one language, before it is text, a table or a page.

A room builds a `Report` from its result; `fanal.presentation.as_text` prints it on a terminal and
`as_html` makes a page of it that stands alone. Both say the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from fanal.presentation.findings import Finding
from fanal.presentation.languages import Language, Value

Tone = Literal["good", "warning", "danger", "info"]
"""What a fact means: shown by an icon and a word, never by colour alone."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One number, with the sentence that explains it to a person who must decide."""

    label: str
    value: Value
    sentence: str
    tone: Tone = "info"


@dataclass(frozen=True, slots=True)
class Facts:
    """A few facts side by side."""

    facts: Sequence[Fact]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Points:
    """A list of short texts."""

    points: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; numbers stand to the right, a cell of None says `empty`."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]
    caption: str = ""
    note: str = ""
    empty: str = "–"


def number_columns(table: Table) -> list[bool]:
    """Tell which columns of a table hold numbers only, and so stand to the right."""
    return [
        any(isinstance(row[place], int | float) for row in table.rows)
        and all(
            row[place] is None or (isinstance(row[place], int | float) and not isinstance(row[place], bool))
            for row in table.rows
        )
        for place in range(len(table.columns))
    ]


@dataclass(frozen=True, slots=True)
class FindingList:
    """Findings, gravest first, each with its place, rows and sentence."""

    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its text in place of the picture, and its table.

    Attributes
    ----------
    specification
        A Vega-Lite specification filled with data.
    alternative
        What the picture shows, in words.
    svg
        The picture, drawn on the server.
    """

    title: str
    specification: Mapping[str, Any]
    alternative: str
    table: Table
    svg: str = ""
    note: str = ""


Block = Facts | Paragraph | Points | Table | FindingList | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    heading: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Report:
    """What a result tells a person, in one language.

    Attributes
    ----------
    title, lead
        The heading, and the one sentence that says how it stands.
    tone
        What that sentence means.
    subject
        What the report is about: the file's name.
    """

    language: Language
    title: str
    lead: str
    tone: Tone
    sections: Sequence[Section]
    subject: str = ""
    notes: Sequence[str] = field(default=())
