"""Disclosure risk of a table of people: who looks like fewer than k, over which columns, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from fanal.presentation import Language, Progress, Refusal, silent
from fanal.privacy.classes import code_table
from fanal.privacy.coarsening import Coarsening, coarsenings
from fanal.privacy.column_sets import SetSearch, search_sets
from fanal.privacy.exposure import Exposure, SizeBand, exposure, size_bands
from fanal.privacy.homogeneity import Homogeneity, homogeneous
from fanal.standard.hierarchies import Hierarchy

if TYPE_CHECKING:
    from fanal.presentation.report import Report


@dataclass(frozen=True, kw_only=True)
class RiskSettings:
    """What to judge a table by."""

    columns: tuple[str, ...]
    """The quasi-identifiers: what somebody outside may know of a person."""
    k: int = 11
    """The fewest people who must look alike. CTDC publishes with 11."""
    given: tuple[str, ...] = ()
    """Columns taken as known: which further ones break what held?"""
    max_size: int = 3
    """The largest set of columns to examine, beyond the given ones."""
    sensitive: tuple[str, ...] = ()
    """Columns that nobody must learn about a person."""
    person: str | None = None
    """The column that says who a row is about, where people stand in several rows."""
    hierarchies: Mapping[str, Hierarchy] = field(default_factory=dict)
    """How columns may be told less exactly, by column."""

    def __post_init__(self) -> None:
        check_k(self.k)
        if not self.columns:
            raise Refusal("privacy.no-columns")
        if self.max_size < 1:
            raise Refusal("privacy.max-size-too-small", value=self.max_size)
        for names in (self.columns, self.given, self.sensitive):
            _no_repeats(names)
        person = (self.person,) if self.person else ()
        for name in (*self.sensitive, *person):
            if name in self.together:
                raise Refusal("privacy.column-twice", column=name)

    @property
    def together(self) -> tuple[str, ...]:
        """The quasi-identifiers with the given columns."""
        return tuple(dict.fromkeys((*self.given, *self.columns)))

    @property
    def further(self) -> tuple[str, ...]:
        """The quasi-identifiers that are not given."""
        return tuple(name for name in self.columns if name not in self.given)


@dataclass(frozen=True, kw_only=True, repr=False)
class RiskResult:
    """What a table gives away; numbers and column names only, never a value of the table."""

    settings: RiskSettings
    rows: int
    people: int
    together: Exposure
    """Over all quasi-identifiers."""
    sizes: tuple[SizeBand, ...]
    """How large their classes are."""
    sets: SetSearch
    """Over every set of columns up to `settings.max_size`."""
    homogeneous: tuple[Homogeneity, ...]
    coarsenings: tuple[Coarsening, ...]
    """Greatest gain first; empty where nobody is under k."""

    @property
    def holds(self) -> bool:
        """Whether every class over all quasi-identifiers, and so over any of them, has k people."""
        return self.together.holds

    def __repr__(self) -> str:
        together, sets = self.together, self.sets
        return "\n".join(
            (
                "RiskResult",
                f"  k                {self.settings.k}",
                f"  holds            {'yes' if self.holds else 'no'}",
                f"  people           {self.people:,} in {self.rows:,} rows",
                f"  columns          {len(self.settings.together)}",
                f"  smallest class   {together.smallest:,} of {together.classes:,} classes",
                f"  people under k   {together.people_under_k:,}, alone {together.people_alone:,}",
                f"  column sets      {len(sets.breaking):,} minimal ones break k"
                f" ({sets.examined:,} examined, {sets.pruned:,} follow)",
            )
        )

    def as_json(self) -> dict[str, Any]:
        """Give every number to a machine."""
        settings, sets = self.settings, self.sets
        return {
            "k": settings.k,
            "holds": self.holds,
            "columns": list(settings.columns),
            "given": list(settings.given),
            "max_size": settings.max_size,
            "rows": self.rows,
            "people": self.people,
            "together": self.together.as_json(),
            "sizes": [band.as_json() for band in self.sizes],
            "known": sets.base.as_json(),
            "breaking": [found.as_json() for found in sets.breaking],
            "sets_examined": sets.examined,
            "sets_pruned": sets.pruned,
            "homogeneous": [found.as_json() for found in self.homogeneous],
            "coarsenings": [found.as_json() for found in self.coarsenings],
        }

    def table(self) -> pl.DataFrame:
        """Give the minimal sets that break k, one row each, smallest first."""
        known = len(self.settings.given)
        return pl.DataFrame(
            [
                (
                    ", ".join(found.columns[known:]),
                    len(found.columns) - known,
                    found.smallest,
                    found.classes_under_k,
                    found.people_under_k,
                    found.people_alone,
                )
                for found in self.sets.breaking
            ],
            schema={
                "columns": pl.String,
                "size": pl.Int64,
                "smallest_class": pl.Int64,
                "classes_under_k": pl.Int64,
                "people_under_k": pl.Int64,
                "people_alone": pl.Int64,
            },
            orient="row",
        )

    def report(self, language: Language) -> Report:
        """Explain every number to a person who must decide."""
        from fanal.privacy.risk_report import risk_report

        return risk_report(self, language)


def audit(table: pl.DataFrame, settings: RiskSettings, progress: Progress = silent) -> RiskResult:
    """Find out who in a table looks like fewer than k people, and over which columns.

    A blank is a value: not to have been recorded tells people apart as well.

    Parameters
    ----------
    table
        One row per person (or per record, with `settings.person`).
    settings
        The columns and k.
    progress
        Hears how many sets of columns are done.

    Raises
    ------
    Refusal
        If a column is missing, or holds what cannot be compared.

    References
    ----------
    L. Sweeney, "k-anonymity: a model for protecting privacy", International Journal of
    Uncertainty, Fuzziness and Knowledge-Based Systems 10(5), 2002, definition 3. Minimal sets:
    M. J. Elliot, A. M. Manning, R. W. Ford, "A computational algorithm for handling the special
    uniques problem", the same volume, with k in the place of 1.
    """
    names = (*settings.together, *settings.sensitive)
    coded = code_table(table, names, settings.person)
    sizes = coded.people.per_class(coded.classes(settings.together))
    together = exposure(settings.together, sizes, settings.k)
    size = min(settings.max_size, len(settings.further))
    sets = search_sets(coded, settings.given, settings.further, settings.k, size, progress)
    gains = (
        ()
        if together.holds
        else coarsenings(coded, table, settings.together, settings.hierarchies, settings.k)
    )
    return RiskResult(
        settings=settings,
        rows=table.height,
        people=coded.total,
        together=together,
        sizes=size_bands(sizes, settings.k),
        sets=sets,
        homogeneous=homogeneous(coded, table, settings.together, settings.sensitive, settings.k),
        coarsenings=gains,
    )


def check_k(k: int) -> None:
    """Refuse a k that protects nobody.

    Raises
    ------
    Refusal
        If k is below 2: everybody looks like themselves.
    """
    if k < 2:
        raise Refusal("privacy.k-too-small", value=k)


def _no_repeats(names: tuple[str, ...]) -> None:
    for number, name in enumerate(names):
        if name in names[:number]:
            raise Refusal("privacy.column-twice", column=name)
