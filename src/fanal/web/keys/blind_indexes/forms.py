"""The forms of a value that are hashed: from the one that says most to the one that finds most."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from anyascii import anyascii

from fanal.web.keys.blind_indexes.phonetics import phonetic_key

Forms = Iterator[tuple[str, str]]
"""Pairs of a form's name and what is hashed."""

_TAIL = 8
"""Last figures of a telephone: nearly everywhere the same with and without the country's code."""
_ALIKE = str.maketrans({"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "B": "8"})


def name_forms(name: str) -> Forms:
    """Give the forms of a name.

    ``exact``
        Folded, its words in order.
    ``latin``
        In plain Latin letters, its words sorted: the order of given and family names does not matter.
    ``word``
        Each word, in plain Latin letters.
    ``sound``
        The phonetic key of each word that has at least two classes of consonants.
    """
    folded = " ".join(_words(name))
    if not folded:
        return
    yield "exact", folded
    latin = [said for word in _words(anyascii(name)) if (said := re.sub("[^a-z0-9]", "", word))]
    yield "latin", " ".join(sorted(latin))
    for word in sorted(set(latin)):
        if len(word) > 1:
            yield "word", word
    for key in sorted({phonetic_key(word) for word in _words(name)}):
        if len(key) > 1:
            yield "sound", key


def telephone_forms(number: str) -> Forms:
    """Give the forms of a telephone number.

    ``full``
        Its figures, from the country's code on where it has one (``+`` or ``00``).
    ``tail``
        Its last eight figures: the same with and without the country's code.
    """
    said = unicodedata.normalize("NFKC", number).strip()
    figures = "".join(str(unicodedata.digit(one)) for one in said if one.isdigit())
    if not figures:
        return
    abroad = said.startswith("+") or figures.startswith("00")
    yield "full", figures.lstrip("0") if abroad else figures
    if len(figures) >= _TAIL:
        yield "tail", figures[-_TAIL:]


def identity_forms(number: str) -> Forms:
    """Give the forms of a number of an identity document.

    ``exact``
        Its letters and figures, in capitals.
    ``alike``
        The same, with letters that are taken for figures made one (O and 0, I and 1).
    """
    said = unicodedata.normalize("NFKC", number).upper()
    exact = "".join(one for one in said if one.isalnum())
    if not exact:
        return
    yield "exact", exact
    yield "alike", exact.translate(_ALIKE)


FORMS: dict[str, Callable[[str], Forms]] = {
    "name": name_forms,
    "telephone": telephone_forms,
    "identity-number": identity_forms,
}
"""What can be searched for, and how."""


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.findall(r"[^\W_]+", folded)
