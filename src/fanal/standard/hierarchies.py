"""Generalisation hierarchies: how a value may be told less exactly, step by step."""

from __future__ import annotations

from typing import Protocol

from fanal.standard.vocabulary import Words

WITHHELD = "withheld"
"""The last step of every hierarchy: nothing is told."""


class Hierarchy(Protocol):
    """How the values of one column are told less and less exactly.

    Values are texts, as a release prints them. ``None`` (not recorded) is never generalised: a
    blank is a value of its own.
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
        """
