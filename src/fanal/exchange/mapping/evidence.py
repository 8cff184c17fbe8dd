"""What the values of a column say: how many of them a field would understand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from fanal.exchange.mapping.words import local_words
from fanal.standard import Field, FieldType, Vocabulary
from fanal.standard.bands import parse_band
from fanal.standard.dates import parse_date
from fanal.standard.spelling import fold, yes_or_no
from fanal.standard.values import reader

LOOKED_AT = 300
"""Distinct values of a column that are looked at, the first of the file."""

NOTHING_KNOWN = frozenset(
    {
        "na",
        "n/a",
        "n.a.",
        "nd",
        "n/d",
        "nr",
        "-",
        "–",
        "—",
        "?",
        "none",
        "unknown",
        "inconnu",
        "inconnue",
        "nsp",
    }
)
"""Marks for "nothing known": they speak neither for nor against a field."""

_NUMBERS = frozenset({"cas_Reference", "prs_IdentityNumber"})
_ENOUGH = 3
"""Distinct values from which it means something that no two are the same."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_DIGITS = re.compile(r"\d+")
_POSTAL = re.compile(r"(?=.*\d)[A-Z0-9][A-Z0-9 \-]{2,9}", re.IGNORECASE)
_AGES = re.compile(r"\d{1,3}(?:\s*(?:ans|years|yrs|y))?", re.IGNORECASE)
_STILL_DATES = frozenset({"standard.date-two-ways", "standard.date-century"})


@dataclass(frozen=True)
class Fit:
    """How the values of a column fit a field.

    Attributes
    ----------
    understood, distinct
        Distinct values that the field would understand, of all that were looked at.
    tells
        True where a fit is worth something: codes of a list rather than any small number.
    """

    understood: int
    distinct: int
    tells: bool

    @property
    def share(self) -> float:
        """The share of the distinct values that fit."""
        return self.understood / self.distinct if self.distinct else 0.0


@dataclass(frozen=True)
class ColumnValues:
    """The distinct values of one column, in the order of the file.

    Attributes
    ----------
    counts
        Each distinct value, and how many rows hold it.
    filled
        Rows that hold a value.
    """

    counts: Mapping[str, int]
    filled: int
    _fits: dict[str, Fit | None] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: pl.Series) -> ColumnValues:
        """Take the values of a column of texts."""
        counted = texts.drop_nulls().value_counts(name="rows")
        found = dict(zip(counted[texts.name], counted["rows"], strict=True))
        ordered = texts.drop_nulls().unique(maintain_order=True)
        return cls({text: found[text] for text in ordered}, len(texts) - texts.null_count())

    @cached_property
    def telling(self) -> tuple[str, ...]:
        """The first distinct values that are not a mark for "nothing known"."""
        kept = [text for text in self.counts if text.casefold() not in NOTHING_KNOWN]
        return tuple(kept[:LOOKED_AT])

    @cached_property
    def numbers_rows(self) -> bool:
        """Whether the values only count the rows: 1, 2, 3…."""
        return list(self.telling) == [str(number) for number in range(1, len(self.telling) + 1)]

    @cached_property
    def shapes(self) -> Mapping[str, float]:
        """Which shares of the values are dates, numbers, boxes, addresses, telephone numbers, words."""
        total = len(self.telling) or 1
        return {name: sum(map(looks, self.telling)) / total for name, looks in _SHAPES.items()}

    def fit(self, one: Field, vocabulary: Vocabulary) -> Fit | None:
        """Count the values that a field would understand; None where any text would do."""
        if one.type in (FieldType.PICKLIST, FieldType.MULTISELECT):
            return self._codes(one, vocabulary)
        if one.name in _NUMBERS:
            return self._numbers()
        looks = _BY_TYPE.get(one.type) if one.format is None else _BY_FORMAT[one.format]
        looks = looks or _BY_NAME.get(one.name.split("_", 1)[-1])
        if looks is None or not self.telling:
            return None
        understood = sum(map(looks, self.telling))
        tells = one.format == "email"
        if one.type is FieldType.BAND:
            tells = any(not _AGES.fullmatch(text) for text in self.telling)
        return Fit(understood, len(self.telling), tells)

    def _numbers(self) -> Fit | None:
        """Fit a record number: a value of its own in each row, with figures, and not just 1, 2, 3."""
        if len(self.telling) < _ENOUGH or len(self.counts) < self.filled:
            return None
        if self.numbers_rows:
            return Fit(0, len(self.telling), tells=False)
        understood = sum(_has_figures(text) and not _is_date(text) for text in self.telling)
        return Fit(understood, len(self.telling), tells=False)

    def _codes(self, one: Field, vocabulary: Vocabulary) -> Fit | None:
        if not self.telling:
            return None
        key = f"{one.list}:{one.type}"
        if key not in self._fits:
            read = reader(one, vocabulary).read
            local = local_words(one.list or "")
            understood = sum(
                fold(text) in local or ((cell := read(text)).aside is None and cell.value is not None)
                for text in self.telling
            )
            tells = understood >= 2 and not all(_DIGITS.fullmatch(text) for text in self.telling)
            self._fits[key] = Fit(understood, len(self.telling), tells and one.list != "yes-no")
        return self._fits[key]


