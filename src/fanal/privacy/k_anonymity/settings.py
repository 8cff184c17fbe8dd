"""What to anonymise, how far, and what may be lost by it."""

from __future__ import annotations

from dataclasses import dataclass

from fanal.presentation import Refusal
from fanal.privacy.risk import check_k
from fanal.standard.hierarchies import Hierarchy


@dataclass(frozen=True, kw_only=True)
class QuasiIdentifier:
    """A column that somebody outside may know of a person, and how it may be told less exactly."""

    column: str
    hierarchy: Hierarchy
    min_level: int = 0
    """The least exact it must be told at: 1 or more where exact values may never leave."""
    weight: float = 1.0
    """How much its exactness matters to the reader, against the other columns."""

    def __post_init__(self) -> None:
        levels = len(self.hierarchy.levels)
        if not 0 <= self.min_level < levels:
            raise Refusal("privacy.no-such-level", column=self.column, value=self.min_level, last=levels - 1)
        if not self.weight > 0:
            raise Refusal("privacy.weight-not-positive", column=self.column, value=self.weight)


@dataclass(frozen=True, kw_only=True)
class AnonymiseSettings:
    """How to make a table k-anonymous.

    Every column that leaves is either a quasi-identifier or a sensitive column kept on request;
    all others stay behind.
    """

    quasi_identifiers: tuple[QuasiIdentifier, ...]
    """In the order in which the release shows them."""
    k: int = 11
    """The fewest people who must look alike."""
    sensitive: tuple[str, ...] = ()
    """Columns to release beside them. They are not protected by k: only a value that a whole class
    shares is blanked."""
    max_suppressed: float = 1.0
    """The largest share of recorded quasi-identifier cells of which nothing may be told: blanked, or
    withheld with their row or their whole column."""
    person: str | None = None
    """The column that says who a row is about, where people stand in several rows."""

    def __post_init__(self) -> None:
        check_k(self.k)
        if not self.quasi_identifiers:
            raise Refusal("privacy.no-columns")
        if not 0 <= self.max_suppressed <= 1:
            raise Refusal("privacy.share-out-of-range", value=self.max_suppressed)
        names = [*self.columns, *self.sensitive, *([self.person] if self.person else [])]
        for number, name in enumerate(names):
            if name in names[:number]:
                raise Refusal("privacy.column-twice", column=name)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the quasi-identifiers."""
        return tuple(quasi.column for quasi in self.quasi_identifiers)
