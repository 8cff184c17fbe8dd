"""The forms of a value that are hashed: from the one that says most to the one that finds most."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import islice, product

from anyascii import anyascii

from fanal.web.keys.blind_indexes.phonetics import MOST, phonetic_keys

Forms = Iterator[tuple[str, str]]
"""Pairs of a form's name and what is hashed."""

_TAIL = 8
"""Last figures of a telephone: nearly everywhere the same with and without the country's code."""
_ALIKE = str.maketrans({"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "B": "8"})

_ARTICLES = frozenset({"al", "el", "ul", "ال"})
"""Words that half of all names of a country have: they find nobody."""
_SERVANT = re.compile(r"\b(abd|abd[aeou]+l|عبد) (?:([aeu][lrsntdz]) )?(?=\w)")
"""*Abd al-Rahman* and *Abdul Rahman* are one name, and spoken as *Abdulrahman*."""


def name_forms(name: str) -> Forms:
    """Give the forms of a name.

    ``exact``
        Folded, its words in order.
    ``latin``
        In plain Latin letters, its words sorted: the order of given and family names does not matter.
    ``word``
        Each word, in plain Latin letters.
    ``sound``
        The phonetic keys of each word that have at least two classes.
    ``sounds``
        The phonetic keys of all words together, sorted; where there are several.
    """
    folded = " ".join(_words(name))
    if not folded:
        return
    yield "exact", folded
    latin = [said for word in _words(anyascii(name)) if (said := re.sub("[^a-z0-9]", "", word))]
    yield "latin", " ".join(sorted(latin))
    for word in sorted(set(latin)):
        if len(word) > 1 and word not in _ARTICLES:
            yield "word", word
    spoken = [word for word in _SERVANT.sub(r"\1\2", folded).split() if word not in _ARTICLES]
    keys = [found for word in spoken if (found := _keys(word))]
    apart = {one for word in folded.split() if word not in _ARTICLES for one in _keys(word)}
    for key in sorted(apart.union(*keys)):
        if len(key) > 1:
            yield "sound", key
    if len(keys) > 1:
        together = islice(product(*(sorted(found) for found in keys)), MOST)
        for said in sorted({" ".join(sorted(one)) for one in together}):
            yield "sounds", said


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


def _keys(word: str) -> set[str]:
    """Give the phonetic keys of a word; of an Arabic one also without the article that is written with it."""
    bare = word.removeprefix("ال")
    return phonetic_keys(word) | (phonetic_keys(bare) if len(bare) > 2 else set())


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.findall(r"[^\W_]+", folded)
