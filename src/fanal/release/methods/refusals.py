"""What is refused once the data are seen: by methods whose refusals may tell the steward of the data."""

from __future__ import annotations

from fanal.presentation import Refusal
from fanal.release.choosing import Chosen
from fanal.release.variables import Kind

_ALONE = 0.9
"""From this share of filled cells with a value that no other has, a column says who a row is about."""

_WORDS = 5
"""From so many words a cell on average, in a column whose cells seldom agree, it holds sentences."""

_FEW = 10
"""Of fewer filled cells nothing is concluded."""


def refuse_nobody(chosen: Chosen) -> None:
    """Look whether there is anybody to release.

    Raises
    ------
    Refusal
        If nobody consented.
    """
    if not chosen.table.height:
        raise Refusal("release.nobody-consented")


def refuse_identifiers(chosen: Chosen) -> None:
    """Look at the columns that are to be published.

    Values of a known vocabulary come from closed sets and need no look.

    Raises
    ------
    Refusal
        If a column looks like an identifier or like free text; it is named, its values are not.
    """
    for variable in (*chosen.variables, *chosen.sensitive):
        if variable.kind is not Kind.COLUMN or variable.is_year:
            continue
        filled = chosen.table[variable.name].drop_nulls()
        if len(filled) < _FEW:
            continue
        alone = int(filled.is_unique().sum()) / len(filled)
        words = filled.str.count_matches(r"\S+").mean()
        if isinstance(words, float) and words >= _WORDS and alone >= 0.5:
            raise Refusal("release.column-free-text", name=variable.name)
        if alone >= _ALONE:
            raise Refusal("release.column-identifier", name=variable.name)
