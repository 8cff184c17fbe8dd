"""``synthetic``: new rows, of which every set of values is shared by at least k of the people recorded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

import polars as pl

from fanal.presentation import Language, Progress, Refusal
from fanal.presentation.report import Fact, Report
from fanal.privacy import (
    AttributeSettings,
    AttributeTable,
    Synthesised,
    SynthesisSettings,
    attributes_of,
    synthesise,
)
from fanal.privacy.synthesis import least_support
from fanal.release.choosing import Chosen
from fanal.release.methods import synthetic_account
from fanal.release.methods.attributes import as_attributes, attribute_column
from fanal.release.methods.counting import counts_of_rows
from fanal.release.methods.method import Method, Protected, Summary, Told, without_empty
from fanal.release.methods.refusals import refuse_identifiers, refuse_nobody
from fanal.release.settings import ReleaseSettings

if TYPE_CHECKING:
    from fanal.release.result import Content


@dataclass(frozen=True, kw_only=True)
class NewRows(Protected):
    """Rows about nobody, and what is needed to judge them.

    Attributes
    ----------
    sensitive
        The people behind them, as attributes: never written.
    made
        The synthesis with what it cost: exact, for the steward only.
    support
        The fewest people who share all that some row tells.
    """

    sensitive: AttributeTable = field(repr=False)
    made: Synthesised
    support: int

    def check_rows(self, found: pl.DataFrame) -> None:
        """Count anew the people who share each row, from what was read."""
        names = [one.column for one in self.sensitive.settings.columns]
        whole = found.with_columns(
            pl.lit(None, dtype=pl.String).alias(name) for name in names if name not in found.columns
        )
        if set(whole.columns) != set(names):
            raise Refusal("release.written-wrong", file="cases")
        least_support(whole, self.sensitive, self.made.settings.k, self.made.settings.blank)


class Synthetic(Method):
    """Make new rows held to k; see `fanal.privacy.synthesise`."""

    name = "synthetic"
    keywords: ClassVar = ("synthetic data", "k-anonymity")

    def own(self, key: str) -> str:
        """Give the key of this method's own wording."""
        return f"synthetic-{key}"

    def check(self, settings: ReleaseSettings) -> None:
        """Refuse variables outside k: a new row has no person of whom to tell more."""
        super().check(settings)
        if settings.sensitive:
            raise Refusal("release.sensitive-not-synthetic")

    def protect(self, chosen: Chosen, settings: ReleaseSettings, progress: Progress) -> NewRows:
        """Make rows of which every part is shared by at least k people."""
        refuse_nobody(chosen)
        refuse_identifiers(chosen)
        variables = as_attributes(chosen.variables, settings)
        columns = tuple(attribute_column(one) for one in variables)
        people = attributes_of(chosen.table, AttributeSettings(columns=columns, subject=settings.person))
        made = synthesise(people, SynthesisSettings(k=settings.k), progress)
        told = tuple(Told(variable=one, level=0, words=one.hierarchy.levels[0]) for one in variables)
        table = without_empty(made.table, told, settings.k)
        return NewRows(
            table=table,
            told=told,
            counts=counts_of_rows(table, [one for one in variables if one.name in table.columns], settings.k),
            sensitive=people,
            made=made,
            support=made.least_support,
        )

    def note(self, content: Content, language: Language) -> Report:
        """Tell the method, and show what it leaves open."""
        return synthetic_account.note(content, language)

    def facts(self, content: Content, language: Language) -> list[Fact]:
        """Tell k."""
        return synthetic_account.facts(content, language)

    def summary(self, content: Content, language: Language) -> Summary:
        """Tell what was made and how near it is."""
        return synthetic_account.summary(content, language)

    def numbers(self, content: Content) -> dict[str, Any]:
        """Give the exact numbers."""
        return synthetic_account.numbers(content)
