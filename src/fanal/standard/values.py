"""One cell: what a text means as a value of a field, or why it means nothing."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from fanal.presentation import Severity, Value
from fanal.standard.bands import parse_band
from fanal.standard.dates import parse_date
from fanal.standard.spelling import Matcher, matcher, says_unknown, split_choices, yes_or_no
from fanal.standard.vocabulary import Code, Field, FieldType, Vocabulary

SEALED = "▒▒▒▒▒"
"""Stands where a value is not printed."""

Stored = str | int | float | bool | date | list[str]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a text was not understood, or what is worth knowing of one that was.

    Attributes
    ----------
    code
        The key of its text.
    values
        What fills the text, without the cell's own text.
    severity
        Review where something was kept aside or needs a person; note where not.
    """

    code: str
    values: Mapping[str, Value] = dataclasses.field(default_factory=dict)
    severity: Severity = Severity.REVIEW


@dataclass(frozen=True, slots=True)
class Cell:
    """What became of one text.

    Attributes
    ----------
    value
        The value, None where nothing was understood.
    problem
        What to tell.
    aside
        The part of the text that was not understood, to be kept aside.
    band
        A band that belongs in the field's band field.
    """

    value: Stored | None = None
    problem: Problem | None = None
    aside: str | None = None
    band: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads the cells of one field.

    Attributes
    ----------
    field
        The field.
    codes
        The matcher of its code list, for picklists.
    day_first
        How ``03/04/2021`` is meant, where the file's owner has said so.
    means
        The file's own words to codes of the standard, from a mapping file.
    nothing
        Marks that stand for a value that was not recorded.
    """

    field: Field
    codes: Matcher | None = None
    day_first: bool | None = None
    means: Mapping[str, str] = dataclasses.field(default_factory=dict)
    nothing: frozenset[str] = frozenset()

    def read(self, text: str) -> Cell:
        """Read one cell, stripped and not empty."""
        text = self.means.get(text, text)
        if text in self.nothing:
            return Cell()
        return _READ.get(self.field.type, _as_text)(self, text)


def reader(
    one: Field,
    vocabulary: Vocabulary,
    *,
    day_first: bool | None = None,
    means: Mapping[str, str] | None = None,
) -> Reader:
    """Make the reader of a field of a vocabulary; see `Reader`."""
    codes = matcher(vocabulary.code_list(one)) if one.list is not None else None
    every = vocabulary.missing.get("every", frozenset())
    nothing = {mark for mark in every if codes is None or codes.find(mark) is None}
    nothing |= vocabulary.missing.get(one.name, frozenset())
    if means and codes is not None:
        codes, means = codes.knowing(means), None
    return Reader(field=one, codes=codes, day_first=day_first, means=means or {}, nothing=frozenset(nothing))


_TELEPHONE = re.compile(r"\+?[1-9]\d{1,14}")  # E.164, as the standard's own notes give it
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def _as_text(reader: Reader, text: str) -> Cell:
    form = reader.field.format
    if form == "e164":
        plain = re.sub(r"[\s().\-/\u2010-\u2013]", "", text)
        plain = "+" + plain[2:] if plain.startswith("00") else plain
        if _TELEPHONE.fullmatch(plain):
            return Cell(plain)
        return Cell(text, Problem("standard.telephone", severity=Severity.NOTE))
    if form == "email" and not _EMAIL.fullmatch(text):
        return Cell(text, Problem("standard.email", severity=Severity.NOTE))
    return Cell(text)


_PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d{1,3})?")
_COMMA_TWO_WAYS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")


def _numbers(text: str) -> list[float]:
    """Read a number with a decimal point or comma, its thousands apart by spaces; all that it may mean."""
    plain = re.sub(r"(?<=\d)[ \u00a0\u202f’'](?=\d{3})", "", text)
    if not _PLAIN_NUMBER.fullmatch(plain):
        return []
    decimal = float(plain.replace(",", "."))
    if not math.isfinite(decimal):
        return []
    return [decimal, float(plain.replace(",", ""))] if _COMMA_TWO_WAYS.fullmatch(plain) else [decimal]


def _as_number(reader: Reader, text: str, *, whole: bool = False) -> Cell:
    one = reader.field
    numbers = _numbers(text)
    band = parse_band(text) if whole and not numbers and one.band is not None else None
    if band is not None and not band.isdigit():
        return Cell(
            band=band, problem=Problem("standard.band-apart", {"band": one.band}, severity=Severity.NOTE)
        )
    numbers = [float(band)] if band is not None else numbers
    numbers = [number for number in numbers if not whole or number == int(number)]
    if not numbers:
        return Cell(aside=text, problem=Problem("standard.whole-number" if whole else "standard.number"))
    low, high = one.minimum, one.maximum
    fitting = [n for n in numbers if (low is None or n >= low) and (high is None or n <= high)]
    if not fitting:
        return Cell(aside=text, problem=Problem("standard.number-range", {"low": low, "high": high}))
    if len(fitting) > 1:
        return Cell(aside=text, problem=Problem("standard.number-two-ways"))
    return Cell(int(fitting[0]) if whole else fitting[0])


def _as_year(reader: Reader, text: str) -> Cell:
    if re.fullmatch(r"(19|20)\d{2}(\.0)?", text):
        return Cell(int(text[:4]))
    return Cell(aside=text, problem=Problem("standard.year"))


def _as_date(reader: Reader, text: str) -> Cell:
    read = parse_date(text, day_first=reader.day_first)
    if read.date is not None:
        return Cell(read.date)
    return Cell(aside=text, problem=Problem(read.problem or "standard.date-unknown"))


def _as_box(reader: Reader, text: str) -> Cell:
    ticked = yes_or_no(text)
    return Cell(aside=text, problem=Problem("standard.checkbox")) if ticked is None else Cell(ticked)


def _as_band(reader: Reader, text: str) -> Cell:
    band = parse_band(text)
    return Cell(aside=text, problem=Problem("standard.band")) if band is None else Cell(band)


def _as_choice(reader: Reader, text: str) -> Cell:
    codes = _codes(reader)
    if (code := codes.find(text)) is not None:
        return Cell(code, _about(codes.list.by_code[code]))
    several, rest = split_choices(text, codes)
    if len(several) > 1 and not rest:
        return Cell(aside=text, problem=Problem("standard.one-choice", {"n": len(several)}))
    return Cell(aside=text, problem=_unknown(codes, text))


def _as_choices(reader: Reader, text: str) -> Cell:
    codes = _codes(reader)
    several, rest = split_choices(text, codes)
    if not rest:
        old = codes.deprecated.intersection(several) if codes.deprecated else frozenset()
        return Cell(
            several, _about(codes.list.by_code[min(old, key=codes.order.__getitem__)]) if old else None
        )
    return Cell(several or None, _unknown(codes, rest[0]), aside="; ".join(rest) if several else text)


def _codes(reader: Reader) -> Matcher:
    if reader.codes is None:
        raise KeyError(f"{reader.field.name} has no code list")
    return reader.codes


def _about(code: Code) -> Problem | None:
    if code.status == "deprecated":
        return Problem("standard.code-deprecated", {"label": code.label}, severity=Severity.NOTE)
    return None


def _unknown(codes: Matcher, text: str) -> Problem:
    if says_unknown(text):
        return Problem("standard.says-unknown")
    near = codes.nearest(text)
    if near is None:
        return Problem("standard.unknown-code", {"n": len(codes.list.offered())})
    return Problem("standard.unknown-code-near", {"code": near.code, "label": near.label})


_READ: Mapping[FieldType, Callable[[Reader, str], Cell]] = {
    FieldType.NUMBER: _as_number,
    FieldType.GEOLOCATION: _as_number,
    FieldType.INTEGER: partial(_as_number, whole=True),
    FieldType.YEAR: _as_year,
    FieldType.DATE: _as_date,
    FieldType.CHECKBOX: _as_box,
    FieldType.BAND: _as_band,
    FieldType.PICKLIST: _as_choice,
    FieldType.MULTISELECT: _as_choices,
}