def _is_date(text: str) -> bool:
    if _DIGITS.fullmatch(text):
        return False
    read = parse_date(text)
    return read.date is not None or read.problem in _STILL_DATES


def _is_serial(text: str) -> bool:
    return bool(_DIGITS.fullmatch(text)) and 10_000 <= int(text[:6]) <= 60_000 and len(text) == 5


def _is_date_or_serial(text: str) -> bool:
    return _is_date(text) or _is_serial(text)


def _is_telephone(text: str) -> bool:
    digits = sum(map(str.isdigit, text))
    rest = re.sub(r"[\d\s().+\-/]", "", text)
    return 7 <= digits <= 15 and len(rest) <= 4 and not _is_date(text)


def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text))


def _is_small(text: str) -> bool:
    return bool(_AGES.fullmatch(text)) or parse_band(text) is not None


def _is_coordinate(text: str) -> bool:
    return _is_number(text) and abs(float(text.replace(",", "."))) <= 180


def _is_box(text: str) -> bool:
    return yes_or_no(text) is not None


def _is_band(text: str) -> bool:
    return parse_band(text) is not None


def _is_email(text: str) -> bool:
    return bool(_EMAIL.fullmatch(text))


def _is_words(text: str) -> bool:
    return any(map(str.isalpha, text)) and not _is_date(text) and not _is_email(text)


def _is_sentence(text: str) -> bool:
    return len(text.split()) >= 3


def _is_postal(text: str) -> bool:
    return bool(_POSTAL.fullmatch(text)) and not _is_date(text)


def _is_street(text: str) -> bool:
    return _is_words(text) and len(text.split()) >= 2


def _is_place(text: str) -> bool:
    return _is_words(text) and not _has_figures(text) and len(text) <= 40


def _is_place_or_code(text: str) -> bool:
    return _is_place(text) or bool(re.fullmatch(r"\d{1,3}", text))


def _is_name(text: str) -> bool:
    return _is_place(text) and len(text.split()) <= 2


def _has_figures(text: str) -> bool:
    return any(map(str.isdigit, text))


_Looks = Callable[[str], bool]
_SHAPES: Mapping[str, _Looks] = {
    "date": _is_date,
    "number": _is_number,
    "box": _is_box,
    "email": _is_email,
    "telephone": _is_telephone,
    "words": _is_words,
    "sentence": _is_sentence,
    "figures": _has_figures,
}
_BY_TYPE: Mapping[FieldType, _Looks] = {
    FieldType.DATE: _is_date_or_serial,
    FieldType.CHECKBOX: _is_box,
    FieldType.BAND: _is_band,
    FieldType.INTEGER: _is_small,
    FieldType.NUMBER: _is_number,
    FieldType.YEAR: _is_number,
    FieldType.GEOLOCATION: _is_coordinate,
}
_BY_NAME: Mapping[str, _Looks] = {
    "MailingPostalCode": _is_postal,
    "ShippingPostalCode": _is_postal,
    "PostalCode": _is_postal,
    "MailingStreet": _is_street,
    "ShippingStreet": _is_street,
    "Street": _is_street,
    "MailingCity": _is_place,
    "ShippingCity": _is_place,
    "City": _is_place,
    "MailingState": _is_place_or_code,
    "ShippingState": _is_place_or_code,
    "State": _is_place_or_code,
    "SecondName": _is_name,
    "FirstName": _is_name,
    "MiddleName": _is_name,
}
_BY_FORMAT: Mapping[str, _Looks] = {"e164": _is_telephone, "email": _is_email}
