"""Texts in French and English, read from a catalogue beside the room that speaks them.

Every room of the house keeps a ``messages.toml``::

    [unknown-code]
    en = "“{value}” is not a code of “{field}”."
    fr = "« {value} » n’est pas un code de « {field} »."

    [rows]
    en = { one = "{n} row", other = "{n} rows" }
    fr = { one = "{n} ligne", other = "{n} lignes" }

and a text is asked for by ``room.key`` in a language: ``exchange.unknown-code``, ``fr``, and its values.
"""

from __future__ import annotations

import locale
import os
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal, Protocol, get_args

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

Language = Literal["en", "fr"]
"""The languages that every text exists in."""


class Translated(Protocol):
    """Words that exist in every language, such as the label of a code."""

    def in_(self, language: Language) -> str:
        """Give them in one language."""


Value = str | int | float | date | Translated | None
"""What a text may be filled with."""

LANGUAGES: tuple[Language, ...] = get_args(Language)

_LOCALES: Mapping[Language, str] = {"en": "en_GB", "fr": "fr_FR"}


def user_language(wanted: str | None = None) -> Language:
    """Choose the language of the person at the terminal.

    Parameters
    ----------
    wanted
        What they asked for, as ``fr``, ``fr_CH`` or ``fr-CA``; without it the environment decides
        (``FANAL_LANG``, then the locale), and English where that says nothing.

    Raises
    ------
    ValueError
        If `wanted` is given and is not a language that Fanal speaks.
    """
    if wanted is not None:
        short = wanted.replace("-", "_").split("_")[0].lower()
        if short not in LANGUAGES:
            raise ValueError(f"{wanted!r} is not one of {', '.join(LANGUAGES)}")
        return short
    for name in (
        os.environ.get("FANAL_LANG"),
        *(os.environ.get(variable) for variable in ("LC_ALL", "LC_MESSAGES", "LANG")),
        locale.getlocale()[0],
    ):
        if name:
            short = name.replace("-", "_").split("_")[0].split(".")[0].lower()
            return short if short in LANGUAGES else "en"
    return "en"


@cache
def catalogue(room: str) -> Mapping[str, Mapping[str, str | Mapping[str, str]]]:
    """Read the texts of one room, such as ``exchange``."""
    source = files(f"fanal.{room}").joinpath("messages.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def all_texts(room: str) -> dict[str, dict[Language, tuple[str, ...]]]:
    """List every text of a room, for a reference: by ``room.key``, its wordings in each language.

    A text that counts has one wording for each plural form.
    """
    return {
        f"{room}.{name}": {
            language: (wording,) if isinstance(wording, str) else tuple(wording.values())
            for language in LANGUAGES
            if (wording := wordings.get(language)) is not None
        }
        for name, wordings in catalogue(room).items()
    }


def text(key: str, language: Language, /, **values: Value) -> str:
    """Say one text of a catalogue in one language.

    Parameters
    ----------
    key
        ``room.name``, such as ``exchange.unknown-code``.
    language
        The language to say it in.
    **values
        What fills the braces. Whole numbers are grouped and decimals written as the language does
        (give a year as text); dates are written out. ``n`` chooses between ``one`` and ``other``.

    Raises
    ------
    KeyError
        If the key, or a value that its text needs, is missing: a defect, never bad input.
    """
    room, name = key.rsplit(".", 1)
    wording = catalogue(room)[name][language]
    if not isinstance(wording, str):
        count = values["n"]
        if not isinstance(count, int | float):
            raise KeyError(f"{key}: n chooses the plural and must be a number, not {count!r}")
        wording = wording[_locale(language).plural_form(abs(count))]
    return wording.format_map({name: say(value, language) for name, value in values.items()})


def first_in_words(said: str, language: Language) -> str:
    """Let a French date that begins with the first of a month begin with 1er: ``1er mars 2026``."""
    return f"1er{said[1:]}" if language == "fr" and said.startswith("1 ") else said


def say(value: Value, language: Language) -> str:
    """Write one value as the language does: ``1 234,5``, ``3 mars 2026``; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool | str):
        return str(value)
    if isinstance(value, date):
        return first_in_words(str(format_date(value, format="long", locale=_LOCALES[language])), language)
    if not isinstance(value, int | float):
        return value.in_(language)
    return str(format_decimal(value, locale=_LOCALES[language]))


@cache
def _locale(language: Language) -> Locale:
    return Locale.parse(_LOCALES[language])
