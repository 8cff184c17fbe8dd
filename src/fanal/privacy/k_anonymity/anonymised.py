"""A k-anonymous table, with what it cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from fanal.presentation import Language, text
from fanal.privacy.homogeneity import Homogeneity
from fanal.privacy.k_anonymity.settings import AnonymiseSettings
from fanal.privacy.risk import RiskResult
from fanal.standard.vocabulary import Words

if TYPE_CHECKING:
    from fanal.presentation.report import Report


@dataclass(frozen=True, slots=True)
class ColumnCost:
    """What became of one quasi-identifier.

    Attributes
    ----------
    column
        Its name.
    level, words
        The level of its hierarchy, and what that tells.
    recorded
        Cells of the released rows that were not blank before.
    suppressed
        Cells of the released rows that were blanked.
    loss
        0 to 1: what its recorded cells lost, withheld rows included.
    """

    column: str
    level: int
    words: Words
    recorded: int
    suppressed: int
    loss: float


@dataclass(frozen=True, kw_only=True, repr=False)
class Anonymised:
    """What may leave, and the account of it.

    Counts of what was suppressed or withheld are exact here, for the steward; `as_json` and
    `report`, which may go to the public, say "fewer than k" of counts under k.
    """

    settings: AnonymiseSettings
    table: pl.DataFrame
    """The released rows, sorted, so that their order tells nothing: the quasi-identifiers as
    texts, then the sensitive columns. A suppressed cell is missing, like one never recorded."""
    columns: tuple[ColumnCost, ...]
    withheld: int
    """Rows that could not be released."""
    homogeneous: tuple[Homogeneity, ...]
    """Sensitive values that a whole class shared, and that were blanked."""
    loss: float
    """0 to 1: share of all cells lost, by the loss metric, each column by its weight; a row
    withheld counts one cell more than it has."""
    nodes_examined: int
    nodes: int
    proven: bool
    """Whether no other choice of levels loses less, given how cells are suppressed."""
    risk: RiskResult
    """The audit of the table that leaves."""

    @property
    def suppressed(self) -> int:
        """Cells of released rows that were blanked."""
        return sum(column.suppressed for column in self.columns)

    def __repr__(self) -> str:
        k = self.settings.k
        withheld, suppressed = (guarded(n, k, "en") for n in (self.withheld, self.suppressed))
        levels = ", ".join(f"{column.column} {column.words.en}" for column in self.columns)
        return "\n".join(
            (
                "Anonymised",
                f"  k                 {k}, smallest class {self.risk.together.smallest:,}",
                f"  rows              {self.table.height:,} released, {withheld} withheld",
                f"  levels            {levels}",
                f"  cells suppressed  {suppressed}",
                f"  loss              {self.loss:.1%}",
                f"  levels tried      {self.nodes_examined:,} of {self.nodes:,} choices"
                f" ({'best proven' if self.proven else 'best found'})",
            )
        )

    def as_json(self) -> dict[str, Any]:
        """Give the account to a machine; a count of 1 to k - 1 is the text ``<k``."""
        k = self.settings.k

        def safe(count: int) -> int | str:
            return f"<{k}" if 0 < count < k else count

        return {
            "method": "k-anonymity",
            "k": k,
            "rows": self.table.height,
            "smallest_class": self.risk.together.smallest,
            "withheld": safe(self.withheld),
            "suppressed": safe(self.suppressed),
            "loss": round(self.loss, 4),
            "columns": [
                {
                    "column": cost.column,
                    "level": cost.level,
                    "told_as": {"en": cost.words.en, "fr": cost.words.fr},
                    "suppressed": safe(cost.suppressed),
                    "loss": round(cost.loss, 4),
                }
                for cost in self.columns
            ],
            "sensitive": [found.as_json() for found in self.homogeneous],
            "choices_examined": self.nodes_examined,
            "choices": self.nodes,
            "proven": self.proven,
        }

    def report(self, language: Language) -> Report:
        """Explain what was done, and what it costs, to who decides and who reads."""
        from fanal.privacy.k_anonymity.anonymised_report import anonymised_report

        return anonymised_report(self, language)


def guarded(count: int, k: int, language: Language) -> str | int:
    """Say a count of people or cells without pointing at few of them."""
    return text("privacy.fewer-than", language, k=k) if 0 < count < k else count
