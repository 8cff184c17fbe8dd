"""The language of a page: which one, how it is said, in which direction it runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from babel.dates import format_datetime
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation.trans_real import parse_accept_lang_header

from fanal.presentation import LANGUAGES, Language, text
from fanal.presentation.languages import Translated, Value, first_in_words
from fanal.presentation.languages import say as say_value
from fanal.web.design.pseudo import PSEUDO, PSEUDO_RTL, keep, pseudo

PARAMETER = "language"
"""What names a language in an address or a form, and in the session of somebody not signed in."""

_LOCALES = {"en": "en_GB", "fr": "fr_FR"}
_NAMES = {"en": "English", "fr": "Français", PSEUDO: "Pseudo", PSEUDO_RTL: "Pseudo RTL"}
_MARKED = {PSEUDO: "en-XA", PSEUDO_RTL: "ar-XB"}
"""How pages of the pseudo-locale are marked, as browsers know them."""


def spoken() -> dict[str, str]:
    """Give the languages that a person may choose, by their tags, each under its own name."""
    tags = [*LANGUAGES, *((PSEUDO, PSEUDO_RTL) if getattr(settings, "PSEUDO_LOCALE", False) else ())]
    return {tag: _NAMES[tag] for tag in tags}


def page_language() -> str:
    """Give the tag that the page is marked with."""
    tag = get_language() or "en"
    return tag if tag in spoken() else current_language()


def marked(tag: str) -> str:
    """Give what HTML calls a language."""
    return _MARKED.get(tag, tag)


def current_language() -> Language:
    """Give the language whose words are used now."""
    return "fr" if _short(get_language() or "en") == "fr" else "en"


def direction() -> str:
    """Give ``ltr`` or ``rtl``."""
    return "rtl" if page_language() == PSEUDO_RTL else "ltr"


def say(key: str, /, **values: Any) -> str:
    """Say a text of a catalogue in the language of the page.

    Parameters
    ----------
    key
        As ``web.keys.unlock``.
    **values
        What fills its braces; text is shown as it is.
    """
    if page_language() not in (PSEUDO, PSEUDO_RTL):
        return text(key, current_language(), **values)
    kept = {name: keep(value) if isinstance(value, str) else value for name, value in values.items()}
    return pseudo(text(key, "en", **kept))


def say_in(words: Mapping[str, str] | Translated) -> str:
    """Say something that carries its own words in both languages, such as the title of a role."""
    language = current_language()
    said = words[language] if isinstance(words, Mapping) else words.in_(language)
    return pseudo(said) if page_language() in (PSEUDO, PSEUDO_RTL) else said


def say_date(value: Value | datetime) -> str:
    """Write a number, a date or a moment as the language does: ``1 234,5``, ``3 mars 2026, 14:05``."""
    said = _said(value)
    return pseudo(said) if isinstance(value, date) and page_language() in (PSEUDO, PSEUDO_RTL) else said


def _said(value: Value | datetime) -> str:
    language = current_language()
    if isinstance(value, datetime):
        here = timezone.localtime(value) if timezone.is_aware(value) else value
        moment = format_datetime(here, format="d MMMM y, HH:mm", locale=_LOCALES[language])
        return first_in_words(str(moment), language)
    return say_value(value, language)


def say_clock(moment: datetime) -> str:
    """Write the time of day of a moment: ``14:05``."""
    return timezone.localtime(moment).strftime("%H:%M")


def asked_language(request: HttpRequest) -> str | None:
    """Give the language that the address asks for, ``?language=fr``, where there is such a language."""
    tag = request.GET.get(PARAMETER, "")
    return tag if tag in spoken() else None


def browser_language(request: HttpRequest) -> str:
    """Give the first language of the browser that Fanal speaks, else English."""
    for tag, _ in parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", "")):
        if _short(tag) in LANGUAGES:
            return _short(tag)
    return "en"


def _short(tag: str) -> str:
    return tag.replace("_", "-").split("-")[0].lower()
