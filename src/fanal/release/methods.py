"""The methods by which a table is protected, behind one interface.

``k-anonymous`` generalises along the hierarchies of the standard, then blanks cells. Further methods
(synthetic data, differential privacy) take its place in `METHODS` and nothing else changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import polars as pl

from fanal.presentation import Progress, Refusal
from fanal.privacy import AnonymiseSettings, QuasiIdentifier, anonymise
from fanal.release.settings import ReleaseSettings
from fanal.release.variables import Variable
from fanal.standard import Words


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
        Whether k holds over it; else it is a sensitive variable kept on request.
    suppressed
        Cells blanked: exact, for the steward only.
    loss
        0 to 1: what its recorded cells lost.
    """

    variable: Variable
    level: int
    words: Words
    protected: bool
    suppressed: int
    loss: float

    @property
    def exact(self) -> bool:
        """Whether values are told as they were recorded."""
        return self.level == 0

    @property
    def nothing(self) -> bool:
        """Whether nothing of it is told."""
        return self.protected and self.level == len(self.variable.hierarchy.levels) - 1


@dataclass(frozen=True, kw_only=True)
class Protected:
    """A table that may leave, with what it cost.

    Attributes
    ----------
    table
        The released rows, in an order that tells nothing.
    told
        Each column of it, in its order.
    withheld
        Rows that could not be released: exact, for the steward only.
    loss
        0 to 1: share of all cells lost.
    smallest_class
        People in the smallest class over the protected variables.
    """

    table: pl.DataFrame
    told: tuple[Told, ...]
    withheld: int
    loss: float
    smallest_class: int


class Method(Protocol):
    """A way to protect the people of a table."""

    def __call__(
        self,
        table: pl.DataFrame,
        variables: Sequence[Variable],
        sensitive: Sequence[Variable],
        settings: ReleaseSettings,
        progress: Progress,
    ) -> Protected:
        """Protect the people of a table of texts, one column per variable (and `settings.person`)."""


def k_anonymous(
    table: pl.DataFrame,
    variables: Sequence[Variable],
    sensitive: Sequence[Variable],
    settings: ReleaseSettings,
    progress: Progress,
) -> Protected:
    """Make everybody look like at least k people over `variables`; see `fanal.privacy.anonymise`."""
    wanted = AnonymiseSettings(
        quasi_identifiers=tuple(
            QuasiIdentifier(column=variable.name, hierarchy=variable.hierarchy) for variable in variables
        ),
        k=settings.k,
        sensitive=tuple(variable.name for variable in sensitive),
        person=settings.person,
    )
    made = anonymise(table, wanted, progress)
    told = [
        Told(
            variable=variable,
            level=cost.level,
            words=_words(variable, cost.level),
            protected=True,
            suppressed=cost.suppressed,
            loss=cost.loss,
        )
        for variable, cost in zip(variables, made.columns, strict=True)
    ]
    blanked = {found.column: found.people for found in made.homogeneous}
    told += [
        Told(
            variable=variable,
            level=0,
            words=variable.hierarchy.levels[0],
            protected=False,
            suppressed=blanked.get(variable.name, 0),
            loss=0.0,
        )
        for variable in sensitive
    ]
    return Protected(
        table=made.table,
        told=tuple(told),
        withheld=made.withheld,
        loss=made.loss,
        smallest_class=made.risk.together.smallest,
    )


def _words(variable: Variable, level: int) -> Words:
    """Say what a level tells; of several choices told as such, what each of them would be told as too."""
    levels = variable.hierarchy.levels
    if variable.several and 0 < level == len(levels) - 2:
        one, several = levels[level - 1], levels[level]
        return Words(f"{one.en}; {several.en}", f"{one.fr}\u00a0; {several.fr}")
    return levels[level]


METHODS: Mapping[str, Method] = {"k-anonymous": k_anonymous}
"""The methods by name."""


def method_named(name: str) -> Method:
    """Find a method.

    Raises
    ------
    Refusal
        If there is none of that name.
    """
    if name not in METHODS:
        raise Refusal("release.unknown-method", name=name, known=", ".join(METHODS))
    return METHODS[name]
