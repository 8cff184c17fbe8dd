"""Protected counts of contributors who shared counts only: a file beside the bundle."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from fanal.exploring.combinations import WHOLE, Combinations
from fanal.exploring.variables import NOT_TOLD
from fanal.release.counts import COUNT, HIGH, LOW

FILE = "aggregates.json"


@dataclass(frozen=True, eq=False)
class Aggregates:
    """Protected counts.

    Attributes
    ----------
    least
        The smallest count in it: what is not there is nobody, or fewer.
    people
        People in all, where that is told.
    counts
        By variables; a value that is not told is `NOT_TOLD`.
    """

    least: int
    people: int | None
    counts: Combinations

    @classmethod
    def read(cls, path: Path) -> Aggregates | None:
        """Read the file; none where there is none.

        It holds ``least`` and ``counts``, a list of such as
        ``{"fields": ["gender"], "values": ["Feminine"], "count": 57}``; with no fields, the people in all.
        ``"at_least": true`` says that some contributor's part is not told; ``low`` and ``high``, that one
        was counted with noise.

        Raises
        ------
        ValueError, LookupError, TypeError
            If it is not of that form.
        """
        if not path.is_file():
            return None
        raw = json.loads(path.read_text(encoding="utf-8"))
        return cls.of(raw["counts"], int(raw["least"]))

    @classmethod
    def of(cls, counts: list[Mapping[str, Any]], least: int) -> Aggregates:
        """Take counts as they stand in the file."""
        if any(int(one["count"]) < least for one in counts):
            raise ValueError("a count is under the least that is told")
        by_fields: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        for one in counts:
            pairs = sorted(zip(one["fields"], one["values"], strict=True))
            values = [NOT_TOLD if value is None else str(value) for _, value in pairs]
            by_fields.setdefault(tuple(name for name, _ in pairs), []).append((*values, *_numbers(one)))
        # People in all, where every part of them is told.
        people = [row[0] for row in by_fields.pop((), []) if row[-1]]
        tables = {
            frozenset(names): pl.DataFrame(
                rows, schema={**dict.fromkeys(names, pl.String), **_NUMBERS}, orient="row"
            )
            for names, rows in by_fields.items()
        }
        return cls(least, people[0] if people else None, Combinations(tables))


_NUMBERS: dict[str, type[pl.DataType]] = {
    COUNT: pl.Int64,
    LOW: pl.Int64,
    HIGH: pl.Int64,
    WHOLE: pl.Boolean,
}


def _numbers(one: Mapping[str, Any]) -> tuple[int, int, int, bool]:
    count = int(one["count"])
    low, high = int(one.get("low", count)), int(one.get("high", count))
    return count, low, high, one.get("at_least") is not True
