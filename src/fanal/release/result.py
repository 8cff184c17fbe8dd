"""What a release is: the table that leaves, the account of it, and what to call it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from fanal.presentation import Language, text
from fanal.presentation.languages import Value
from fanal.release.bundle import Written
from fanal.release.choosing import Exact
from fanal.release.counts import Counts
from fanal.release.methods import Method, Protected, Told, method_named
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
        The released rows, their counts, and what the method needs to check and explain them.
    exact
        Exact numbers of the sensitive cases, for the steward only; none where nobody is told them.
    """

    settings: ReleaseSettings
    vocabulary: str
    fictional: bool
    protected: Protected
    exact: Exact | None

    @property
    def method(self) -> Method:
        """The method that protected them."""
        return method_named(self.settings.method)

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
    def counts(self) -> Counts:
        """The counts that are published and drawn."""
        return self.protected.counts

    @property
    def protected_variables(self) -> tuple[Told, ...]:
        """The variables that the method protects and of which something is told."""
        return tuple(one for one in self.told if one.protected)

    @property
    def withheld_variables(self) -> tuple[Told, ...]:
        """The variables of which nothing could be told."""
        return tuple(one for one in self.protected.told if one.variable.name not in self.table.columns)

    def data_file(self, name: str) -> str:
        """Give the path of a data file, ``data/cases.csv``; fictional cases say so in their name."""
        return f"data/{'fictional-' if self.fictional else ''}{name}"

    def title(self, language: Language) -> str:
        """Give the title of the release; that of fictional cases says so."""
        title = self.method.titled(
            self.settings.title or self.say("title", language), language, self.settings
        )
        return text("release.title-fictional", language, title=title) if self.fictional else title

    def say(self, key: str, language: Language, **values: Value) -> str:
        """Say a text of this room in the words of the method, where it has its own."""
        return self.method.say(key, language, self.settings, **values)

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
    out, files
        Where it lies; what is in it.
    """

    content: Content
    out: Path
    files: tuple[Written, ...]

    def __repr__(self) -> str:
        numbers = {
            name: value for name, value in self.as_json().items() if isinstance(value, int | float | str)
        }
        lines = [f"  {name:<16}{value}" for name, value in numbers.items()]
        return "\n".join(("ReleaseResult", *lines, f"  {'files':<16}{len(self.files)}"))

    def as_json(self) -> dict[str, Any]:
        """Give the numbers to a machine of the steward's: not for the public."""
        return {
            "out": str(self.out),
            **self.content.method.numbers(self.content),
            "files": [{"path": one.path, "bytes": one.bytes, "sha256": one.sha256} for one in self.files],
        }

    def report(self, language: Language) -> Report:
        """Tell the person at the terminal what was written and what it cost."""
        from fanal.release.summary import summary

        return summary(self, language)
