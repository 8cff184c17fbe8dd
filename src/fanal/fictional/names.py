"""Names: drawn with the country of origin, written in its script or in Latin letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from fanal.fictional.chance import Flags, Numbers, Pool
from fanal.fictional.knowledge import data, routes


@dataclass(frozen=True, slots=True)
class Name:
    """One name and the ways it is written.

    Attributes
    ----------
    native
        In its own script, as men and as women bear it.
    latin
        In plain Latin letters, likewise.
    spellings
        Other ways to write it in Latin letters, each likewise; there may be none.
    short
        A short or pet form, if there is one.
    """

    native: tuple[str, str]
    latin: tuple[str, str]
    spellings: tuple[tuple[str, str], ...]
    short: str | None


def read_name(text: str) -> Name:
    """Read ``native|latin|spelling…~short``, each of which may be ``masculine/feminine``."""
    written, _, short = text.partition("~")
    forms = []
    for way in written.split("|"):
        masculine, _, feminine = way.partition("/")
        forms.append((masculine, feminine or masculine))
    native, latin, *others = [*forms, forms[0]] if len(forms) == 1 else forms
    return Name(native, latin, tuple(others), short or None)


@dataclass(frozen=True)
class Names:
    """All names, and who bears them.

    Attributes
    ----------
    given
        Given names by culture, women's before men's: group ``2 * culture + (0 for women, 1 for men)``.
    family
        Family names by culture.
    culture
        The culture of each country of `routes`; -1 where no route starts.
    latin_script
        Whether each culture writes in Latin letters.
    """

    given: Pool
    family: Pool
    culture: Numbers
    latin_script: Flags

    def write_given(self, places: Numbers, native: Flags) -> list[str]:
        """Write given names, in their own script where `native`."""
        return _write(self.given.values, places, np.zeros(len(places), dtype=bool), native)

    def write_family(self, places: Numbers, women: Flags, native: Flags) -> list[str]:
        """Write family names, in the form that women or men bear."""
        return _write(self.family.values, places, women, native)


@cache
def names() -> Names:
    """Read the names."""
    cultures = data("names")["culture"]
    of_country = {
        country: place for place, culture in enumerate(cultures.values()) for country in culture["countries"]
    }
    given: list[list[Name]] = []
    family: list[list[Name]] = []
    for culture in cultures.values():
        given += [[read_name(text) for text in culture[key]] for key in ("female", "male")]
        family.append([read_name(text) for text in culture["family"]])
    return Names(
        given=Pool.of(given),
        family=Pool.of(family),
        culture=np.array([of_country.get(country, -1) for country in routes().countries]),
        latin_script=np.array([culture["script"] == "Latn" for culture in cultures.values()]),
    )


def _write(values: Sequence[Name], places: Numbers, women: Flags, native: Flags) -> list[str]:
    forms = np.array(
        [[*name.latin, *name.native] for name in values],  # latin m, latin f, native m, native f
        dtype=object,
    )
    written: list[str] = forms[places, women + 2 * native].tolist()
    return written
