"""Classes large enough that give a secret away all the same: everybody in them shares it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from fanal.privacy.classes import Classes, CodedTable, Column, Numbers, blanked, fold

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Homogeneity:
    """Classes of at least k people who all share a recorded value of a sensitive column, or a choice.

    Who knows that somebody stands in such a class knows their value, however large the class is
    (A. Machanavajjhala et al., "l-diversity: Privacy beyond k-anonymity", ICDE 2006, section 2.1).
    """

    column: str
    classes: int
    people: int

    def as_json(self) -> dict[str, Any]:
        """Give the numbers to a machine."""
        return asdict(self)


def gives_away(classes: Classes, column: Column, source: pl.Series) -> Mask:
    """Say of each class whether all its rows share a value, shape (classes,).

    Values that differ only in spaces, case or Unicode form are the same. Where a cell holds several
    choices, with ``;`` between, one choice that all cells have is enough. A blank shares nothing.

    Parameters
    ----------
    classes
        The classes.
    column, source
        The sensitive column as numbers, and as the numbers were made from it.
    """
    pairs = np.unique(classes.ids * column.card + column.codes)
    owner, code = pairs // column.card, pairs % column.card
    different = np.bincount(owner, minlength=classes.n)
    choices, starts = _choices(source)
    # Each different cell of a class, once for each of its choices.
    many = np.diff(starts)[code]
    first = np.repeat(starts[code] - np.concatenate([[0], np.cumsum(many)[:-1]]), many)
    choice = choices[first + np.arange(many.sum())]
    card = int(choices.max(initial=0)) + 1
    found, times = np.unique(np.repeat(owner, many) * card + choice, return_counts=True)
    shared: Mask = np.zeros(classes.n, dtype=np.bool_)
    shared[(found // card)[times == different[found // card]]] = True
    return shared


def _choices(source: pl.Series) -> tuple[Numbers, Numbers]:
    """Give the choices of each code, one code after the other, and where those of each begin."""
    values = blanked(source).drop_nulls().unique().sort().cast(pl.String)
    numbers: dict[str, int] = {}
    # A text of nothing but separators is a value as well.
    of_code = [
        [
            numbers.setdefault(part, len(numbers))
            for part in {fold(p) for p in value.split(";")} - {""} or {""}
        ]
        for value in values
    ]
    starts = np.cumsum([0, 0, *(len(parts) for parts in of_code)], dtype=np.int64)
    return np.array([part for parts in of_code for part in parts], dtype=np.int64), starts


def homogeneous(
    table: CodedTable, source: pl.DataFrame, columns: Sequence[str], sensitive: Sequence[str], k: int
) -> tuple[Homogeneity, ...]:
    """Find the classes of at least k people that give away a sensitive value."""
    if not sensitive:
        return ()
    classes = table.classes(columns)
    sizes = table.people.per_class(classes)
    found = []
    for name in sensitive:
        given_away = gives_away(classes, table.columns[name], source[name]) & (sizes >= k)
        found.append(Homogeneity(name, int(given_away.sum()), int(sizes[given_away].sum())))
    return tuple(found)
