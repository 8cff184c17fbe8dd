"""How far published counts, or the counts of published records, are from the sensitive ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

PEOPLE = 10
"""Errors are over all combinations that at least so many sensitive people share; absent ones are zero."""
LENGTHS = (1, 2, 3)
_BETWEEN = "\x1f"

Counts = Mapping[int, pl.DataFrame]
"""By length: column_1, value_1, …, count, and perhaps low and high."""


def counts_of_records(table: pl.DataFrame) -> Counts:
    """Count all combinations of up to three attributes of a table of texts, a blank being absent."""
    from fanal.privacy import AttributeSettings, attributes_of, count_combinations

    held = [name for name in table.columns if table[name].null_count() < table.height]
    encoded = attributes_of(table.select(held), AttributeSettings.of(*held))
    found = count_combinations(encoded, max(LENGTHS), memory_mb=2000)
    return {length: found.as_frame(length) for length in LENGTHS}


def by_length(published: pl.DataFrame) -> Counts:
    """Part a table of published counts of several lengths: null where a combination is shorter."""
    length = pl.sum_horizontal(pl.col(f"column_{place}").is_not_null() for place in LENGTHS)
    others = [name for name in published.columns if not name.startswith(("column_", "value_"))]
    return {
        one: published.filter(length == one).select(
            *(f"{what}_{place}" for place in range(1, one + 1) for what in ("column", "value")), *others
        )
        for one in LENGTHS
    }


def errors(sensitive: Counts, published: Counts) -> dict[str, Any]:
    """Compare counts of combinations.

    Returns
    -------
    dict
        By length: ``mean_error``: mean of \\|published - sensitive\\| over the combinations of at least
        `PEOPLE` sensitive people, in people. ``relative_error``: the mean of the same over the sensitive
        count. ``preserved``: share of them that are published at all. ``fabricated``: share of the
        published combinations that no sensitive person shares. Where counts come with error bars,
        ``covered``: share of the published ones that hold the sensitive count.
    """
    places = _places(sensitive, published)
    said: dict[str, Any] = {}
    inside: list[Any] = []
    for length in LENGTHS:
        true, true_keys = sensitive[length], _keys(sensitive[length], places)
        told, told_keys = published[length], _keys(published[length], places)
        people = true["count"].to_numpy()
        wanted = people >= PEOPLE
        there = np.isin(true_keys, told_keys)
        off = np.abs(_at(told_keys, told["count"], true_keys) - people)[wanted]
        said[str(length)] = {
            "combinations": int(wanted.sum()),
            "mean_error": float(off.mean()),
            "relative_error": float((off / people[wanted]).mean()),
            "preserved": float(there[wanted].mean()),
            "published": told.height,
            "fabricated": 1 - float(there.sum()) / max(told.height, 1),
        }
        if "low" in told.columns:
            behind = _at(true_keys, true["count"], told_keys)
            inside.append((told["low"].to_numpy() <= behind) & (behind <= told["high"].to_numpy()))
    return said | ({"covered": float(np.concatenate(inside).mean())} if inside else {})


def _places(*several: Counts) -> dict[str, int]:
    """Number the attributes of all of them."""
    every = {text for counts in several for one in counts.values() for texts in _texts(one) for text in texts}
    return {text: place for place, text in enumerate(sorted(every))}


def _texts(counts: pl.DataFrame) -> list[pl.Series]:
    longest = sum(name.startswith("column_") for name in counts.columns)
    return [
        counts.select(pl.concat_str(f"column_{place}", f"value_{place}", separator=_BETWEEN)).to_series()
        for place in range(1, longest + 1)
    ]


def _keys(counts: pl.DataFrame, places: Mapping[str, int]) -> Any:
    """Make one number of each combination, whatever the order of its attributes."""
    kept = pl.Enum(list(places))
    ids = np.stack([one.cast(kept).to_physical().to_numpy() for one in _texts(counts)], axis=1)
    ids = np.sort(ids.astype(np.int64), axis=1)
    keys = np.zeros(len(ids), dtype=np.int64)
    for place in range(ids.shape[1]):
        keys = keys * len(places) + ids[:, place]
    return keys


def _at(keys: Any, counts: pl.Series, wanted: Any) -> Any:
    """Give the counts of the wanted combinations; 0 where there is none."""
    if not keys.size:
        return np.zeros(wanted.size)
    order = np.argsort(keys)
    at = np.minimum(np.searchsorted(keys[order], wanted), keys.size - 1)
    return np.where(keys[order][at] == wanted, counts.to_numpy()[order][at], 0)
