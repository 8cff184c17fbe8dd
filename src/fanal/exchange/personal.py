"""What may be printed of a file: nothing that stands for a person, wherever it was typed."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from importlib.resources import files

import polars as pl

from fanal.standard import Field, Vocabulary
from fanal.standard.dates import parse_date
from fanal.standard.spelling import fold, matcher
from fanal.standard.values import SEALED

_LONGEST_SHOWN = 60
_LONGEST_HEADING = 80
_PERSONAL = re.compile(r"@|(?:\d[\s.\-/()]*){7,}|\d{5,}|\d{1,2}([./\- ])\d{1,2}\1\d{2}")
"""An address, a telephone number, a number of a document, a day of birth."""

_NO_FULL_DATE = ("standard.date-unknown", "standard.date-incomplete")

_PLAIN_TYPO = 85
"""Likeness, out of 100, from which a text is a code mistyped and not a word of its own."""

_NAMES_OF_PEOPLE = frozenset({"iso-3166", "iso-639-2"})
"""Lists whose words are also names that people bear: Chad, Jordan, Georgia."""

_PART_OF_A_NAME = 4
"""Letters from which a part of a name gives it away."""

_ALIKE = 80
"""Likeness, out of 100, from which a word is a name mistyped."""

_MOST_COMPARED = 1_000
"""Words of a file compared with its names; where there are more, none of the others is printed."""

_WORD = re.compile(r"[^\W\d_a-z]*[a-z]+|[^\W_]+")
_SHARED_BY_ALL = 2
"""Ordinary words of so few letters stand in addresses and answers alike: «de», «la», «of»."""


def looks_personal(text: str) -> bool:
    """Say whether a text has the form of an address, a telephone or document number, or a full date."""
    if _PERSONAL.search(text):
        return True
    return not text.isdigit() and parse_date(text).problem not in _NO_FULL_DATE


class Identities:
    """Knows what in a file may point at a person, so that none of it is printed from any column.

    Parameters
    ----------
    vocabulary
        The vocabulary of the file: its own words are ordinary ones.
    named
        The texts of the identifying columns.
    others
        The texts of the other columns that may name somebody: free text, and columns not recognised.
    """

    def __init__(
        self, vocabulary: Vocabulary, named: Sequence[pl.Series], others: Sequence[pl.Series] = ()
    ) -> None:
        self._vocabulary = vocabulary
        self._columns = named, others
        self._compared: dict[str, bool] = {}

    def shown(self, text: str, one: Field) -> str:
        """Give a text that may be printed, or the seal in its place.

        Printed are only texts that say nothing of a person: a code of the field mistyped, ordinary
        words of the standard, short numbers. And none of them where a word of it, or a part of a
        name, stands in a column of the file that may name somebody.
        """
        if one.secret or len(text) > _LONGEST_SHOWN or looks_personal(text):
            return SEALED
        if not all(self._is_ordinary(part, one) for part in re.split(r"[;\n]", text)):
            return SEALED
        return SEALED if self._holds(text) else text

    def may_head(self, text: str) -> bool:
        """Say whether a heading, or the name of a sheet, may be printed."""
        if len(text) > _LONGEST_HEADING or looks_personal(text):
            return False
        return not (set(_words(text)) - self._ordinary) & self._names

    def sheet(self, name: str | None, position: int) -> str | None:
        """Give the name of a sheet where it is of ordinary words, else its number: one may be a person's.

        Parameters
        ----------
        name
            On its tab.
        position
            Its place in the workbook, from 1.
        """
        if name is None:
            return None
        ordinary = self._ordinary | _sheet_words()
        plain = all(len(word) == 1 or word.isdigit() or word in ordinary for word in _words(name))
        return name if plain and self.may_head(name) else f"#{position}"

    def _holds(self, text: str) -> bool:
        """Say whether a text shares a word, or a part of a name, with a column that may name somebody."""
        words = set(_words(text))
        own = words - self._ordinary
        if (
            own & self._others
            or (own or {word for word in words if len(word) > _SHARED_BY_ALL}) & self._names
        ):
            return True
        return any(self._is_like_a_name(word) for word in own if _gives_away(word))

    def _is_like_a_name(self, word: str) -> bool:
        """Say whether a word holds a name, is part of one, or is one but for a letter or two."""
        if word not in self._compared:
            if len(self._compared) >= _MOST_COMPARED:
                return True
            from rapidfuzz import fuzz, process

            near = process.extractOne(word, self._long_names, scorer=fuzz.ratio, score_cutoff=_ALIKE)
            self._compared[word] = (
                near is not None
                or word in self._joined_names
                or any(part in self._names for part in _parts(word))
            )
        return self._compared[word]

    def _is_ordinary(self, text: str, one: Field) -> bool:
        if one.list is not None:
            codes = matcher(self._vocabulary.code_list(one))
            if codes.find(text.strip()) or codes.nearest(text, at_least=_PLAIN_TYPO):
                return True
        return all(len(word) == 1 or word.isdigit() or word in self._ordinary for word in _words(text))

    @cached_property
    def _ordinary(self) -> frozenset[str]:
        lists = [one for name, one in self._vocabulary.lists.items() if name not in _NAMES_OF_PEOPLE]
        texts = [
            text
            for list_ in lists
            for code in list_.codes
            for text in (code.label.en, code.label.fr, *code.also)
        ]
        for one in self._vocabulary:
            texts += [one.label.en, one.label.fr, one.description.en, one.description.fr]
        for table in self._vocabulary.tables:
            texts += [table.label.en, table.label.fr]
        return frozenset(word for text in texts for word in _words(text))

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(_words_of(self._columns[0]))

    @cached_property
    def _long_names(self) -> list[str]:
        return list(filter(_gives_away, self._names))

    @cached_property
    def _joined_names(self) -> str:
        return "\n".join(self._long_names)

    @cached_property
    def _others(self) -> frozenset[str]:
        return frozenset(_words_of(self._columns[1]))


@cache
def _sheet_words() -> frozenset[str]:
    source = files("fanal.exchange").joinpath("data", "layouts.toml")
    raw = tomllib.loads(source.read_text(encoding="utf-8"))
    return frozenset(word for name in raw["template"]["sheet_words"] for word in _words(name))


def _gives_away(part: str) -> bool:
    return len(part) >= _PART_OF_A_NAME and not part.isdigit()


def _parts(word: str) -> Iterator[str]:
    """Give the parts of a word that are long enough to be a name."""
    for start in range(len(word) - _PART_OF_A_NAME + 1):
        for end in range(start + _PART_OF_A_NAME, len(word) + 1):
            yield word[start:end]


def _words_of(columns: Iterable[pl.Series]) -> set[str]:
    found: set[str] = set()
    for column in columns:
        words = column.drop_nulls().unique().str.extract_all(r"[^\W_]+").explode().drop_nulls().unique()
        for word in words:
            found.update((fold(word), *_words(word)))
    return {word for word in found if len(word) > 1 and not (word.isdigit() and len(word) < _PART_OF_A_NAME)}


def _words(text: str) -> Iterator[str]:
    """Give the words of a text as letters and figures without case or accents, and in Latin letters too.

    ``FalsePromises`` is two words.
    """
    for word in _WORD.findall(_unmarked(text)):
        plain = fold(word)
        yield plain
        if not plain.isascii():
            from anyascii import anyascii

            yield from (fold(latin) for latin in _WORD.findall(anyascii(word)))


def _unmarked(text: str) -> str:
    """Leave out the marks over and under letters: one that stands apart would cut the word in two."""
    if text.isascii():
        return text
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
