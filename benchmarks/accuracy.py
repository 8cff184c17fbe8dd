"""How far published counts, or the counts of published records, are from the sensitive ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

PEOPLE = 10
"""Errors are over all combinations that at least so many sensitive people share; absent ones count as zero."""
LENGTHS = (1, 2, 3)
BETWEEN = "\x1f"


def counts_of_records(table: pl.DataFrame) -> dict[int, pl.DataFrame]:
    """Count all combinations of up to three attributes of a table of texts, a blank being absent."""
    from fanal.privacy import AttributeSettings, attributes_of, count_combinations

    held = [name for name in table.columns if table[name].null_count() < table.height]
    encoded = attributes_of(table.select(held), AttributeSettings.of(*held))
    found = count_combinations(encoded, max(LENGTHS), memory_mb=2000)
    return {length: found.as_frame(length) for length in LENGTHS}


def by_length(published: pl.DataFrame) -> dict[int, pl.DataFrame]:
    """Part a table of published counts of several lengths: null where a combination is shorter."""
    length = pl.sum_horizontal(pl.col(f"column_{place}").is_not_null() for place in LENGTHS)
    return {
        one: published.filter(length == one).select(
            *(f"{what}_{place}" for place in range(1, one + 1) for what in ("column", "value")), "count"
        )
        for one in LENGTHS
    }


def errors(sensitive: Mapping[int, pl.DataFrame], published: Mapping[int, pl.DataFrame]) -> dict[str, Any]:
    """Compare counts of combinations, length by length.

    Returns
    -------
    dict
        By length: ``mean_error``: mean of \\|published - sensitive\\| over the combinations of at least
        `PEOPLE` sensitive people, in people. ``relative_error``: the mean of the same over the sensitive
        count. ``preserved``: share of them that are published at all. ``fabricated``: share of the
        published combinations that no sensitive person shares.
    """
    names = sorted({name for one in (sensitive, published) for name in _attributes(one[1])})
    for one in (sensitive, published):
        names = sorted({*names, *_attributes(one[2]), *_attributes(one[3])})
    places = {name: place for place, name in enumerate(names)}
    return {str(length): _errors(sensitive[length], published[length], places, length) for length in LENGTHS}


def _errors(
    sensitive: pl.DataFrame, published: pl.DataFrame, places: dict[str, int], length: int
) -> dict[str, float]:
    truth, people = _keyed(sensitive, places, length)
    told, said = _keyed(published, places, length)
    at = np.searchsorted(told, truth)
    there = np.zeros(truth.size, dtype=bool)
    there[at < told.size] = told[at[at < told.size]] == truth[at < told.size]
    said_of = np.where(there, said[np.minimum(at, max(said.size - 1, 0))], 0) if said.size else 0 * people
    wanted = people >= PEOPLE
    off = np.abs(said_of - people)[wanted]
    return {
        "combinations": int(wanted.sum()),
        "mean_error": float(off.mean()),
        "relative_error": float((off / people[wanted]).mean()),
        "preserved": float(there[wanted].mean()),
        "published": int(told.size),
        "fabricated": 1 - float(there.sum()) / told.size if told.size else 0.0,
    }


def _texts(counts: pl.DataFrame) -> list[pl.Series]:
    longest = (len(counts.columns) - 1) // 2
    return [
        counts.select(pl.concat_str(f"column_{place}", f"value_{place}", separator=BETWEEN)).to_series()
        for place in range(1, longest + 1)
        if f"column_{place}" in counts.columns
    ]


def _attributes(counts: pl.DataFrame) -> set[str]:
    return {text for series in _texts(counts) for text in series.unique().to_list()}


def _keyed(counts: pl.DataFrame, places: dict[str, int], length: int) -> tuple[Any, Any]:
    """Make one number of each combination, whatever the order of its attributes; in ascending order."""
    kept = pl.Enum(list(places))
    texts = _texts(counts.select(pl.exclude("low", "high")))
    ids = np.stack([one.cast(kept).to_physical().to_numpy() for one in texts[:length]], axis=1)
    ids = np.sort(ids.astype(np.int64), axis=1)
    keys = np.zeros(len(ids), dtype=np.int64)
    for place in range(length):
        keys = keys * len(places) + ids[:, place]
    order = np.argsort(keys)
    return keys[order], counts["count"].to_numpy().astype(np.float64)[order]
