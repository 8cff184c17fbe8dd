"""Hierarchies of numbers: years, ages, months, counts, bands of them, and dates."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from fanal.presentation import Language
from fanal.standard.bands import parse_band
from fanal.standard.hierarchy import WITHHELD, is_last, told
from fanal.standard.vocabulary import Words


@dataclass(frozen=True)
class Cuts:
    """One level of whole numbers: the numbers at which its cells begin."""

    starts: tuple[int, ...]
    period: int | None = None

    def cell(self, number: int) -> tuple[int, int | None]:
        """Give the first and the last number of the cell that holds a number; None for no end."""
        if self.period is None:
            place = bisect_right(self.starts, number) - 1
            bounds = [*self.starts, None]
            end = bounds[place + 1]
            return self.starts[place], None if end is None else end - 1
        base, rest = divmod(number, self.period)
        place = bisect_right(self.starts, rest) - 1
        end = [*self.starts, self.period][place + 1]
        return base * self.period + self.starts[place], base * self.period + end - 1


_YEARS = re.compile(r"(\d{4})(?:\s*[-–]{1,2}\s*(\d{4}))?")


@dataclass(frozen=True)
class Numbers:
    """Whole numbers and bands of them, along cuts that lie within one another.

    A band that lies across the cuts of a level is told by the next level that holds it whole.

    Attributes
    ----------
    name, words
        Its name; what each level tells, the last left out.
    cuts
        The cells of each level from level 1 on.
    years
        Whether values are years, printed ``2010–2014``; else bands, printed ``9--17`` and ``48+``.
    print_as
        How a cell reads: ``one``, ``between``, ``from``.

    Raises
    ------
    ValueError
        If a level does not put whole cells of the level before together.
    """

    name: str
    words: tuple[Words, ...]
    cuts: tuple[Cuts, ...]
    years: bool
    print_as: Mapping[str, Words] = field(repr=False)

    def __post_init__(self) -> None:
        """Check that the levels lie within one another."""
        if len(self.words) != len(self.cuts) + 1:
            raise ValueError(
                f"the hierarchy {self.name} names {len(self.words)} levels for {len(self.cuts)} cuts"
            )
        for finer, coarser in pairwise(self.cuts):
            if not set(coarser.starts) <= set(finer.starts) or finer.period != coarser.period:
                raise ValueError(f"the cuts {coarser.starts} of {self.name} lie across {finer.starts}")

    @property
    def levels(self) -> tuple[Words, ...]:
        """The number, wider and wider cells, withheld."""
        return (*self.words, told(WITHHELD))

    def at(self, value: str, level: int) -> str:
        """Tell a value at a level."""
        if is_last(self, level):
            return WITHHELD
        if level == 0:
            return value
        if (span := self._parse(value)) is None:
            return WITHHELD
        for cuts in self.cuts[level - 1 :]:
            low, high = cuts.cell(span[0])
            if high is None or (span[1] is not None and span[1] <= high):
                return self._print(low, high)
        return WITHHELD

    def knows(self, value: str) -> bool:
        """Whether it is a number or a band."""
        return self._parse(value) is not None

    def label(self, value: str, language: Language) -> str:
        """Print a number or a band in words."""
        if value == WITHHELD:
            return told(WITHHELD).in_(language)
        if (span := self._parse(value)) is None:
            return value
        low, high = span
        kind = "from" if high is None else ("one" if low == high else "between")
        return self.print_as[kind].in_(language).format(low=low, high=high)

    def _parse(self, value: str) -> tuple[int, int | None] | None:
        if self.years:
            match = _YEARS.fullmatch(value.strip())
            if match is None:
                return None
            low, high = int(match[1]), int(match[2] or match[1])
            return (low, high) if low <= high else None
        band = parse_band(value)
        if band is None:
            return None
        if band.endswith("+"):
            return int(band[:-1]), None
        bounds = band.split("--")
        return int(bounds[0]), int(bounds[-1])

    def _print(self, low: int, high: int | None) -> str:
        if self.years:
            return f"{low:04}" if low == high else f"{low:04}–{high:04}"
        if high is None:
            return f"{low}+"
        return str(low) if low == high else f"{low}--{high}"


_DAY = re.compile(r"(\d{4})-(\d\d)(?:-\d\d)?(?:[T ].*)?")


@dataclass(frozen=True)
class Dates:
    """A day, its month, then the year as `years` tells it."""

    name: str
    words: tuple[Words, Words]
    years: Numbers

    @property
    def levels(self) -> tuple[Words, ...]:
        """Day, month, the levels of years."""
        return (*self.words, *self.years.levels)

    def at(self, value: str, level: int) -> str:
        """Tell a value at a level."""
        if is_last(self, level):
            return WITHHELD
        if level == 0:
            return value
        match = _DAY.fullmatch(value.strip())
        if match is None:
            return value if level == 1 and self.years.knows(value) else self._year(value, level)
        return f"{match[1]}-{match[2]}" if level == 1 else self._year(match[1], level)

    def knows(self, value: str) -> bool:
        """Whether it is a day, a month, or something of years."""
        return _DAY.fullmatch(value.strip()) is not None or self.years.knows(value)

    def label(self, value: str, language: Language) -> str:
        """Print a day, a month or years."""
        return value if _DAY.fullmatch(value.strip()) else self.years.label(value, language)

    def _year(self, value: str, level: int) -> str:
        if not self.years.knows(value):
            return WITHHELD
        return self.years.at(value, max(0, level - 2))
