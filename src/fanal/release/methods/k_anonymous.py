"""``k-anonymous``: tell each variable less exactly, then blank cells, until everybody looks like k people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import polars as pl

from fanal.presentation import Language, Progress
from fanal.presentation.report import Fact, Report
from fanal.privacy import AnonymiseSettings, QuasiIdentifier, anonymise, counts_of, verify
from fanal.release.choosing import Chosen
from fanal.release.counts import ClassCounts
from fanal.release.methods import k_anonymous_account
from fanal.release.methods.method import Method, Protected, Summary, Told, without_empty
from fanal.release.methods.refusals import refuse_identifiers, refuse_nobody
from fanal.release.settings import ReleaseSettings
from fanal.release.variables import Variable
from fanal.standard import Words

if TYPE_CHECKING:
    from fanal.release.result import Content


@dataclass(frozen=True, kw_only=True)
class Classes(Protected):
    """Rows that each look like at least k.

    Attributes
    ----------
    k
        The fewest people who look alike over the protected variables.
    withheld
        Rows that could not be released: exact, for the steward only.
    loss
        0 to 1: share of all cells lost.
    smallest_class
        People in the smallest class over the protected variables.
    """

    k: int
    withheld: int
    loss: float
    smallest_class: int

    def check_rows(self, found: pl.DataFrame) -> None:
        """Audit rows over all that k protects."""
        verify(found, self.k, [one.variable.name for one in _left(self.told, found)])


class KAnonymous(Method):
    """Generalise along the hierarchies of the standard, then blank cells; see `fanal.privacy.anonymise`."""

    name = "k-anonymous"
    keywords: ClassVar = ("k-anonymity",)

    def protect(self, chosen: Chosen, settings: ReleaseSettings, progress: Progress) -> Classes:
        """Make everybody look like at least k people over the variables."""
        refuse_nobody(chosen)
        refuse_identifiers(chosen)
        wanted = AnonymiseSettings(
            quasi_identifiers=tuple(
                QuasiIdentifier(column=one.name, hierarchy=one.hierarchy) for one in chosen.variables
            ),
            k=settings.k,
            sensitive=tuple(one.name for one in chosen.sensitive),
            person=settings.person,
        )
        made = anonymise(chosen.table, wanted, progress)
        blanked = {found.column: found.people for found in made.homogeneous}
        told = [
            Told(
                variable=variable,
                level=cost.level,
                words=_words(variable, cost.level),
                suppressed=cost.suppressed,
                loss=cost.loss,
            )
            for variable, cost in zip(chosen.variables, made.columns, strict=True)
        ]
        told += [
            Told(
                variable=one,
                level=0,
                words=one.hierarchy.levels[0],
                protected=False,
                suppressed=blanked.get(one.name, 0),
            )
            for one in chosen.sensitive
        ]
        nothing = {one.variable.name for one in told if one.nothing}
        table = without_empty(
            made.table.drop(nothing), _left(tuple(told), made.table.drop(nothing)), settings.k
        )
        counted = [one.variable.name for one in _left(tuple(told), table)]
        return Classes(
            table=table,
            told=tuple(told),
            counts=ClassCounts(counts_of(table, counted, settings.k)),
            k=settings.k,
            withheld=made.withheld + made.table.height - table.height,
            loss=made.loss,
            smallest_class=made.risk.together.smallest,
        )

    def note(self, content: Content, language: Language) -> Report:
        """Tell the method; no count under k."""
        return k_anonymous_account.note(content, language)

    def facts(self, content: Content, language: Language) -> list[Fact]:
        """Tell k and the smallest class."""
        return k_anonymous_account.facts(content, language)

    def summary(self, content: Content, language: Language) -> Summary:
        """Tell the cases and the variables, exactly."""
        return k_anonymous_account.summary(content, language)

    def numbers(self, content: Content) -> dict[str, Any]:
        """Give the exact numbers."""
        return k_anonymous_account.numbers(content)


def _words(variable: Variable, level: int) -> Words:
    """Say what a level tells; of several choices told as such, what each of them would be told as too."""
    levels = variable.hierarchy.levels
    if variable.several and 0 < level == len(levels) - 2:
        one, several = levels[level - 1], levels[level]
        return Words(f"{one.en}; {several.en}", f"{one.fr}\u00a0; {several.fr}")
    return levels[level]


def _left(told: tuple[Told, ...], table: pl.DataFrame) -> list[Told]:
    return [one for one in told if one.protected and one.variable.name in table.columns]
