"""Published counts of combinations against all combinations of the people behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from fanal.privacy.attributes import Attribute, AttributeTable, Numbers
from fanal.privacy.evaluation.comparing import Compared, Counted, SharedAttributes, compare
from fanal.privacy.evaluation.settings import EvaluationSettings
from fanal.privacy.evaluation.utility import Errors, Fabricated, utility_of

_BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True)
class CombinationErrors:
    """The errors of published counts of one length.

    Attributes
    ----------
    length
        Attributes of each combination.
    errors
        Over all combinations that at least k people share, absent ones counting as zero.
    fabricated
        The published combinations, and those of nobody.
    covered
        0 to 1: the share of published intervals that hold the true count; none without intervals.
    """

    length: int
    errors: Errors
    fabricated: Fabricated
    covered: float | None

    def as_json(self) -> dict[str, Any]:
        """Give it to a machine."""
        return {
            "length": self.length,
            **asdict(self.errors),
            "published": self.fabricated.released,
            "fabricated": self.fabricated.fabricated,
            "covered": self.covered,
        }


def combination_errors(
    table: AttributeTable, published: pl.DataFrame, settings: EvaluationSettings
) -> tuple[CombinationErrors, ...]:
    """Compare published counts of combinations with the people behind them, by length.

    Parameters
    ----------
    table
        The people.
    published
        See `compare_published`.
    settings
        k, and the longest combination to look at.
    """
    compared, covered = compare_published(table, published, settings)
    utility = utility_of(compared, settings.k, {})
    return tuple(
        CombinationErrors(length, utility.by_length[length], utility.fabricated[length], covered.get(length))
        for length in compared
        if utility.fabricated[length].released
    )


def compare_published(
    table: AttributeTable, published: pl.DataFrame, settings: EvaluationSettings
) -> tuple[dict[int, Compared], dict[int, float]]:
    """Put published counts beside those of people, by length; with them how often error bars hold the truth.

    Parameters
    ----------
    table
        The people.
    published
        ``column_1``, ``value_1``, ``column_2``, …, null where a combination is shorter, ``count``, and
        perhaps ``low`` and ``high``. Combinations of columns that the people do not have are left out.
    settings
        The longest combination to look at.
    """
    columns = [one.column for one in table.settings.columns]
    places = range(1, 1 + sum(name.startswith("column_") for name in published.columns))
    named = [pl.col(f"column_{place}") for place in places]
    known = [one.is_null() | one.is_in(columns) for one in named]
    held = pl.sum_horizontal(one.is_not_null() for one in named)
    told = published.filter(*known).with_columns(held.alias("length"))
    shared = _shared(table.attributes, told, columns, len(places))
    people = Counted.of(table, shared, settings)
    lengths = [length for length in range(1, settings.up_to + 1) if length <= len(places)]
    parts = {length: told.filter(pl.col("length") == length) for length in lengths}
    keys = {length: _keys(part, length, shared) for length, part in parts.items()}
    covered = {}
    if {"low", "high"} <= set(published.columns):
        for length, part in parts.items():
            if part.height:
                true = pl.Series(people.at(length, keys[length]))
                inside = (part["low"] <= true) & (true <= part["high"])
                covered[length] = float(inside.sum()) / part.height
    none = {length: np.empty(0, dtype=np.int64) for length in people.keys}
    order = {length: np.argsort(made) for length, made in keys.items()}
    counted = Counted(
        shared,
        none | {length: made[order[length]] for length, made in keys.items()},
        none | {length: part["count"].to_numpy()[order[length]] for length, part in parts.items()},
        0,
    )
    return compare(people, counted), covered


def _shared(
    known: Sequence[Attribute], told: pl.DataFrame, columns: Sequence[str], places: int
) -> SharedAttributes:
    """Give numbers to the attributes of the people, and those that only the publication has."""
    texts = {text for place in range(1, places + 1) for text in _texts(told, place).drop_nulls().unique()}
    every = {*known, *(Attribute(*text.split(_BETWEEN, 1)) for text in texts)}
    at: Mapping[str, int] = {column: number for number, column in enumerate(columns)}
    attributes = tuple(sorted(every, key=lambda one: (at[one.column], one.value or "")))
    return SharedAttributes(attributes, np.array([at[one.column] for one in attributes], dtype=np.int32))


def _texts(told: pl.DataFrame, place: int) -> pl.Series:
    """Give the attribute at one place of each combination."""
    both = pl.concat_str(f"column_{place}", f"value_{place}", separator=_BETWEEN)
    return told.select(both.alias("text"))["text"]


def _keys(part: pl.DataFrame, length: int, shared: SharedAttributes) -> Numbers:
    ids: list[npt.NDArray[np.int64]] = []
    known = {f"{one.column}{_BETWEEN}{one.value}": at for at, one in enumerate(shared.attributes)}
    for place in range(1, length + 1):
        texts = _texts(part, place)
        ids.append(texts.replace_strict(known, return_dtype=pl.Int64).to_numpy())
    return shared.keys_of(np.stack(ids, axis=1))
