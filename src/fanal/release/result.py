"""What a release is: the table that leaves, the account of it, and what to call it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from fanal.presentation import Language, text
from fanal.release.bundle import Written
from fanal.release.methods import Protected, Told
from fanal.release.settings import ReleaseSettings

if TYPE_CHECKING:
    from fanal.presentation.report import Report


@dataclass(frozen=True, kw_only=True)
class Content:
    """All that the files of a bundle are made from; nothing is nearer to a person than the released rows.

    Attributes
    ----------
    settings
        What was asked for.
    vocabulary
        Name and version of the standard; empty for a table of no known vocabulary.
    fictional
        Whether the cases are generated.
    protected
        The released rows and what they cost.
    counts
        Counts of the released rows over up to two protected variables; see `fanal.privacy.counts_of`.
    left_out, without_consent
        Cases not of the people that this is about; cases without consent. Exact, for the steward only.
    consented
        Cases that could have been released. Exact, for the steward only.
    blank_before
        Blank cells in those cases, by variable. Exact, for the steward only.
    """

    settings: ReleaseSettings
    vocabulary: str
    fictional: bool
    protected: Protected
    counts: pl.DataFrame
    left_out: int
    without_consent: int
    consented: int
    blank_before: Mapping[str, int]

    @property
    def table(self) -> pl.DataFrame:
        """The released rows."""
        return self.protected.table

    @property
    def people(self) -> int:
        """How many rows are released."""
        return self.table.height

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """The variables of which something is told."""
        return tuple(one for one in self.protected.told if one.variable.name in self.table.columns)

    @property
    def withheld_variables(self) -> tuple[Told, ...]:
        """The variables of which nothing could be told."""
        return tuple(one for one in self.protected.told if one.variable.name not in self.table.columns)

    def data_file(self, name: str) -> str:
        """Give the path of a data file, ``data/cases.csv``; fictional cases say so in their name."""
        return f"data/{'fictional-' if self.fictional else ''}{name}"

    def title(self, language: Language) -> str:
        """Give the title of the release; that of fictional cases says so."""
        title = self.settings.title or text("release.title", language)
        return text("release.title-fictional", language, title=title) if self.fictional else title

    def guarded(self, count: int, language: Language) -> str | int:
        """Say a count of people or cells without pointing at few of them."""
        k = self.settings.k
        return text("release.fewer-than", language, k=k) if 0 < count < k else count


@dataclass(frozen=True, kw_only=True)
class ReleaseResult:
    """A release that was written.

    Attributes
    ----------
    content
        What it was made from.
    rows
        Cases read.
    out, files
        Where it lies; what is in it.
    """

    content: Content
    rows: int
    out: Path
    files: tuple[Written, ...]

    def __repr__(self) -> str:
        content = self.content
        return "\n".join(
            (
                "ReleaseResult",
                f"  cases      {self.rows:,} read, {content.consented:,} consented",
                f"  released   {content.people:,}, {content.protected.withheld:,} withheld",
                f"  k          {content.settings.k}, smallest class {content.protected.smallest_class:,}",
                f"  files      {len(self.files):,} in {self.out}",
            )
        )

    def as_json(self) -> dict[str, Any]:
        """Give the numbers to a machine: exact, for the steward, not for the public."""
        content = self.content
        return {
            "out": str(self.out),
            "k": content.settings.k,
            "rows": self.rows,
            "left_out": content.left_out,
            "without_consent": content.without_consent,
            "consented": content.consented,
            "released": content.people,
            "withheld": content.protected.withheld,
            "smallest_class": content.protected.smallest_class,
            "loss": round(content.protected.loss, 4),
            "variables": [
                {
                    "name": one.variable.name,
                    "level": one.level,
                    "told_as": {"en": one.words.en, "fr": one.words.fr},
                    "protected": one.protected,
                    "suppressed": one.suppressed,
                }
                for one in content.protected.told
            ],
            "files": [{"path": one.path, "bytes": one.bytes, "sha256": one.sha256} for one in self.files],
        }

    def report(self, language: Language) -> Report:
        """Tell the person at the terminal what was written and what it cost."""
        from fanal.release.summary import summary

        return summary(self, language)
