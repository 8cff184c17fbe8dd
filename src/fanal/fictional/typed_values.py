"""One value as people type it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Literal

from babel.dates import format_date

from fanal.fictional.chance import Chance
from fanal.fictional.knowledge import data
from fanal.fictional.naming import mistyped
from fanal.standard.vocabulary import Field, FieldType, htcds

NO_BREAK = "\u00a0"

_SHORTEST_MISTYPED = 3

_EXCEL_DAY_0 = date(1899, 12, 30)
"""The day before Excel's first, moved by the 29 February 1900 that it believes in."""


def mistype(text: str, kind: str, field: Field, chance: Chance) -> str:
    """Type a clean text in one of the ways that ``typing.toml`` names.

    Raises
    ------
    KeyError
        If there is no such way: a defect of the data.
    """
    return _WAYS[kind](text, field, chance)


def suited(kind: str, text: str, field: Field) -> str:
    """Choose another way where this one does not suit the value.

    A country or language is too short to survive a typo: it is typed in small letters. One choice
    alone has no separator: a space follows it.
    """
    if kind == "typo" and all(len(part) <= _SHORTEST_MISTYPED for part in _parts(text, field)):
        return "lower case"
    if kind == "separator" and ";" not in text:
        return "trailing space"
    return kind


def _any(ways: Sequence[str], chance: Chance) -> str:
    return ways[int(chance.whole(0, len(ways) - 1, 1)[0])]


def _dated(pattern: str) -> Callable[[str, Field, Chance], str]:
    return lambda text, field, chance: date.fromisoformat(text).strftime(pattern)


def _month_in_words(locale: str) -> Callable[[str, Field, Chance], str]:
    return lambda text, field, chance: str(
        format_date(date.fromisoformat(text), format="d MMMM y", locale=locale)
    )


def _serial(text: str, field: Field, chance: Chance) -> str:
    return str((date.fromisoformat(text) - _EXCEL_DAY_0).days)


def _labelled(language: Literal["en", "fr"]) -> Callable[[str, Field, Chance], str]:
    def write(text: str, field: Field, chance: Chance) -> str:
        known = htcds().code_list(field).by_code
        return ";".join(known[code].label.in_(language) for code in _parts(text, field))

    return write


def _parts(text: str, field: Field) -> list[str]:
    return text.split(";") if field.type is FieldType.MULTISELECT else [text]


def _typo(text: str, field: Field, chance: Chance) -> str:
    """Mistype one code."""
    parts = _parts(text, field)
    at = int(chance.whole(0, len(parts) - 1, 1)[0])
    parts[at] = mistyped(parts[at], chance)
    return ";".join(parts)


def _separator(text: str, field: Field, chance: Chance) -> str:
    return text.replace(";", _any(("; ", " ; ", "\n", ";\n"), chance))


def _box(text: str, field: Field, chance: Chance) -> str:
    return _any(data("typing")["words"]["yes" if text == "TRUE" else "no"], chance)


def _unit(text: str, field: Field, chance: Chance) -> str:
    return _any(data("typing")["words"]["unit"], chance).format(text)


def _as_band(text: str, field: Field, chance: Chance) -> str:
    """Tell a number as a band around it; only ages have bands."""
    people, number = data("people"), int(text)
    for (low, high), name in zip(people["bands"], people["band_names"], strict=True):
        if low <= number <= high:
            return str(name)
    return text


def _band_spelled(text: str, field: Field, chance: Chance) -> str:
    words = data("typing")["words"]
    if text.endswith("+"):
        return _any(words["open_band"], chance).format(low=text.removesuffix("+"))
    low, high = text.split("--")
    return _any(words["band"], chance).format(low=low, high=high)


def _upper(text: str, field: Field, chance: Chance) -> str:
    return text.upper()


_WAYS: Mapping[str, Callable[[str, Field, Chance], str]] = {
    "dotted date": _dated("%d.%m.%Y"),
    "slashed date": _dated("%d/%m/%Y"),
    "English month": _month_in_words("en_GB"),
    "French month": _month_in_words("fr_FR"),
    "Excel serial": _serial,
    "English label": _labelled("en"),
    "French label": _labelled("fr"),
    "typo": _typo,
    "lower case": lambda text, field, chance: text.lower(),
    "upper case": _upper,
    "separator": _separator,
    "word for a box": _box,
    "unit": _unit,
    "band": _as_band,
    "band spelling": _band_spelled,
    "decimal comma": lambda text, field, chance: text.replace(".", ","),
    "line break": lambda text, field, chance: text.replace(". ", ".\n", 1),
    "trailing space": lambda text, field, chance: text + _any((" ", "  "), chance),
    "no-break space": lambda text, field, chance: text + NO_BREAK,
}
