"""Exposure: how many people are how easily told apart over one set of columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from fanal.privacy.classes import Numbers


@dataclass(frozen=True, slots=True)
class Exposure:
    """What one set of columns gives away.

    Attributes
    ----------
    columns
        The columns that somebody may know of a person.
    classes
        How many classes of people who look alike over them.
    smallest
        People in the smallest class; 0 where nobody is in the table.
    classes_under_k, people_under_k
        Classes of fewer than k people, and the people in them.
    people_alone
        People whom nobody looks like: classes of one.
    """

    columns: tuple[str, ...]
    classes: int
    smallest: int
    classes_under_k: int
    people_under_k: int
    people_alone: int

    @property
    def holds(self) -> bool:
        """Whether every class has at least k people."""
        return self.classes_under_k == 0

    def as_json(self) -> dict[str, Any]:
        """Give the numbers to a machine."""
        return {**asdict(self), "columns": list(self.columns)}


@dataclass(frozen=True, slots=True)
class SizeBand:
    """Classes of between `least` and `most` people (None: without end)."""

    least: int
    most: int | None
    classes: int
    people: int

    def as_json(self) -> dict[str, Any]:
        """Give the numbers to a machine."""
        return asdict(self)


def exposure(columns: Sequence[str], sizes: Numbers, k: int) -> Exposure:
    """Judge the sizes of classes.

    Parameters
    ----------
    columns
        The columns that the classes are over.
    sizes
        Shape (classes,): people in each.
    k
        The fewest people who must look alike.
    """
    under = sizes[sizes < k]
    return Exposure(
        columns=tuple(columns),
        classes=sizes.size,
        smallest=int(sizes.min()) if sizes.size else 0,
        classes_under_k=under.size,
        people_under_k=int(under.sum()),
        people_alone=int((sizes == 1).sum()),
    )


def size_bands(sizes: Numbers, k: int) -> tuple[SizeBand, ...]:
    """Sort class sizes into bands, 1, 2, 3 to 5, 6 to 10 and so on, one ending right below k."""
    starts = sorted({1, *(start for start in (2, 3, 6, 11, 101, 1001)), k})
    ends = [start - 1 for start in starts[1:]]
    bands = []
    for least, most in zip(starts, [*ends, None], strict=True):
        here = sizes[(sizes >= least) & (sizes <= (most if most is not None else sizes.max(initial=0)))]
        bands.append(SizeBand(least, most, here.size, int(here.sum())))
    return tuple(bands)
