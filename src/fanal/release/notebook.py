"""A release for who works in a notebook: choose a table, fit a method, look, and write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from fanal.presentation import Language, Progress, Refusal, silent, text, user_language
from fanal.presentation.report import Report
from fanal.release.bundle import check_free
from fanal.release.domains import read_domain
from fanal.release.dp_settings import DELTA, DifferentialPrivacy
from fanal.release.methods import DifferentiallyPrivate
from fanal.release.releasing import protect, reserve, write
from fanal.release.result import Content, ReleaseResult
from fanal.release.settings import ReleaseSettings
from fanal.standard import Records


@dataclass(frozen=True)
class Release:
    """What is to be released, before a method protects it; `from_table` makes one.

    Attributes
    ----------
    data
        Records of a known vocabulary, or a table.
    settings
        Whose consent holds, which columns may leave, who a row is about, in whose name.
    domain
        All values that there may be, by column.
    """

    data: Records | pl.DataFrame = field(repr=False)
    settings: Mapping[str, Any]
    domain: Mapping[str, tuple[str, ...]]

    @classmethod
    def from_table(
        cls,
        table: Records | pl.DataFrame,
        *,
        columns: Sequence[str] = (),
        domain: Mapping[str, Sequence[str | int]] | Path | None = None,
        consent: str | None = None,
        consent_assumed: str | None = None,
        person: str | None = None,
        title: str = "",
        publisher: str = "",
    ) -> Release:
        """Choose what may leave a table.

        Parameters
        ----------
        table
            One row per case; or records as `fanal.exchange.reading.read` gives them.
        columns
            The columns that may leave; none: those of `domain`, or those that the standard names.
        domain
            All values that there may be, by column, or a file of them; for differential privacy.
        consent, consent_assumed
            The column that says who agreed; or why everybody may be taken to have agreed.
        person
            The column that says who a row is about.
        title, publisher
            What the release is called, and who publishes it.
        """
        if isinstance(domain, Path):
            domain = read_domain(domain)
        stated = {name: tuple(str(one) for one in values) for name, values in (domain or {}).items()}
        chosen = tuple(columns) or (() if isinstance(table, Records) else tuple(stated))
        settings = {
            "columns": chosen,
            "consent": consent,
            "consent_assumed": consent_assumed,
            "person": person,
            "title": title,
            "publisher": publisher,
        }
        return cls(table, settings, stated)

    def __repr__(self) -> str:
        language = user_language()
        columns = ", ".join(self.settings["columns"]) or text("release.notebook-standard", language)
        return text("release.notebook-release", language, columns=columns)

    def fit(
        self,
        method: str = "k-anonymous",
        *,
        k: int | None = None,
        epsilon: float | None = None,
        delta: float = DELTA,
        ledger: Path | str | None = None,
        population: str = "",
        years: tuple[int, int] | None = None,
        rows_per_person: int = 1,
        most_attributes: int | None = None,
        seed: int | None = None,
        progress: Progress = silent,
    ) -> FittedRelease:
        """Protect the people of the table; nothing is written yet.

        Parameters
        ----------
        method
            ``k-anonymous``, ``synthetic`` or ``dp``.
        k
            Of the first two: the fewest people who look alike, or share what a row tells.
        epsilon, delta, years, rows_per_person, most_attributes, seed
            Of ``dp``: see `DifferentialPrivacy`.
        ledger, population
            Of ``dp``: where the budget is kept, and whose it is. It is spent before the table is looked at.
        progress
            Hears of each step.

        Raises
        ------
        Refusal
            If something is missing or cannot be released; it says what to do.
        """
        dp = None
        if method == DifferentiallyPrivate.name:
            if k is not None:
                raise Refusal("release.not-of-method", method=method, option="k")
            if epsilon is None:
                raise Refusal("release.epsilon-missing")
            dp = DifferentialPrivacy(
                epsilon=epsilon,
                delta=delta,
                domain=self.domain,
                years=years,
                ledger=None if ledger is None else Path(ledger),
                population=population,
                rows_per_person=rows_per_person,
                most_attributes=most_attributes,
                seed=seed,
            )
        elif epsilon is not None:
            raise Refusal("release.not-of-method", method=method, option="epsilon")
        settings = ReleaseSettings(method=method, dp=dp, **self.settings)
        reserved = reserve(settings if k is None else replace(settings, k=k), self.data)
        return FittedRelease(protect(self.data, reserved, progress))


@dataclass(frozen=True)
class FittedRelease:
    """A release that is protected and can be looked at, and written.

    Attributes
    ----------
    content
        All that its files are made from.
    """

    content: Content = field(repr=False)

    def counts(self) -> pl.DataFrame:
        """Give the counts that are published, as ``counts.csv`` holds them."""
        return self.content.counts.frame

    def records(self) -> pl.DataFrame:
        """Give the rows that are published: texts, null where nothing is told."""
        return self.content.table

    def note(self, language: Language = "en") -> Report:
        """Tell how people are protected: what was done, what it costs, what it leaves open."""
        return self.content.method.note(self.content, language)

    def write(self, out: Path | str, progress: Progress = silent) -> ReleaseResult:
        """Write the bundle, read it again, and only then make the folder.

        Raises
        ------
        Refusal
            If the folder is not free, or what was written does not hold what the method promises.
        """
        check_free(Path(out))
        return write(self.content, Path(out), progress)

    def __repr__(self) -> str:
        language = user_language()
        content = self.content
        lines = [
            content.method.summary(content, language).lead,
            content.say("notebook-counts", language, n=self.counts().height),
            content.say("notebook-records", language, n=self.records().height),
            text("release.notebook-note", language),
            text("release.notebook-write", language),
        ]
        return "\n  ".join([*content.method.warnings(content, language), *lines])
