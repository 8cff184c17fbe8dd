"""What a method of protection is: it protects, checks what was written, counts, and says what it did."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import polars as pl

from fanal.presentation import Language, Progress, Refusal, text
from fanal.presentation.languages import Value, catalogue
from fanal.presentation.report import Fact, Report, Section
from fanal.release.choosing import Chosen, Exact
from fanal.release.counts import Counts
from fanal.release.settings import ReleaseSettings
from fanal.release.variables import Variable
from fanal.standard import Words

if TYPE_CHECKING:
    from fanal.release.bundle import Bundle
    from fanal.release.result import Content

YEAR = r"^(19|20)\d\d$"


@dataclass(frozen=True, kw_only=True)
class Told:
    """What became of one variable.

    Attributes
    ----------
    variable
        Which one.
    level, words
        The level of its hierarchy, and what that tells.
    protected
        Whether the method holds over it; else it is a sensitive variable kept on request.
    suppressed
        Cells blanked: exact, for the steward only.
    loss
        0 to 1: what its recorded cells lost.
    """

    variable: Variable
    level: int
    words: Words
    protected: bool = True
    suppressed: int = 0
    loss: float = 0.0

    @property
    def exact(self) -> bool:
        """Whether values are told as they were recorded."""
        return self.level == 0

    @property
    def nothing(self) -> bool:
        """Whether nothing of it is told."""
        return self.protected and self.level == len(self.variable.hierarchy.levels) - 1


@dataclass(frozen=True, kw_only=True)
class Protected(ABC):
    """A table that may leave; each method adds what it needs to check and to explain it.

    Attributes
    ----------
    table
        The released rows, in an order that tells nothing.
    told
        Each column asked for, in its order.
    counts
        The counts that are published and drawn.
    """

    table: pl.DataFrame
    told: tuple[Told, ...]
    counts: Counts

    @abstractmethod
    def check_rows(self, found: pl.DataFrame) -> None:
        """Judge rows that were read again from a written file.

        Raises
        ------
        Refusal
            If they do not hold what the method promises.
        """


class Method(ABC):
    """A way to protect the people of a table, with all that must be said of it."""

    name: ClassVar[str]
    """What it is called, ``k-anonymous``."""
    keywords: ClassVar[Sequence[str]] = ()
    discreet: ClassVar[bool] = False
    """Whether no refusal may tell what is in the rows."""

    def check(self, settings: ReleaseSettings) -> None:
        """Refuse what needs no look at the data to be refused.

        Raises
        ------
        Refusal
            If a setting is missing, wrong, or of another method.
        """
        if settings.dp is not None:
            raise Refusal("release.not-of-method", method=self.name, option="--epsilon")

    def check_headings(self, data: pl.DataFrame, settings: ReleaseSettings) -> None:  # noqa: B027 - as reserve
        """Refuse what the headings of a table alone do not allow, before anything is spent."""

    def reserve(self, settings: ReleaseSettings) -> None:  # noqa: B027 - most methods spend nothing
        """Spend what the release will cost, before anything is read."""

    def is_year(self, column: pl.Series, settings: ReleaseSettings) -> bool:
        """Say whether a column of a table of no known vocabulary holds years."""
        filled = column.cast(pl.String).str.strip_chars().replace("", None).drop_nulls()
        return bool(len(filled)) and bool(filled.str.contains(YEAR).all())

    @abstractmethod
    def protect(self, chosen: Chosen, settings: ReleaseSettings, progress: Progress) -> Protected:
        """Protect the people chosen."""

    def exact(self, chosen: Chosen) -> Exact | None:
        """Give the exact numbers that the steward may be told, and the bundle guarded; none: nobody is."""
        return chosen.exact

    def own(self, key: str) -> str:
        """Give the key under which this method's own wording of a text stands, where it has one."""
        return key

    def titled(self, title: str, language: Language, settings: ReleaseSettings) -> str:
        """Give the title of a release, with what must be said wherever it is named."""
        return title

    def say(self, key: str, language: Language, settings: ReleaseSettings, **values: Value) -> str:
        """Say a text of this room, in this method's own words where it has some."""
        own = self.own(key)
        chosen = own if own in catalogue("release") else key
        stated = {} if settings.dp is None else settings.dp.told()
        return text(f"release.{chosen}", language, **{"k": settings.k} | stated | values)

    def few(self, settings: ReleaseSettings) -> int:
        """Give the smallest count that is ever told."""
        return settings.k

    def settings_told(self, settings: ReleaseSettings) -> dict[str, Any]:
        """Give the settings that are published with a release."""
        told = asdict(settings)
        told.pop("dp")
        return told

    def write_more(self, bundle: Bundle, content: Content) -> None:  # noqa: B027 - most have none
        """Write and check the files that only this method has."""

    def more_files(self, content: Content) -> dict[str, str]:
        """Name those files for the first page: what each is, said by ``file-…``, and its path."""
        return {}

    def warnings(self, content: Content, language: Language) -> list[str]:
        """Say what everybody who opens any page must read first."""
        return []

    @abstractmethod
    def note(self, content: Content, language: Language) -> Report:
        """Tell how people are protected: the method note, without who is in the data and the terms."""

    @abstractmethod
    def facts(self, content: Content, language: Language) -> list[Fact]:
        """Tell the protection in one or two facts, for the first page."""

    @abstractmethod
    def summary(self, content: Content, language: Language) -> Summary:
        """Tell the steward at the terminal what was written and what it cost."""

    @abstractmethod
    def numbers(self, content: Content) -> dict[str, Any]:
        """Give the numbers of a release to a machine of the steward's."""


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What the terminal says of a release beside where to look next."""

    lead: str
    warns: bool
    sections: Sequence[Section]
    notes: Sequence[str]
    closing: str


def without_empty(table: pl.DataFrame, told: Sequence[Told], k: int) -> pl.DataFrame:
    """Leave out the columns and the rows of which nothing is told; rows are then sorted anew.

    Leaving a column out only joins classes. The rows blank in all protected variables are one whole
    class, so that leaving them out touches no other; readers would take them for empty lines.

    Parameters
    ----------
    table
        The rows of a release.
    told
        The protected variables.
    k
        What to name where nothing is left.

    Raises
    ------
    Refusal
        If nothing is left.
    """
    table = table.drop([name for name in table.columns if table[name].null_count() == table.height])
    kept = [one.variable.name for one in told if one.variable.name in table.columns]
    if not kept:
        raise Refusal("release.nothing-left", k=k)
    left = table.filter(~pl.all_horizontal(pl.col(kept).is_null()))
    if not left.height:
        raise Refusal("release.nothing-left", k=k)
    return left.sort(left.columns, nulls_last=False)
