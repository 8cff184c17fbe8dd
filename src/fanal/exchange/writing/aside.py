"""What was not understood of a file, written beside the result for its owner alone."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from fanal.exchange.formulas import harmless
from fanal.exchange.writing.atomic import replacing


def write_aside(aside: pl.DataFrame, path: Path) -> None:
    """Write the cells kept aside as CSV, harmless to a spreadsheet.

    Parameters
    ----------
    aside
        One row per cell, as of `Reading.aside`. It may hold identities.
    path
        The file to write or replace; only its owner can read it.

    Raises
    ------
    Refusal
        If nothing can be written there.
    """
    safe = {
        name: pl.Series([None if text is None else harmless(text) for text in aside[name]], dtype=pl.String)
        for name in ("sheet", "column", "value")
    }
    with replacing(path) as file:
        aside.with_columns(**safe).write_csv(file, include_bom=True)
