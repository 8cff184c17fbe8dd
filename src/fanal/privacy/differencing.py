"""Two releases about nearly the same people: what subtracting one from the other tells of those who differ.

Each release may hold k by itself, and the newer less the older still counts those who came and those who
left. Where that is fewer than k people, their values are told as if nothing had been suppressed.

Source: Xiao, X. and Tao, Y. (2007) "m-invariance: towards privacy preserving re-publication of dynamic
datasets", SIGMOD, section 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from fanal.presentation import Refusal
from fanal.privacy.risk import check_k

EARLIER, LATER, DIFFERENCE = "earlier", "later", "difference"


@dataclass(frozen=True, kw_only=True, repr=False)
class Differencing:
    """What two tables of counts tell together.

    Attributes
    ----------
    k
        The fewest people that a difference may count.
    told
        Combinations that both tell, with both counts and their difference.
    appeared, vanished
        Combinations that only the later, or only the earlier one tells.
    """

    k: int
    told: pl.DataFrame
    appeared: int
    vanished: int

    @property
    def small(self) -> pl.DataFrame:
        """Those whose difference is of 1 to k - 1 people, the smallest first: each tells of a small group."""
        size = pl.col(DIFFERENCE).abs()
        return self.told.filter(size.is_between(1, self.k - 1)).sort(size, *self._names)

    @property
    def unchanged(self) -> int:
        """How many are the same in both."""
        return self.told.filter(pl.col(DIFFERENCE) == 0).height

    @property
    def holds(self) -> bool:
        """Whether no difference is of 1 to k - 1 people."""
        return self.small.is_empty()

    @property
    def _names(self) -> list[str]:
        return [name for name in self.told.columns if name.startswith(("column_", "value_"))]

    def __repr__(self) -> str:
        return (
            f"Differencing: {self.told.height:,} combinations in both, {self.unchanged:,} unchanged,"
            f" {self.small.height:,} differ by 1 to {self.k - 1}; {self.appeared:,} appeared,"
            f" {self.vanished:,} vanished"
        )

    def as_json(self) -> dict[str, Any]:
        """Give the numbers to a machine of the steward's."""
        return {
            "k": self.k,
            "holds": self.holds,
            "told_in_both": self.told.height,
            "unchanged": self.unchanged,
            "small": self.small.height,
            "appeared": self.appeared,
            "vanished": self.vanished,
        }


def compare_counts(earlier: pl.DataFrame, later: pl.DataFrame, k: int) -> Differencing:
    """Subtract the published counts of one release from those of another.

    Parameters
    ----------
    earlier, later
        One row per combination: ``column_1``, ``value_1``, ``column_2``, … as texts, the columns of a row in
        the same order in both, and ``count``, in people. Any two releases: the other order only turns signs.
    k
        The fewest people that a difference may count.

    Raises
    ------
    Refusal
        If a column is missing, or a combination stands twice.
    """
    check_k(k)
    before, after = _prepared(earlier, EARLIER), _prepared(later, LATER)
    places = sorted(
        {name for frame in (before, after) for name in frame.columns if name not in (EARLIER, LATER)},
        key=lambda name: (int(name.rsplit("_", 1)[1]), name),
    )
    before, after = (_with_places(frame, places) for frame in (before, after))
    told = before.join(after, on=places, how="inner", nulls_equal=True)
    told = told.with_columns((pl.col(LATER) - pl.col(EARLIER)).alias(DIFFERENCE))
    return Differencing(
        k=k, told=told, appeared=after.height - told.height, vanished=before.height - told.height
    )


def _prepared(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    for wanted in ("column_1", "value_1", "count"):
        if wanted not in frame.columns:
            raise Refusal("privacy.unknown-column", column=wanted, existing=", ".join(frame.columns))
    places = [one for one in frame.columns if one.startswith(("column_", "value_"))]
    found = frame.select(pl.col(places).cast(pl.String), pl.col("count").cast(pl.Int64).alias(name))
    if found.select(places).is_duplicated().any():
        raise Refusal("privacy.combination-twice")
    return found


def _with_places(frame: pl.DataFrame, places: list[str]) -> pl.DataFrame:
    missing = [pl.lit(None, dtype=pl.String).alias(name) for name in places if name not in frame.columns]
    return frame.with_columns(missing)
