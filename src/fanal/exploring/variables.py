"""The variables of a published release, in words: from its own files and the public standard alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from fanal.presentation import Language, text
from fanal.release.variables import Publishable, column_variable, publishable
from fanal.release.variables import Variable as Described
from fanal.standard import Vocabulary, Words, ctdc, htcds

NOT_TOLD = "not-told"
"""The code of a blank of the released rows: not recorded, or withheld for protection. Never zero."""

_YEAR = re.compile(r"(19|20)[0-9]{2}")
_YEARS = re.compile(r"(19|20)\d\d(–(19|20)\d\d)?")


class Kind(StrEnum):
    """What the values of a variable are, for whoever chooses a picture."""

    TIME = "time"
    PLACE = "place"
    ORDERED = "ordered"
    CODED = "coded"


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a variable, `NOT_TOLD` among them, and how it reads."""

    code: str
    label: Words


@dataclass(frozen=True, kw_only=True)
class Variable:
    """One field that may be asked for.

    Attributes
    ----------
    name, label, description
        As published, and in words.
    kind
        What its values are.
    told
        How exactly it is told, in words; empty where the release does not say.
    exact
        Whether values are told as they were recorded.
    several
        Whether a person may have several: a person counts under each.
    values
        In the order in which they are shown, `NOT_TOLD` last, if any row tells nothing.
    """

    name: str
    label: Words
    description: Words
    kind: Kind
    told: Words
    exact: bool
    several: bool
    values: tuple[Value, ...]

    @cached_property
    def codes(self) -> Mapping[str, int]:
        """The place of each value, by its code."""
        return {value.code: place for place, value in enumerate(self.values)}

    @property
    def some_not_told(self) -> bool:
        """Whether some rows tell nothing here."""
        return NOT_TOLD in self.codes

    def label_of(self, code: str, language: Language) -> str:
        """Say a value; one that is not known as it is."""
        place = self.codes.get(code)
        return code if place is None else self.values[place].label.in_(language)


def vocabulary_named(name: str) -> Publishable | None:
    """Find what may be published of a vocabulary, by the name that a release gives it: ``HTCDS 2.0``."""
    known: tuple[Vocabulary, ...] = (htcds(), ctdc())
    found = next((one for one in known if name.split(" ")[0] == one.name), None)
    return None if found is None else publishable(found)


def described(name: str, known: Publishable | None, codes: list[str]) -> Described:
    """Find what the standard says of a column, or describe one that it does not know."""
    found = {} if known is None else {one.name: one for one in known.variables}
    if name in found:
        return found[name]
    return column_variable(name, year=bool(codes) and all(map(_YEARS.fullmatch, codes)))


def variable(
    described: Described, field: Mapping[str, Any], people: Mapping[str, int], blank: bool, method: str
) -> Variable:
    """Describe a column of a release.

    Parameters
    ----------
    described
        What the standard says of it.
    field
        What the data package of the release says of it.
    people
        By value, each choice by itself: for the order in which values are shown.
    blank
        Whether blanks of it may be counted.
    method
        The method of protection, which says what a blank is.
    """
    level = _level(described, str(field.get("description", "")))
    codes = sorted(people, key=lambda code: (-people[code], code))
    if described.runs:
        codes = sorted(people, key=described.sort_key)
    if described.is_year and codes and all(map(_YEAR.fullmatch, codes)):
        codes = [str(year) for year in range(int(codes[0]), int(codes[-1]) + 1)]
    label = described.hierarchy.label
    values = [Value(code, Words(label(code, "en"), label(code, "fr"))) for code in codes]
    if blank:
        values.append(Value(NOT_TOLD, not_told(method)))
    return Variable(
        name=described.name,
        label=described.label,
        description=described.description,
        kind=_kind(described),
        told=_told(described, level),
        exact=level == 0,
        several=described.several,
        values=tuple(values),
    )


def not_told(method: str) -> Words:
    """Say what a blank of the released rows is."""
    key = "exploring.not-told" if method == "k-anonymous" else "exploring.nothing-told"
    return Words(text(key, "en"), text(key, "fr"))


def _kind(described: Described) -> Kind:
    if described.is_year:
        return Kind.TIME
    if described.is_country:
        return Kind.PLACE
    return Kind.ORDERED if described.runs else Kind.CODED


def _level(described: Described, description: str) -> int:
    """Find the level at which a variable is told, from what the data package says of it; else 0."""
    for level in range(len(described.hierarchy.levels)):
        if description.endswith(text("release.told-as", "en", words=_told(described, level).en)):
            return level
    return 0


def _told(described: Described, level: int) -> Words:
    """Say what a level tells, as a release does: of several choices also as what each is told."""
    levels = described.hierarchy.levels
    if described.several and 0 < level == len(levels) - 2:
        one, several = levels[level - 1], levels[level]
        return Words(f"{one.en}; {several.en}", f"{one.fr}\u00a0; {several.fr}")
    return levels[level]
