"""Counts of released rows: every one a sum of whole classes, so that no difference is under k."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import polars as pl

from fanal.presentation import Refusal
from fanal.privacy.k_anonymity.verification import verify


def counts_of(
    released: pl.DataFrame,
    dimensions: Sequence[str],
    k: int,
    max_size: int = 2,
    total: str = "Total",
) -> pl.DataFrame:
    """Count released rows over every set of dimensions up to a size.

    Every class over all the dimensions has at least k people, which is verified first. Every count
    is the sum of the classes that fit it, and so is every difference of two counts of which one
    contains the other: 0, or at least k. Nothing under k can be worked out by subtraction.

    Parameters
    ----------
    released
        The rows of a release; a count of the original rows would not be safe beside them.
    dimensions
        Quasi-identifiers of the release.
    k
        The k of the release.
    max_size
        The most dimensions that are told together.
    total
        What stands in a dimension that is not told.

    Returns
    -------
    polars.DataFrame
        The dimensions as texts, missing where the release is blank, and ``count`` in rows. The
        first row counts everybody.

    Raises
    ------
    Refusal
        If the rows do not hold k, a dimension is missing, or `total` is one of its values.
    """
    verify(released, k, dimensions)
    names = list(dimensions)
    if "count" in names:
        raise Refusal("privacy.column-twice", column="count")
    texts = released.select(pl.col(names).cast(pl.String))
    for name in names:
        if (texts[name] == total).any():
            raise Refusal("privacy.total-is-a-value", column=name, value=total)
    parts = [_everybody(texts, total)]
    for size in range(1, min(max_size, len(names)) + 1):
        parts += [_over(texts, some, total) for some in combinations(names, size)]
    return pl.concat(parts)


def _everybody(texts: pl.DataFrame, total: str) -> pl.DataFrame:
    totals = [pl.lit(total).alias(name) for name in texts.columns]
    return pl.DataFrame({"count": [texts.height]}, schema={"count": pl.Int64}).select(*totals, "count")


def _over(texts: pl.DataFrame, some: Sequence[str], total: str) -> pl.DataFrame:
    counted = texts.group_by(*some).agg(pl.len().cast(pl.Int64).alias("count")).sort(*some)
    return counted.select(
        *(pl.col(name) if name in some else pl.lit(total).alias(name) for name in texts.columns), "count"
    )
