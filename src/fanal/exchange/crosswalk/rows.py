"""The crosswalk between HTCDS and CTDC as data: its rows, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from fanal.presentation import Finding, Place, Severity, Value
from fanal.standard.vocabulary import Words, load, words


@dataclass(frozen=True)
class Row:
    """What one CTDC column, or one value of it, is in HTCDS; the keys of ``crosswalk-ctdc.toml``."""

    ctdc: str
    kind: str
    relation: str
    to_ctdc: bool
    htcds: str | None = None
    codes: tuple[str, ...] = ()
    to_htcds: str | None = None
    value: str | None = None
    dates: tuple[str, ...] = ()
    band: str | None = None
    event: str | None = None
    when: str | None = None
    unless: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    absorbs: tuple[str, ...] = ()
    instead: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)

    def mentions(self) -> set[str]:
        """Give the HTCDS fields that it is worked out from."""
        named = {self.htcds, self.band, *self.dates}
        if self.kind in ("age-band", "majority"):
            named.add("prs_Birthdate")
        if self.event is not None:
            named |= {"hte_Type", "hte_Date" if self.kind == "majority" else "hte_Country"}
        return {name for name in named if name is not None}


@dataclass(frozen=True)
class Lost:
    """Codes of a field that CTDC has no place for, and why."""

    htcds: str
    codes: tuple[str, ...]
    note: Words


@dataclass(frozen=True)
class Crosswalk:
    """Every row, and what is known to be lost."""

    rows: tuple[Row, ...]
    lost: tuple[Lost, ...]

    def of_kind(self, *kinds: str) -> list[Row]:
        """Give the rows of some kinds, in their order."""
        return [row for row in self.rows if row.kind in kinds]


@cache
def crosswalk() -> Crosswalk:
    """Read the crosswalk."""
    raw = load("crosswalk-ctdc.toml")
    lost = tuple(Lost(one["htcds"], tuple(one["codes"]), words(one["note"])) for one in raw["lost"])
    return Crosswalk(tuple(_row(one) for one in raw["row"]), lost)


def _row(raw: Mapping[str, Any]) -> Row:
    known: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in raw.items()
        if name != "note"
    }
    return Row(**known)


def told(code: str, severity: Severity, field_name: str, n: int, **values: Value) -> list[Finding]:
    """Make a finding for a number of cases; nothing where there is none."""
    if not n:
        return []
    return [
        Finding(
            code=f"exchange.{code}",
            severity=severity,
            place=Place(field=field_name),
            values={"n": n, **values},
        )
    ]
