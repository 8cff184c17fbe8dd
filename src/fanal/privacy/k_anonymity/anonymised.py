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
        Cells of the released rows that were blanked; 0 where nothing is told of the whole column.
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
    """The audit of the table that leaves; with `settings.person` it counts people, not rows."""

    @property
    def suppressed(self) -> int:
        """Cells of released rows that were blanked."""
        return sum(column.suppressed for column in self.columns)

    def __repr__(self) -> str:
        k = self.settings.k
        withheld, suppressed = guarded(self.withheld, k, "en"), suppressed_in_all(self, "en")
        levels = ", ".join(f"{column.column} {column.words.en}" for column in self.columns)
        return "\n".join(
            (
                "Anonymised",
                f"  k                 {k}, smallest class {self.risk.together.smallest:,}",
                f"  rows              {self.table.height:,} released, {withheld} withheld",
                f"  levels            {levels}",
                f"  cells suppressed  {suppressed}",
                f"  loss              {share_told(self.loss, self, 'en')}",
                f"  levels tried      {self.nodes_examined:,} of {self.nodes:,} choices"
                f" ({'best proven' if self.proven else 'best found'})",
            )
        )

    def as_json(self) -> dict[str, Any]:
        """Give the account to a machine: it may be published.

        A count of 1 to k - 1 is the text ``<k``, and then neither the sum nor a share is so exact
        that it could be worked out from them.
        """
        k = self.settings.k

        def safe(count: int) -> int | str:
            return f"<{k}" if 0 < count < k else count

        told = [cost.suppressed for cost in self.columns if not 0 < cost.suppressed < k]
        hidden = len(self.columns) - len(told)
        return {
            "method": "k-anonymity",
            "k": k,
            "rows": self.table.height,
            "smallest_class": self.risk.together.smallest,
            "withheld": safe(self.withheld),
            "suppressed": f"{sum(told)} or more" if hidden else sum(told),
            "loss": rounded_share(self.loss, self.table.height, self.settings.k)[0],
            "columns": [
                {
                    "column": cost.column,
                    "level": cost.level,
                    "told_as": {"en": cost.words.en, "fr": cost.words.fr},
                    "suppressed": safe(cost.suppressed),
                    "loss": rounded_share(cost.loss, self.table.height, self.settings.k)[0],
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


def suppressed_in_all(result: Anonymised, language: Language) -> str | int:
    """Say how many cells were suppressed, but not so that a column left unsaid follows from it."""
    k = result.settings.k
    told = [cost.suppressed for cost in result.columns if not 0 < cost.suppressed < k]
    if len(told) < len(result.columns):
        return text("privacy.risk-from", language, least=sum(told))
    return sum(told)


def rounded_share(share: float, rows: int, k: int) -> tuple[float, float]:
    """Round a share to a step that stands for at least 2 k cells, so that no count follows from it.

    In a table of fewer than 4 k rows the step is a half, and stands for fewer.

    Parameters
    ----------
    share
        Of the cells of a column, 0 to 1.
    rows
        The rows of the released table.
    k
        The fewest people that may be told of.

    Returns
    -------
    tuple
        The share, and the step, both 0 to 1.
    """
    steps = (0.001, 0.01, 0.05, 0.1, 0.25)
    step = next((step for step in steps if step * rows >= 2 * k), 0.5)
    return round(round(share / step) * step, 3), step


def share_told(share: float, result: Anonymised, language: Language) -> str:
    """Say a share in per cent."""
    near, step = rounded_share(share, result.table.height, result.settings.k)
    name = "per-cent-below" if near == 0 and share > 0 else "per-cent"
    return text(f"privacy.{name}", language, value=round(100 * (near or step), 1))
