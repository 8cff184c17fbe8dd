"""How each case writes the person's name; a second case writes it differently."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from fanal.fictional.casebook import Casebook
from fanal.fictional.chance import Chance
from fanal.fictional.columns import Columns
from fanal.fictional.knowledge import data, organisations, routes
from fanal.fictional.names import Name, names
from fanal.fictional.persons import middle_names

GIVEN, FAMILY = "prs_FirstName", "prs_SecondName"


@dataclass(frozen=True)
class Written:
    """The columns of names, and what was done to the name of each second case, by row."""

    columns: Columns
    changed: dict[int, tuple[str, ...]]


def write_names(book: Casebook) -> Written:
    """Write the names of every case."""
    chance, told = Chance(book.seed, "naming"), book.stories
    latin_script = names().latin_script[names().culture[routes().origin[told.route]]]
    native_share = np.array([one.native for one in organisations()])[book.organisation]
    # Accents are kept more often than another script.
    native = chance.happens(np.where(latin_script, 0.6 + 0.4 * native_share, native_share), len(book))
    kinds = list(data("duplicates")["name"])
    wanted = chance.one(list(data("duplicates")["name"].values()), len(book))
    native &= ~(book.again & (wanted < kinds.index("swapped")))  # these differ in Latin letters
    given = names().write_given(told.given, native)
    family = names().write_family(told.family, told.woman, native)
    middle = middle_names(book, chance)
    changed: dict[int, tuple[str, ...]] = {}
    for row in np.flatnonzero(book.again).tolist():
        person = _Person(
            names().given.values[told.given[row]],
            names().family.values[told.family[row]],
            int(told.woman[row]),
            given[row],
            family[row],
        )
        given[row], family[row], what = _differ(person, kinds[wanted[row]], chance)
        changed[row] = what
    return Written(
        {
            GIVEN: pl.Series(GIVEN, given, dtype=pl.String),
            "prs_MiddleName": middle,
            FAMILY: pl.Series(FAMILY, family, dtype=pl.String),
        },
        changed,
    )


@dataclass(frozen=True)
class _Person:
    given: Name
    family: Name
    form: int  # 1 for the feminine form
    given_text: str
    family_text: str


def _differ(person: _Person, kind: str, chance: Chance) -> tuple[str, str, tuple[str, ...]]:
    """Write a name differently, in the way wanted or the next that it allows."""
    given, family = person.given_text, person.family_text
    if kind == "transliteration":
        spelled = _any(person.given.spellings, chance)[0] if person.given.spellings else given
        spelled_family = (
            _any(person.family.spellings, chance)[person.form] if person.family.spellings else family
        )
        if (spelled, spelled_family) != (given, family):
            return spelled, spelled_family, ("transliteration",)
        kind = "nickname"
    if kind == "nickname":
        if person.given.short:
            return person.given.short, family, ("nickname",)
        kind = "typo"
    if kind == "typo":
        if chance.shares(1)[0] < 0.5:
            return mistyped(given, chance), family, ("typo in given name",)
        return given, mistyped(family, chance), ("typo in family name",)
    if kind == "swapped" and given != family:
        return family, given, ("names swapped",)
    return given, family, ()


def _any(ways: tuple[tuple[str, str], ...], chance: Chance) -> tuple[str, str]:
    return ways[int(chance.whole(0, len(ways) - 1, 1)[0])]


def mistyped(text: str, chance: Chance) -> str:
    """Mistype one letter: two exchanged, one forgotten, or one typed twice; never the first."""
    if len(text) < 2:
        return text + text
    at = int(chance.whole(1, len(text) - 1, 1)[0])
    way = int(chance.whole(0, 2, 1)[0])
    if way == 0 and at + 1 < len(text) and text[at] != text[at + 1]:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if way == 1 and len(text) > 3:
        return text[:at] + text[at + 1 :]
    return text[: at + 1] + text[at:]
