"""The crosswalk between HTCDS and the CTDC flat form, and the layouts in which CTDC has published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

from fanal.standard.vocabulary import Words, load, words


class Relation(StrEnum):
    """What a CTDC column is, seen from the HTCDS codes it is compared with."""

    EXACT = "exact"
    """The same."""
    BROADER = "broader"
    """More than those codes: carried from HTCDS to CTDC, not back."""
    NARROWER = "narrower"
    """A part of those codes: carried from CTDC to HTCDS, not forth."""
    NONE = "none"
    """Carried neither way."""


@dataclass(frozen=True, kw_only=True)
class CrosswalkRow:
    """One CTDC column, or one value of it, in terms of HTCDS; `crosswalk-ctdc.toml` explains each kind.

    Attributes
    ----------
    ctdc, kind, relation
        The CTDC column, how it is worked out, and what it is, seen from HTCDS.
    to_ctdc
        Whether a value goes from HTCDS to CTDC.
    value
        The CTDC code, for kind ``value``.
    htcds, codes
        The HTCDS field and the codes of it that are covered.
    to_htcds
        The code (for flags and values) or the field that receives what a CTDC file says.
    dates
        The date fields to try in turn.
    band
        The field with an age band, where the age in years is not known.
    event
        The type of the events that count.
    instead
        Country codes that CTDC counts under another.
    of, parts
        The columns that all must be true; the text of each column that is told together.
    when, unless
        The column that must be true, and those that must not.
    absorbs
        Columns that count here in a layout that lacks them.
    note
        What a reader of the result should know.
    """

    ctdc: str
    kind: str
    relation: Relation
    to_ctdc: bool
    value: str | None = None
    htcds: str | None = None
    codes: tuple[str, ...] = ()
    to_htcds: str | None = None
    dates: tuple[str, ...] = ()
    band: str | None = None
    event: str | None = None
    instead: Mapping[str, str] = field(default_factory=dict)
    of: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    when: str | None = None
    unless: tuple[str, ...] = ()
    absorbs: tuple[str, ...] = ()
    note: Words | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """HTCDS codes that have no place in CTDC, and why."""

    htcds: str
    codes: tuple[str, ...]
    note: Words


@dataclass(frozen=True)
class Crosswalk:
    """How HTCDS and CTDC say the same thing.

    Attributes
    ----------
    rows
        In the order of the CTDC columns.
    lost
        The codes without a place.
    not_carried
        What holds for the whole file, by name.
    """

    rows: tuple[CrosswalkRow, ...]
    lost: tuple[Lost, ...]
    not_carried: Mapping[str, Words]

    def of_column(self, ctdc: str) -> list[CrosswalkRow]:
        """Give the rows of a CTDC column."""
        return [row for row in self.rows if row.ctdc == ctdc]


@dataclass(frozen=True)
class CtdcSpelling:
    """One layout in which CTDC has published.

    Attributes
    ----------
    name, title
        ``synthetic-2021``, and in words.
    columns
        The exact header line.
    alpha_3
        Whether countries are alpha-3 codes; else alpha-2.
    true, false
        How a flag is written; `false` is empty where false is not told from unknown.
    padded
        Whether bands are written ``09--17``.
    months_with_years
        Whether months are written ``13--24 (1-2 yrs)``.
    together
        What stands between choices told together.
    missing, redacted
        Texts that mean "not recorded", and "withheld by the publisher", by column; ``every`` holds
        for all. The empty text is not recorded everywhere.
    """

    name: str
    title: Words
    columns: tuple[str, ...]
    alpha_3: bool
    true: str
    false: str
    padded: bool
    months_with_years: bool
    together: str
    missing: Mapping[str, frozenset[str]]
    redacted: Mapping[str, frozenset[str]]

    def is_missing(self, column: str, text: str) -> bool:
        """Whether a text of a column says that nothing is recorded."""
        return not text or any(text in self.missing.get(key, ()) for key in ("every", column))

    def is_redacted(self, column: str, text: str) -> bool:
        """Whether a text of a column says that the publisher withheld the value."""
        return any(text in self.redacted.get(key, ()) for key in ("every", column))


@cache
def crosswalk() -> Crosswalk:
    """Give the crosswalk between HTCDS 2.0 with Fanal's extension and CTDC."""
    raw = load("crosswalk-ctdc.toml")
    return Crosswalk(
        rows=tuple(_row(one) for one in raw["row"]),
        lost=tuple(Lost(one["htcds"], tuple(one["codes"]), words(one["note"])) for one in raw["lost"]),
        not_carried={one["name"]: words(one["text"]) for one in raw["not-carried"]},
    )


@cache
def ctdc_spellings() -> tuple[CtdcSpelling, ...]:
    """Give the published layouts of the CTDC flat form, the fullest first."""
    return tuple(_spelling(one) for one in load("ctdc.toml")["spelling"])


def _row(raw: Mapping[str, Any]) -> CrosswalkRow:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in raw.items()
    }
    values["relation"] = Relation(raw["relation"])
    if "note" in raw:
        values["note"] = words(raw["note"])
    return CrosswalkRow(**values)


def _spelling(raw: Mapping[str, Any]) -> CtdcSpelling:
    true, false = raw["flags"]
    return CtdcSpelling(
        name=raw["name"],
        title=words(raw["title"]),
        columns=tuple(raw["columns"]),
        alpha_3=raw["country"] == "alpha-3",
        true=true,
        false=false,
        padded=raw["bands"] == "padded",
        months_with_years=raw["months"],
        together=raw["together"],
        missing={column: frozenset(texts) for column, texts in raw.get("missing", {}).items()},
        redacted={column: frozenset(texts) for column, texts in raw.get("redacted", {}).items()},
    )
