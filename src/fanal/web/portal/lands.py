"""What a release tells of each country: as country of citizenship, and as country of exploitation."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from anyascii import anyascii

from fanal.exploring import NOT_TOLD, Cells, Kind, Published, Question, Variable, answer
from fanal.exploring.notes import why_not_told
from fanal.exploring.places import value_of
from fanal.geography import countries
from fanal.presentation import Language
from fanal.release.places import steps
from fanal.standard import Code, htcds
from fanal.web.portal.places import Place
from fanal.web.portal.themes import charts_of_country

LIST = "iso-3166"
MOST_CLASSES = 4


@dataclass(frozen=True)
class Told:
    """A country in one field.

    Attributes
    ----------
    value
        The value that tells of it, its own or that of its region; none: its number is not told.
    region
        The name of the region that is told in its place, or nothing.
    words
        Its number, or why there is none.
    step
        The place of its number among the steps of the map, from 1; 0: not told.
    """

    value: str | None
    region: str
    words: str
    step: int = 0

    @property
    def suppressed(self) -> bool:
        """Whether its number is not told."""
        return self.step == 0

    @property
    def own(self) -> bool:
        """Whether a number is told of the country itself."""
        return not (self.suppressed or self.region)


@dataclass(frozen=True)
class Side:
    """A field of countries: what it tells of every one, and where the steps of its map begin."""

    variable: Variable
    cells: Cells
    told: Mapping[str, Told]
    starts: Sequence[int]


def codes() -> Mapping[str, Code]:
    """Give the countries of the standard's list."""
    return {one.code: one for one in htcds().lists[LIST].codes}


def sides(place: Place) -> list[Side]:
    """Read what a release tells of countries, for each field of them that it has."""
    variables = place.published.variables
    names = [one for one in charts_of_country() if one in variables and variables[one].kind is Kind.PLACE]
    opened, language = place.opened, place.language
    return [
        opened.once(("side", name, language), partial(_side, opened.published, name, language))
        for name in names
    ]


def by_name(place: Place) -> list[tuple[Code, str]]:
    """List the countries in the order of their names in the language of the page."""
    named = [(one, one.label.in_(place.language)) for one in codes().values()]
    return sorted(named, key=lambda one: folded(one[1]))


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Write a text without accents and in small letters, so that nobody has to type them."""
    return anyascii(unicodedata.normalize("NFKC", text)).casefold().strip()


def _side(published: Published, name: str, language: Language) -> Side:
    cells = answer(published, Question(fields=(name,), language=language))
    rows = {
        one.codes[0]: one for one in cells.rows() if one.number.count is not None and one.codes[0] != NOT_TOLD
    }
    counts = [one.number.count or 0 for one in rows.values()]
    least = min([published.least, *counts])
    starts = steps(least, max(counts, default=least))
    untold = Told(None, "", why_not_told(published, language))
    told = {}
    for code in codes():
        value = value_of(code, rows)
        if value is None:
            told[code] = untold
            continue
        row = rows[value]
        known = countries().get(code)
        own = value == code or (known is not None and value == known.alpha_3)
        step = sum((row.number.count or 0) >= start for start in starts)
        told[code] = Told(value, "" if own else row.labels[0], cells.words(row.number), max(step, 1))
    return Side(published.variables[name], cells, told, starts)
