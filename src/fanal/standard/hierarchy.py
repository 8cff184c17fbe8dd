"""What a generalisation hierarchy is: a value told less exactly, step by step."""

from __future__ import annotations

from functools import cache
from typing import Protocol

from fanal.presentation import Language, text
from fanal.standard.vocabulary import Words

WITHHELD = "withheld"
"""The last step of every hierarchy: nothing is told."""

SEVERAL = "several"
"""Several choices of which only that is told."""


class Hierarchy(Protocol):
    """How the values of one column are told less and less exactly.

    Values are texts, as a release prints them. ``None`` (not recorded) is never generalised: a
    blank is a value of its own. Values alike at one level are alike at every later one, and a value
    that is already told at a level stays as it is there, so a column may be generalised twice.
    """

    @property
    def name(self) -> str:
        """Its name, ``country``."""

    @property
    def levels(self) -> tuple[Words, ...]:
        """What each level tells: level 0 the value as it is, the last one nothing."""

    def at(self, value: str, level: int) -> str:
        """Tell a value at a level; at the last level always `WITHHELD`.

        A value that the hierarchy does not know goes to the last level as soon as `level` > 0.

        Raises
        ------
        IndexError
            If there is no such level.
        """

    def knows(self, value: str) -> bool:
        """Whether the hierarchy can tell the value at a level above 0."""

    def label(self, value: str, language: Language) -> str:
        """Print a value of any level for people: ``155`` as ``Western Europe``."""


def is_last(hierarchy: Hierarchy, level: int) -> bool:
    """Whether a level is the last one, or raise where there is none such."""
    last = len(hierarchy.levels) - 1
    if not 0 <= level <= last:
        raise IndexError(f"the hierarchy {hierarchy.name} has levels 0 to {last}, not {level}")
    return level == last


@cache
def told(what: str) -> Words:
    """Give the words of a level or a value that every hierarchy shares, such as ``withheld``."""
    return Words(text(f"standard.told-{what}", "en"), text(f"standard.told-{what}", "fr"))
