"""Protected counts alone: what organisations share that may not share rows, and how they are joined.

Rows are protected where they lie, by any method of `release`; only counts of what is protected leave. Joining
adds numbers that may each be published, so that it tells nothing more of anybody (post-processing).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from fanal.presentation import Progress, Refusal, silent
from fanal.privacy.plain_signs import is_plain
from fanal.release.counts import COUNT, HIGH, LOW, CombinationCounts
from fanal.release.domains import may_be_told
from fanal.release.methods import method_named
from fanal.release.methods.counting import LONGEST, counts_of_rows
from fanal.release.releasing import Reserved, protect
from fanal.release.variables import Publishable
from fanal.standard import Records

FORMAT, VERSION = "fanal-aggregates", 1
MOST_CELLS = 2_000_000
_LONGEST_VALUE, _MOST_PEOPLE = 120, 10**9

Key = tuple[tuple[str, str], ...]
"""Variables with a value of each, in the order of their names."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A count of people, and where it lies in 95 of 100 cases.

    Attributes
    ----------
    at_least
        Some part of it was not told: there are so many, or more.
    """

    count: int
    low: int
    high: int
    at_least: bool = False


@dataclass(frozen=True, kw_only=True)
class Aggregates:
    """Counts of combinations of up to three values.

    Attributes
    ----------
    method
        How the rows were protected before they were counted.
    least
        The smallest count that is told.
    protection
        Its settings as they may be told: k, or epsilon and delta.
    vocabulary
        Of the variables.
    people
        How many people are behind it, where that may be told.
    cells
        By combination.
    """

    method: str
    least: int
    protection: Mapping[str, Any]
    vocabulary: str
    people: int | None
    cells: Mapping[Key, Cell]

    @property
    def fields(self) -> tuple[str, ...]:
        """The variables counted."""
        return tuple(sorted({name for key in self.cells for name, _ in key}))

    def as_json(self) -> dict[str, Any]:
        """Give what is written to the file."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "method": self.method,
            "least": self.least,
            "protection": dict(self.protection),
            "vocabulary": self.vocabulary,
            "people": self.people,
            "counts": [_written(key, cell) for key, cell in sorted(self.cells.items())],
        }

    def to_bytes(self) -> bytes:
        """Write the file."""
        return json.dumps(self.as_json(), ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> Aggregates:
        """Read such a file; nothing in it is believed that was not checked.

        Raises
        ------
        Refusal
            If it is not one, or a count in it contradicts another.
        """
        try:
            said = json.loads(raw)
            if said["format"] != FORMAT or said["version"] != VERSION:
                raise Refusal("release.aggregates-not")
            made = cls(
                method=method_named(str(said["method"])).name,
                least=_whole(said["least"]),
                protection={str(name): _simple(value) for name, value in said["protection"].items()},
                vocabulary=_plain(said["vocabulary"]),
                people=None if said["people"] is None else _whole(said["people"]),
                cells=_cells(said["counts"]),
            )
        except Refusal:
            raise
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise Refusal("release.aggregates-not") from None
        made._check()
        return made

    def unknown(self, known: Publishable) -> list[str]:
        """List the variables that may not be published of a vocabulary."""
        return sorted(set(self.fields) - set(known.names()))

    def foreign(self, known: Publishable) -> int:
        """Count the values that no release may tell of their variable: what somebody typed."""
        told = {pair for key in self.cells for pair in key}
        by_name = {one.name: one for one in known.variables}
        return sum(
            name not in by_name or not may_be_told(by_name[name], value, known.vocabulary)
            for name, value in told
        )

    def _check(self) -> None:
        """Make sure that no count is under the least, and none is larger than what contains it."""
        for key, cell in self.cells.items():
            if cell.count < self.least:
                raise Refusal("release.aggregates-too-small", least=self.least)
            for place in range(len(key) if len(key) > 1 else 0):
                whole = self.cells.get(key[:place] + key[place + 1 :])
                if whole is not None and cell.low > whole.high:
                    raise Refusal("release.aggregates-contradict", values=", ".join(one for _, one in key))


def aggregate(data: Records | pl.DataFrame, reserved: Reserved, progress: Progress = silent) -> Aggregates:
    """Protect rows and count what is protected; no row leaves.

    Parameters
    ----------
    data, reserved
        As of `protect`.
    progress
        Hears of each step.

    Raises
    ------
    Refusal
        As `protect`.
    """
    content = protect(data, reserved, progress)
    settings, protected = content.settings, content.protected
    method, dp = method_named(settings.method), settings.dp
    counts = protected.counts
    if not isinstance(counts, CombinationCounts):
        counted = [
            one.variable for one in protected.told if one.protected and one.variable.name in protected.table
        ]
        counts = counts_of_rows(protected.table, counted, settings.k)
    return Aggregates(
        method=method.name,
        least=method.few(settings),
        protection={"k": settings.k} if dp is None else {"epsilon": dp.epsilon, "delta": dp.delta},
        vocabulary=content.vocabulary,
        people=None if method.discreet else protected.table.height,
        cells=_of_frame(counts.frame),
    )


def joined(parts: Sequence[Aggregates]) -> dict[Key, Cell]:
    """Add counts of several organisations; where one of them tells nothing, the sum is *at least* so many.

    The error bars of a sum are those of its parts added, which is wider than needed and never too short.
    """
    found: dict[Key, list[Cell]] = defaultdict(list)
    for part in parts:
        for key, cell in part.cells.items():
            found[key].append(cell)
    return {key: _sum(cells, len(parts)) for key, cells in found.items()}


def _sum(cells: Sequence[Cell], parts: int) -> Cell:
    return Cell(
        count=sum(one.count for one in cells),
        low=sum(one.low for one in cells),
        high=sum(one.high for one in cells),
        at_least=len(cells) < parts or any(one.at_least for one in cells),
    )


def _of_frame(frame: pl.DataFrame) -> dict[Key, Cell]:
    bars = LOW in frame.columns
    places = range(1, LONGEST + 1)
    found: dict[Key, Cell] = {}
    for row in frame.iter_rows(named=True):
        key = tuple(
            sorted((row[f"column_{at}"], row[f"value_{at}"]) for at in places if row.get(f"column_{at}"))
        )
        if any(value is None for _, value in key):
            continue
        low, high = (max(row[LOW], 0), row[HIGH]) if bars else (row[COUNT], row[COUNT])
        found[key] = Cell(row[COUNT], low, high)
    return found


def _written(key: Key, cell: Cell) -> dict[str, Any]:
    told: dict[str, Any] = {
        "fields": [name for name, _ in key],
        "values": [value for _, value in key],
        "count": cell.count,
    }
    if (cell.low, cell.high) != (cell.count, cell.count):
        told |= {"low": cell.low, "high": cell.high}
    return told | ({"at_least": True} if cell.at_least else {})


def _cells(said: Any) -> dict[Key, Cell]:
    if len(said) > MOST_CELLS:
        raise ValueError
    found: dict[Key, Cell] = {}
    for one in said:
        names, values = [_plain(name) for name in one["fields"]], [_plain(value) for value in one["values"]]
        key = tuple(sorted(zip(names, values, strict=True)))
        if not 1 <= len(key) <= LONGEST or len(set(names)) < len(names) or key in found:
            raise ValueError
        count = _whole(one["count"])
        low, high = _whole(one.get("low", count)), _whole(one.get("high", count))
        if not low <= count <= high:
            raise ValueError
        found[key] = Cell(count, low, high, one.get("at_least", False) is True)
    return found


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST_PEOPLE:
        raise ValueError
    return value


def _plain(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_VALUE or not is_plain(value):
        raise ValueError
    return value


def _simple(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError
    return value
