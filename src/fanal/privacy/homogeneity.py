"""Classes large enough that give a secret away all the same: everybody in them shares it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from fanal.privacy.classes import Classes, CodedTable, Column, Numbers


@dataclass(frozen=True, slots=True)
class Homogeneity:
    """Classes of at least k people who all share one recorded value of a sensitive column.

    Who knows that somebody stands in such a class knows their value, however large the class is
    (A. Machanavajjhala et al., "l-diversity: Privacy beyond k-anonymity", ICDE 2006, section 2.1).
    """

    column: str
    classes: int
    people: int

    def as_json(self) -> dict[str, Any]:
        """Give the numbers to a machine."""
        return asdict(self)


def shared_value(classes: Classes, column: Column) -> Numbers:
    """Give the code that all rows of a class share, shape (classes,); 0 where they share none.

    A class of blanks shares no value.
    """
    pairs = np.unique(classes.ids * column.card + column.codes)
    owner, code = pairs // column.card, pairs % column.card
    different = np.bincount(owner, minlength=classes.n)
    shared = np.zeros(classes.n, dtype=np.int64)
    shared[owner] = code
    shared[different != 1] = 0
    return shared


def homogeneous(
    table: CodedTable, columns: Sequence[str], sensitive: Sequence[str], k: int
) -> tuple[Homogeneity, ...]:
    """Find the classes of at least k people that give away a sensitive value."""
    if not sensitive:
        return ()
    classes = table.classes(columns)
    sizes = table.people.per_class(classes)
    found = []
    for name in sensitive:
        given_away = (shared_value(classes, table.columns[name]) > 0) & (sizes >= k)
        found.append(Homogeneity(name, int(given_away.sum()), int(sizes[given_away].sum())))
    return tuple(found)
