"""Which values of a choice column a mapping file may show, and the codes they seem to be.

A mapping file is shared more freely than the data it is for, so nothing of it may point at a person.
Shown are only values of columns that are choices: those that Fanal itself knows as a word for a code,
and others only where they are few, short, in small letters, seen in two rows or more, and share no word
with a column that may hold names. The rest is counted, not shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fanal.exchange.mapping.evidence import NOTHING_KNOWN, ColumnValues
from fanal.exchange.mapping.words import local_words
from fanal.standard import Code, CodeList, Field, Vocabulary
from fanal.standard.spelling import fold, matcher, split_choices

MOST_SHOWN = 40
"""Values of one column that a mapping file shows."""
_LONGEST = 40
_FEWEST_ROWS = 2
_PLAINLY_A_CHOICE = 0.5
"""Share of a column's values that codes must account for before any is shown: Jordan is a first name too."""
_WORDS_ONLY = re.compile(r"[^\W\d_]+(?:[ '’,;()-]+[^\W\d_]+)*\)?")
"""Letters and what stands between words: no figure, no address of any kind."""


@dataclass(frozen=True, slots=True)
class ShownValue:
    """One value of the file, and the code it stands for.

    Attributes
    ----------
    text
        As it stands in the file.
    code
        The code, or None where a person must say it.
    near
        The nearest code, where there is no code: a hint, never applied.
    """

    text: str
    code: str | None
    near: Code | None = None


@dataclass(frozen=True, slots=True)
class ShownValues:
    """The values of one column that a mapping file may show.

    Attributes
    ----------
    values
        In the order of their codes, those without one last.
    hidden
        How many distinct values are neither understood nor shown.
    """

    values: tuple[ShownValue, ...]
    hidden: int

    @property
    def open(self) -> int:
        """How many distinct values a person must still give a code to."""
        return self.hidden + sum(value.code is None for value in self.values)


def shown_values(
    one: Field | None, column: ColumnValues, secret: Sequence[ColumnValues], vocabulary: Vocabulary
) -> ShownValues | None:
    """Choose what a mapping file shows of a column; None for columns that are no choice."""
    if one is None or one.list is None or one.secret:
        return None
    list_ = vocabulary.code_list(one)
    understood: list[ShownValue] = []
    others: list[str] = []
    several = one.type == "multiselect"
    for text in column.counts:
        if text.casefold() in NOTHING_KNOWN:
            continue
        code, known = _code(text, list_, several=several)
        if code is not None:
            if code != text:
                understood.append(ShownValue(text, code))
        elif not known:
            others.append(text)
    if len(others) > _PLAINLY_A_CHOICE * len(column.counts):
        return ShownValues((), len(others))
    hidden_words = _words_of(secret) if others else frozenset()
    shown = [text for text in others if _may_show(text, column.counts[text], hidden_words)][:MOST_SHOWN]
    order = {code.code: position for position, code in enumerate(list_.codes)}
    understood = [value for value in understood if len(value.text) <= _LONGEST][:MOST_SHOWN]
    understood.sort(key=lambda value: (order[value.code or ""], value.text))
    left = [ShownValue(text, None, matcher(list_).nearest(text)) for text in sorted(shown)]
    return ShownValues((*understood, *left), len(others) - len(shown))


def _code(text: str, list_: CodeList, *, several: bool) -> tuple[str | None, bool]:
    """Give the one code of a text, and whether the reader understands it without the mapping."""
    codes = matcher(list_)
    if (code := codes.find(text) or local_words(list_.name).get(fold(text))) is not None:
        return code, True
    if several:
        return None, not split_choices(text, codes)[1]
    return None, False


def _may_show(text: str, rows: int, hidden_words: frozenset[str]) -> bool:
    if len(text) > _LONGEST or rows < _FEWEST_ROWS or not _WORDS_ONLY.fullmatch(text):
        return False
    if text != text.lower():
        return False
    return not hidden_words.intersection(_words(text))


def _words_of(columns: Sequence[ColumnValues]) -> frozenset[str]:
    return frozenset(word for column in columns for text in column.counts for word in _words(text))


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", text.casefold()) if len(word) > 2]
