"""The counts of a release, whatever made them: what is written to ``counts.csv`` and drawn in the figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from typing import Any, Protocol

import polars as pl

from fanal.release.variables import Variable

COUNT = "count"
"""The column of ``counts.csv`` that counts people."""

LOW, HIGH = "low", "high"
"""Columns of ``counts.csv``: where the number of people lies in 95 of 100 cases."""

TOTAL = "Total"
"""What stands in a variable that a count of whole classes does not tell apart."""

Say = Callable[..., str]
"""Says a text of the release in English: its key, and what fills it."""


class Counts(Protocol):
    """Counts of people by the values of variables."""

    @property
    def frame(self) -> pl.DataFrame:
        """What ``counts.csv`` holds."""

    def over(self, *names: str) -> pl.DataFrame:
        """Count by one or two variables: a column for each, `COUNT`, and `LOW` and `HIGH` where known."""

    def by(self, variable: Variable) -> Mapping[str | None, int]:
        """Count by the values of one variable, several choices of a cell apart; None is blank."""

    def fields(self, variables: Mapping[str, str], least: int, say: Say) -> list[dict[str, Any]]:
        """Describe the columns of ``counts.csv`` as a Table Schema does; labels by variable."""


@dataclass(frozen=True)
class ClassCounts:
    """Counts of whole classes over up to two variables, a blank being a value; see `privacy.counts_of`.

    Attributes
    ----------
    frame
        The variables, `TOTAL` where one is not told apart, and `COUNT`.
    """

    frame: pl.DataFrame

    def over(self, *names: str) -> pl.DataFrame:
        """Count by some variables, cells as they are."""
        apart = [pl.col(name).ne_missing(TOTAL) for name in names]
        rest = [one for one in self.frame.columns if one not in (*names, COUNT)]
        together = [pl.col(one).eq_missing(TOTAL) for one in rest]
        return self.frame.filter(*apart, *together).select(*names, COUNT)

    def by(self, variable: Variable) -> Mapping[str | None, int]:
        """Count by one variable: a sum of whole classes where a cell holds several choices."""
        counts = self.over(variable.name)
        if not variable.several:
            return {row[0]: row[1] for row in counts.rows()}
        apart = counts.with_columns(pl.col(variable.name).str.split(";")).explode(variable.name)
        summed = apart.group_by(variable.name).agg(pl.col(COUNT).sum())
        return {row[0]: row[1] for row in summed.sort(variable.name).rows()}

    def fields(self, variables: Mapping[str, str], least: int, say: Say) -> list[dict[str, Any]]:
        """Describe the columns."""
        told = say("counts-total", total=TOTAL)
        described: list[dict[str, Any]] = [
            {"name": name, "type": "string", "title": label, "description": told}
            for name, label in variables.items()
        ]
        return [*described, _count_field(least, say)]


@dataclass(frozen=True)
class CombinationCounts:
    """Counts of combinations of attributes, choices of one cell apart; a blank tells nothing and is none.

    Attributes
    ----------
    frame
        ``column_1``, ``value_1``, ``column_2``, … as texts, missing beyond the length of a combination;
        `COUNT`, and `LOW` and `HIGH` where the counts are estimates.
    blank
        Rows blank in a variable, by its name; those not listed are not known.
    """

    frame: pl.DataFrame
    blank: Mapping[str, int]

    @cached_property
    def _shown(self) -> pl.DataFrame:
        """What is drawn: of estimates, those that stand out of the noise, and are told by themselves too."""
        if LOW not in self.frame.columns:
            return self.frame
        return of_told_values(self.frame.filter(pl.col(LOW) > 0))

    @property
    def _longest(self) -> int:
        return sum(name.startswith("column_") for name in self.frame.columns)

    def over(self, *names: str) -> pl.DataFrame:
        """Count by some variables, each choice of a cell by itself."""
        numbers = [name for name in (COUNT, LOW, HIGH) if name in self.frame.columns]
        beyond = [pl.col(f"column_{at}").is_null() for at in range(len(names) + 1, self._longest + 1)]
        found = []
        frame = self._shown
        for order in permutations(names):
            wanted = [pl.col(f"column_{at}") == name for at, name in enumerate(order, start=1)]
            place = {name: f"value_{at}" for at, name in enumerate(order, start=1)}
            columns = [pl.col(place[name]).alias(name) for name in names]
            found.append(frame.filter(*wanted, *beyond).select(*columns, *numbers))
        return pl.concat(found).sort(*names)

    def by(self, variable: Variable) -> Mapping[str | None, int]:
        """Count by the values of one variable."""
        counted: dict[str | None, int] = {
            row[0]: row[1] for row in self.over(variable.name).select(variable.name, COUNT).rows()
        }
        blank = self.blank.get(variable.name, 0)
        return counted | ({None: blank} if blank else {})

    def fields(self, variables: Mapping[str, str], least: int, say: Say) -> list[dict[str, Any]]:
        """Describe the columns."""
        described: list[dict[str, Any]] = []
        for place in range(1, self._longest + 1):
            column, value = say("counts-column", n=place), say("counts-value", n=place)
            first = {"constraints": {"required": True}} if place == 1 else {}
            described.append({"name": f"column_{place}", "type": "string", "title": column, **first})
            described.append({"name": f"value_{place}", "type": "string", "title": value, **first})
        described.append(_count_field(least, say))
        if LOW in self.frame.columns:
            bounds = ((LOW, say("counts-low")), (HIGH, say("counts-high")))
            described += [{"name": name, "type": "integer", "title": title} for name, title in bounds]
        return described


def combined(parts: list[pl.DataFrame], up_to: int) -> pl.DataFrame:
    """Put counts of combinations of one, two… attributes into one frame, the short ones first.

    Parameters
    ----------
    parts
        By length: ``column_1``, ``value_1``, …, and the numbers.
    up_to
        The attributes of the longest.
    """
    names = [f"{what}_{place}" for place in range(1, up_to + 1) for what in ("column", "value")]
    filled = [
        part.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in names if name not in part)
        for part in parts
    ]
    numbers = [name for name in filled[0].columns if name not in names]
    return pl.concat([part.select(*names, *numbers) for part in filled])


def of_told_values(frame: pl.DataFrame) -> pl.DataFrame:
    """Leave out combinations with a value of which, by itself, no count is told.

    Parameters
    ----------
    frame
        As of `CombinationCounts`.
    """
    longest = sum(name.startswith("column_") for name in frame.columns)
    if longest < 2:
        return frame
    told = {*frame.filter(pl.col("column_2").is_null()).select("column_1", "value_1").rows(), (None, None)}
    for place in range(1, longest + 1):
        values = frame.select(f"column_{place}", f"value_{place}").rows()
        frame = frame.filter(pl.Series([one in told for one in values], dtype=pl.Boolean))
    return frame


def _count_field(least: int, say: Say) -> dict[str, Any]:
    return {
        "name": COUNT,
        "type": "integer",
        "title": say("counts-count"),
        "constraints": {"required": True, "minimum": least},
    }
