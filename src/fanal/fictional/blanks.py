"""Blanks: what an organisation did not ask, or did not write down."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from fanal.fictional.casebook import Casebook
from fanal.fictional.chance import Chance, Numbers
from fanal.fictional.columns import Columns, blanked
from fanal.fictional.knowledge import data, organisations, profiles


def leave_blank(columns: Mapping[str, pl.Series], book: Casebook, cases: Numbers, stage: str) -> Columns:
    """Blank values as the field does: by field, by organisation, by profile.

    Parameters
    ----------
    columns
        Columns by field.
    book
        Whose cases they are.
    cases
        The place of each row's case.
    stage
        The name of the table, for its own draws.
    """
    chance, known = Chance(book.seed, f"blanks of {stage}"), data("missing")
    organisation = book.organisation[cases]
    care = np.array([one.care for one in organisations()])[organisation]
    care = (
        care
        * np.array([known["profile"].get(one["name"], 1.0) for one in profiles()])[
            book.stories.profile[cases]
        ]
    )
    left: Columns = {}
    for name, column in columns.items():
        share = known["share"].get(name, 0.0)
        kept = chance.shares(len(cases)) >= share**care
        kept &= ~np.array([name in one.never for one in organisations()])[organisation]
        other = known["goes_with"].get(name)
        if other is not None:
            # It stands earlier among the columns: a KeyError here is a defect of their order.
            kept &= left[other].is_not_null().to_numpy()
        left[name] = blanked(column, kept)
    return left
