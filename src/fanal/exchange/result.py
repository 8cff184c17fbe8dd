"""What a file is read into, and how it is to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from fanal.exchange.headings import Headings
from fanal.presentation import Finding
from fanal.standard import Records, Vocabulary

ASIDE_SCHEMA: Mapping[str, type[pl.DataType]] = {
    "sheet": pl.String,
    "row": pl.Int64,
    "column": pl.String,
    "field": pl.String,
    "value": pl.String,
    "why": pl.String,
}
"""The columns of what is kept aside."""


@dataclass(frozen=True)
class SheetRead:
    """What the columns of one sheet were understood as."""

    name: str | None
    headings: Headings
    rows: int


@dataclass(frozen=True)
class Reading:
    """A file read.

    Attributes
    ----------
    path, kind
        The file and what it is.
    records
        What was understood.
    aside
        What was not, cell by cell (`ASIDE_SCHEMA`). It may hold identities: never print it.
    findings
        What to tell, in the order of the file.
    sheets
        The sheets read.
    rows
        The row of each case, in the order of `records.cases`.
    """

    path: Path
    kind: str
    records: Records
    aside: pl.DataFrame
    findings: tuple[Finding, ...]
    sheets: tuple[SheetRead, ...]
    rows: pl.Series

    @property
    def clean(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.findings

    def __repr__(self) -> str:
        return (
            f"Reading of {self.path.name} ({self.kind})\n"
            f"  cases      {len(self.records):>10,}\n"
            f"  kept aside {self.aside.height:>10,} cells\n"
            f"  findings   {len(self.findings):>10,}"
        )


@dataclass(frozen=True, kw_only=True)
class ReadSettings:
    """How to read a file.

    Attributes
    ----------
    vocabularies
        What it may be of; found out from the headings where there are several.
    day_first
        How ``03/04/2021`` is meant; None where nobody said, and then it is a finding.
    fields
        Headings to fields, from a mapping file.
    values
        For a field, the texts of the file to codes of the standard, from a mapping file.
    ignored
        Headings that a mapping file sets aside on purpose.
    sets
        For a heading, what a filled cell of its column says besides: a country of exploitation is of an
        event of the type exploitation. Field names to codes.
    sheet
        The one sheet that holds the cases, counted from 1; every sheet with known headings if None.
    """

    vocabularies: Sequence[Vocabulary] = ()
    day_first: bool | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    sets: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sheet: int | None = None
