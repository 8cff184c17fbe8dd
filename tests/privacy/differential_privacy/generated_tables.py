"""Generated people of a few kinds, recorded by sources that leave whole groups of columns blank."""

from __future__ import annotations

import numpy as np
import polars as pl

from fanal.privacy.attribute_settings import AttributeColumn
from fanal.privacy.differential_privacy import PrivateSettings

CARDS = (6, 4, 9, 3, 12, *[1] * 9)


def people(rows: int, seed: int = 1) -> pl.DataFrame:
    """Give people in fourteen columns; columns of one value are recorded or blank."""
    chance = np.random.Generator(np.random.PCG64(seed))
    kind, source = chance.integers(0, 8, rows), chance.integers(0, 3, rows)
    columns = {}
    for number, card in enumerate(CARDS):
        usual = chance.dirichlet(np.full(card + 1, 0.5), size=8).cumsum(axis=1)
        value = (chance.random(rows)[:, None] > usual[kind]).sum(axis=1).clip(0, card)
        blank = (value == card) | ((number + source) % 4 == 0)
        columns[f"q{number}"] = pl.Series(value.astype(str)).set(pl.Series(blank), None)
    return pl.DataFrame(columns)


def columns() -> tuple[AttributeColumn, ...]:
    """Give the columns of `people` with their domains."""
    return tuple(
        AttributeColumn(column=f"q{number}", domain=tuple(map(str, range(card))))
        for number, card in enumerate(CARDS)
    )


def settings(epsilon: float = 4.0, **more: object) -> PrivateSettings:
    """Decide on all columns of `people`."""
    return PrivateSettings(epsilon=epsilon, **({"delta": 1e-6, "columns": columns()} | more))  # type: ignore[arg-type]
