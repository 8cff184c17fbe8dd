"""What a reader keeps of published records, and of published counts of combinations."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from fanal.privacy import AttributeSettings, attributes_of
from fanal.privacy.attributes import Attribute
from fanal.privacy.evaluation import EvaluationSettings, evaluate
from fanal.privacy.evaluation.comparing import Compared, Counted, SharedAttributes, compare
from fanal.privacy.evaluation.utility import Utility, utility_of

SETTINGS = EvaluationSettings(k=10, up_to=3)
"""Errors are over all combinations that at least ten sensitive people share; absent ones are zero."""
LENGTHS = (1, 2, 3)
_BETWEEN = "\x1f"


def of_records(sensitive: pl.DataFrame, records: pl.DataFrame) -> dict[str, Any]:
    """Compare two tables of texts.

    Returns
    -------
    dict
        By length of combinations: ``mean_error``, in people, ``relative_error``, ``preserved`` and
        ``fabricated``; ``total_variation``: the mean over all sets of three columns, a blank being a
        value; ``rows``.
    """
    utility = evaluate(sensitive, records, SETTINGS).utility
    return {**_said(utility), "total_variation": utility.total_variation[3], "rows": records.height}


def of_counts(sensitive: pl.DataFrame, published: pl.DataFrame) -> dict[str, Any]:
    """Compare published counts with those of a table of texts.

    Parameters
    ----------
    sensitive
        One row per person.
    published
        ``column_1``, ``value_1``, … to ``value_3``, null where a combination is shorter, ``count`` and
        perhaps ``low`` and ``high``.

    Returns
    -------
    dict
        As for records, and ``fabricated_at_80``: the share that would be fabricated if only the largest
        counts were published, so many that 0.8 are preserved, where so many are; and where there are error
        bars, ``covered``: the share of the published counts of
        which they hold the sensitive one.
    """
    table = attributes_of(sensitive, AttributeSettings.of(*sensitive.columns))
    shared = _shared(table.attributes, published, sensitive.columns)
    people = Counted.of(table, shared, SETTINGS)
    parts = {length: _of_length(published, length) for length in LENGTHS}
    keys = {length: _keys(part, length, shared) for length, part in parts.items()}
    order = {length: np.argsort(made) for length, made in keys.items()}
    told = Counted(
        shared,
        {length: made[order[length]] for length, made in keys.items()},
        {length: part["count"].to_numpy()[order[length]] for length, part in parts.items()},
        0,
    )
    compared = compare(people, told)
    said = _said(utility_of(compared, SETTINGS.k, {}))
    for length, one in compared.items():
        said[str(length)] |= _at_preserved(one)
    if "low" in published.columns:
        inside = [_inside(part, people.at(length, keys[length])) for length, part in parts.items()]
        said["covered"] = float(np.concatenate(inside).mean())
    return said


def _said(utility: Utility) -> dict[str, Any]:
    return {
        str(length): {
            "combinations": one.combinations,
            "mean_error": one.absolute,
            "relative_error": one.relative,
            "preserved": one.preserved,
            "fabricated": utility.fabricated[length].share,
        }
        for length, one in utility.by_length.items()
    }


def _at_preserved(one: Compared) -> dict[str, float]:
    largest_first = np.argsort(-one.released, kind="stable")[: int((one.released > 0).sum())]
    people = one.people[largest_first]
    preserved = np.cumsum(people >= SETTINGS.k) / (one.people >= SETTINGS.k).sum()
    enough = int(np.searchsorted(preserved, 0.8))
    if enough == preserved.size:
        return {}
    return {"fabricated_at_80": float((people[: enough + 1] == 0).mean())}


def _of_length(published: pl.DataFrame, length: int) -> pl.DataFrame:
    held = pl.sum_horizontal(pl.col(f"column_{place}").is_not_null() for place in LENGTHS)
    return published.filter(held == length)


def _texts(published: pl.DataFrame, place: int) -> pl.Series:
    """Give the attribute at one place of each combination."""
    both = pl.concat_str(f"column_{place}", f"value_{place}", separator=_BETWEEN)
    return published.select(both).to_series()


def _shared(known: tuple[Attribute, ...], published: pl.DataFrame, columns: list[str]) -> SharedAttributes:
    """Number the attributes of the table and those that only the publication has."""
    told = {text for place in LENGTHS for text in _texts(published, place).drop_nulls().unique()}
    every = {*known, *(Attribute(*text.split(_BETWEEN)) for text in told)}
    attributes = tuple(sorted(every, key=lambda one: (columns.index(one.column), one.value or "")))
    return SharedAttributes(attributes, np.array([columns.index(one.column) for one in attributes]))


def _keys(part: pl.DataFrame, length: int, shared: SharedAttributes) -> Any:
    every = pl.Enum([f"{one.column}{_BETWEEN}{one.value}" for one in shared.attributes])
    ids = [_texts(part, place).cast(every).to_physical().to_numpy() for place in range(1, length + 1)]
    return shared.keys_of(np.stack(ids, axis=1).astype(np.int64))


def _inside(part: pl.DataFrame, people: Any) -> Any:
    return (part["low"].to_numpy() <= people) & (people <= part["high"].to_numpy())
