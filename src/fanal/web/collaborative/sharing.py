"""Which fields of the standard may be agreed on: those that a release can be made of, and never identity."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from fanal.contributing.fields import leaving
from fanal.standard import Field, htcds


@cache
def offered_fields() -> tuple[Field, ...]:
    """Give the fields that an agreement may be made of, in the order in which a release lists what it makes.

    A day of birth is not among them, though an age is made of it: the contributor makes the band.
    """
    vocabulary = htcds()
    return tuple(vocabulary[name] for name in leaving())


def with_beside(fields: Iterable[str]) -> frozenset[str]:
    """Add to fields those without which they say nothing: of which kind of event a country is."""
    named = frozenset(fields)
    beside = {one.beside[0] for name, one in leaving().items() if name in named and one.beside}
    return named | beside


def variables_of(fields: Iterable[str]) -> frozenset[str]:
    """Give the variables of a release, by name, that can be made of these fields."""
    return frozenset(leaving()[name].variable.name for name in fields if name in leaving())


def columns_agreed(columns: Iterable[str], fields: Iterable[str]) -> tuple[list[str], list[str]]:
    """Tell the columns of a package that were agreed on from the others.

    Parameters
    ----------
    columns
        Their headings.
    fields
        Names of fields; what says of which kind a row is (``hte_Type``) goes with the field beside it.
    """
    allowed = with_beside(set(fields) & set(leaving()))
    agreed: list[str] = []
    others: list[str] = []
    for column in columns:
        (agreed if column in allowed else others).append(column)
    return agreed, others
