"""Which fields of the standard may leave for a collaborative, and as what: read from what releases publish.

Nothing is listed here: what no release can make anything of never leaves, and identities are what a release
cannot name (`release.variables`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from fanal.release.variables import Kind, Publishable, Variable, publishable
from fanal.standard import htcds


@dataclass(frozen=True)
class Leaving:
    """A field as it leaves.

    Attributes
    ----------
    name
        Its name in the standard.
    variable
        What a release makes of it; it is made here already, so that no more than that leaves.
    beside
        The field, and its value, that says which rows of a repeated table these are.
    """

    name: str
    variable: Variable
    beside: tuple[str, str] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns in which it leaves."""
        return (self.beside[0], self.name) if self.beside else (self.name,)

    @property
    def is_date(self) -> bool:
        """Whether it is a date, of which the year alone leaves."""
        return self.variable.kind is Kind.YEAR


@cache
def leaving() -> Mapping[str, Leaving]:
    """Give every field that may leave, by its name, in the order in which releases list what they make."""
    return {one.name: one for variable in _published().variables for one in _of(variable)}


def agreeable() -> frozenset[str]:
    """Give the names that may be agreed on: of fields that leave, and of those that they need."""
    made_of = {name for one in leaving().values() for name in one.variable.fields}
    return frozenset(made_of | set(leaving()) | {one.beside[0] for one in leaving().values() if one.beside})


def usual() -> tuple[str, ...]:
    """Give the fields that a release needs which publishes what the standard names, and no more."""
    wanted = [one for one in leaving().values() if one.variable.default]
    return tuple(name for one in wanted for name in one.columns)


@cache
def _published() -> Publishable:
    return publishable(htcds())


def _of(variable: Variable) -> Iterator[Leaving]:
    """Give the fields that carry a variable: never one that says more than it."""
    if variable.kind is Kind.YEAR:
        for name in variable.fields:
            yield Leaving(name, replace(variable, fields=(name,)))
    elif variable.kind in (Kind.AGE, Kind.BAND):
        if variable.band is not None:
            yield Leaving(variable.band, variable)
    elif variable.kind is Kind.PLACES:
        beside = (variable.where, variable.is_) if variable.where and variable.is_ else None
        yield Leaving(variable.fields[0], variable, beside)
    else:
        yield Leaving(variable.fields[0], variable)
