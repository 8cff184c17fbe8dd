"""Counted combinations of attributes: found by what they say, told as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from fanal.presentation import Refusal
from fanal.privacy.attributes import Attribute, Ids, Numbers


@dataclass(frozen=True, eq=False)
class Combinations:
    """All combinations of attributes of different columns that enough people share, with how many.

    Attributes
    ----------
    attributes
        All attributes; the place is the id.
    people
        How many people were counted.
    up_to
        Attributes of the longest combination.
    at_least
        People who share the rarest; nothing is said of rarer ones.
    ids
        By length: shape (combinations, length), ids ascending in each.
    counts
        By length: shape (combinations,), the people who hold all of them.
    """

    attributes: tuple[Attribute, ...]
    people: int
    up_to: int
    at_least: int
    ids: Mapping[int, Ids]
    counts: Mapping[int, npt.NDArray[np.integer]]

    def __len__(self) -> int:
        return sum(counts.size for counts in self.counts.values())

    def __repr__(self) -> str:
        lines = [
            f"Combinations of {len(self.attributes):,} attributes, "
            f"shared by at least {self.at_least:,} of {self.people:,} people"
        ]
        lines += [f"  of {length} attributes  {counts.size:,}" for length, counts in self.counts.items()]
        return "\n".join(lines)

    def count(self, values: Mapping[str, str | None]) -> int:
        """Give how many people hold a combination: 0 where they are fewer than `at_least`.

        Parameters
        ----------
        values
            The value of each column; None is the blank of a column whose absence informs.

        Raises
        ------
        Refusal
            If it is longer than what was counted.
        """
        if not 1 <= len(values) <= self.up_to:
            raise Refusal("privacy.combination-too-long", n=len(values), most=self.up_to)
        wanted = [self._id_of.get(Attribute(column, value)) for column, value in values.items()]
        if any(one is None for one in wanted):
            return 0
        key = self._keys_of(np.sort(np.array([wanted], dtype=np.int64), axis=1))
        keys, order = self._sorted[len(values)]
        at = int(np.searchsorted(keys, key[0]))
        return int(self.counts[len(values)][order[at]]) if at < keys.size and keys[at] == key[0] else 0

    def as_frame(self, length: int) -> pl.DataFrame:
        """Give the combinations of one length as texts: column_1, value_1, …, count; most people first."""
        names = pl.Series([one.column for one in self.attributes], dtype=pl.String)
        texts = pl.Series([one.value for one in self.attributes], dtype=pl.String)
        columns: dict[str, pl.Series] = {}
        for place in range(length):
            at = pl.Series(self.ids[length][:, place])
            columns |= {f"column_{place + 1}": names[at], f"value_{place + 1}": texts[at]}
        made = pl.DataFrame(columns | {"count": pl.Series(self.counts[length]).cast(pl.Int64)})
        order = [name for name in made.columns if name != "count"]
        return made.sort(["count", *order], descending=[True, *(False for _ in order)])

    @cached_property
    def _id_of(self) -> Mapping[Attribute, int]:
        return {attribute: number for number, attribute in enumerate(self.attributes)}

    @cached_property
    def _sorted(self) -> dict[int, tuple[Numbers, Numbers]]:
        """By length: all keys in order, and where each combination stands."""
        made = {}
        for length, ids in self.ids.items():
            keys = self._keys_of(ids)
            order = np.argsort(keys)
            made[length] = (keys[order], order)
        return made

    def _keys_of(self, ids: npt.NDArray[np.integer]) -> Numbers:
        """Make one number of each combination; four attributes of 55,000 still fit."""
        keys = np.zeros(len(ids), dtype=np.int64)
        for place in range(ids.shape[1]):
            keys = keys * len(self.attributes) + ids[:, place]
        return keys
