"""What a reader keeps of published records, and of published counts of combinations."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from fanal.privacy import AttributeSettings, attributes_of
from fanal.privacy.evaluation import EvaluationSettings, evaluate
from fanal.privacy.evaluation.comparing import Compared
from fanal.privacy.evaluation.published_combinations import compare_published
from fanal.privacy.evaluation.utility import Utility, utility_of

SETTINGS = EvaluationSettings(k=10, up_to=3)
"""Errors are over all combinations that at least ten sensitive people share; absent ones are zero."""


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
    compared, covered = compare_published(table, published, SETTINGS)
    said = _said(utility_of(compared, SETTINGS.k, {}))
    for length, one in compared.items():
        said[str(length)] |= _at_preserved(one)
    if "low" in published.columns:
        times = {length: int((one.released > 0).sum()) for length, one in compared.items()}
        said["covered"] = float(np.average(list(covered.values()), weights=[times[one] for one in covered]))
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
