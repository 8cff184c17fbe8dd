"""Synthetic records with what they cost, told to who decides on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from fanal.presentation import Language
from fanal.privacy.synthesis.settings import SynthesisSettings

if TYPE_CHECKING:
    from fanal.presentation.report import Report


@dataclass(frozen=True, kw_only=True)
class Synthesised:
    """Records of which every part is shared by at least k sensitive people.

    All numbers but the table are exact and for the steward; the report rounds what could point at few.

    Attributes
    ----------
    settings
        What was asked for.
    table
        The records, sorted by what they say.
    people, reduced
        Sensitive people; those of whose record fewer than k people share all.
    added
        Rows added.
    least_support
        The fewest sensitive people who share all of some record.
    attributes, untold
        Attributes of the sensitive people; those of which no row tells.
    largest_single_error, single_error, single_total
        The largest error of the count of one attribute; all of them added; the counts added.
    """

    settings: SynthesisSettings
    table: pl.DataFrame = field(repr=False)
    people: int
    reduced: int
    added: int
    least_support: int
    attributes: int
    untold: int
    largest_single_error: int
    single_error: int
    single_total: int

    def __repr__(self) -> str:
        return "\n".join(
            (
                "Synthesised",
                f"  k        {self.settings.k:,}, smallest support {self.least_support:,}",
                f"  rows     {self.table.height:,} for {self.people:,} people",
                f"  reduced  {self.reduced:,}",
                f"  counts   of one attribute off by {self.largest_single_error:,} at most",
            )
        )

    def as_json(self) -> dict[str, Any]:
        """Give the numbers to a machine: exact, for the steward, not for the public."""
        return {
            "k": self.settings.k,
            "seed": self.settings.seed,
            "orders": self.settings.orders,
            "rows": self.table.height,
            "people": self.people,
            "reduced": self.reduced,
            "added": self.added,
            "least_support": self.least_support,
            "attributes": self.attributes,
            "untold": self.untold,
            "largest_single_error": self.largest_single_error,
            "single_error": self.single_error,
            "single_total": self.single_total,
        }

    def report(self, language: Language) -> Report:
        """Tell what was done, what it costs, and what it does not protect from."""
        from fanal.privacy.synthesis.synthesised_report import synthesised_report

        return synthesised_report(self, language)
