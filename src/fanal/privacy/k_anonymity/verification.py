"""The last look before a table leaves."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from fanal.presentation import Refusal
from fanal.privacy.risk import RiskResult, RiskSettings, audit


def verify(released: pl.DataFrame, k: int, columns: Sequence[str], person: str | None = None) -> RiskResult:
    """Make sure that everybody in a table looks like at least k people.

    What holds over all the columns holds over any of them: leaving a column out only joins classes.

    Parameters
    ----------
    released
        The table that is to leave; a blank is a value.
    k
        The fewest people who must look alike.
    columns
        All its quasi-identifiers.
    person
        The column that says who a row is about, where the table still has one.

    Raises
    ------
    Refusal
        If anybody is in a class under k.
    """
    result = audit(released, RiskSettings(columns=tuple(columns), k=k, max_size=1, person=person))
    if not result.holds:
        raise Refusal("privacy.release-under-k", k=k, n=result.together.people_under_k)
    return result
