"""The words of headings: folded, spelled out, and compared with what fields are called."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from fanal.standard import Vocabulary

_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}[a-z]?\b|\b(?:[a-z]\.){2,}", re.IGNORECASE)
_NUMBER_SIGN = re.compile(r"\b[nN][°º]\s*|№|#")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ASIDE = re.compile(r"[(\[][^)\]]*[)\]]?")

_ALIKE = 0.85
"""Likeness (normalised indel) from which two words may be one with a typing error."""
_BEGINS = 0.85
"""Likeness of a word to a longer one that it begins: ``nation`` for ``nationality``."""
_SHORTEST_BEGINNING = 3
_OTHER_PERSON = 0.35
"""What is left of the likeness where a heading is about somebody else."""
_ONLY_GENERAL = 0.55
"""What is left of it where all that is alike is a general word: ``Date of rescue`` and ``Date of birth``."""
_ENDINGS = frozenset({"s", "e", "es", "x"})
_LEAST = 0.3
"""Likeness under which a field is not thought of."""
_UNKNOWN_WORD = 4.0
"""Weight of a word that no field uses: nearly that of a word that one field alone uses."""
_LONG_ENOUGH = 6
"""Letters from which a word may hold a typing error: short words are too near to each other."""


@cache
def _load(name: str) -> Mapping[str, Any]:
    source = files("fanal.exchange").joinpath("data", name)
    return tomllib.loads(source.read_text(encoding="utf-8"))


@cache
def synonyms() -> Mapping[str, Any]:
    """Read what people call their columns."""
    return _load("synonyms.toml")


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(synonyms()["words"][name])


@cache
def local_words(list_name: str) -> Mapping[str, str]:
    """Give the words, folded, that stand for codes of a list without being of the standard."""
    if list_name != "iso-3166":
        return {}
    from fanal.standard.spelling import fold

    return {fold(word): code for code, all_ in _load("nationalities.toml")["words"].items() for word in all_}


def plain(text: str) -> str:
    """Write a heading in small Latin letters, its abbreviations with stops as one word.

    >>> plain("D.O.B. de l’usagère")
    'dob de l usagere'
    """
    from anyascii import anyascii

    text = _NUMBER_SIGN.sub(" numero ", text)
    text = anyascii(_CAMEL.sub(" ", text))
    text = _DOTTED.sub(lambda match: match[0].replace(".", "") + " ", text)
    return " ".join(re.findall(r"[a-z]+|\d+", text.lower()))


def tokens(text: str) -> tuple[str, ...]:
    """Give the words of a heading that say something, spelled out.

    >>> tokens("Dt. de naiss.")
    ('date', 'naissance')
    """
    spelled: Mapping[str, str] = synonyms()["abbreviations"]
    found = [spelled.get(word, word) for word in plain(text).split()]
    kept = [word for word in found if word not in _listed("empty") and not word.isdigit()]
    return tuple(dict.fromkeys(kept or found))


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way to call a field.

    Attributes
    ----------
    text, words
        As it is written, and its words spelled out.
    own
        True for the name and the labels of the standard.
    near
        True for words for something close that is not always the same.
    generic
        True for words that several fields share.
    """

    text: str
    words: tuple[str, ...]
    own: bool = False
    near: bool = False
    generic: bool = False


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much a heading is like what a field is called.

    Attributes
    ----------
    value
        From 0 to 1, which is the same words.
    phrase
        The nearest of the field's phrases.
    """

    value: float
    phrase: Phrase


class HeadingIndex:
    """Compares headings with everything that the fields of a vocabulary are called.

    The likeness of a heading and a phrase is the Dice coefficient of their words, each weighted by how
    few fields use it (inverse document frequency), a word counting by its likeness to the nearest word
    of the other (normalised indel similarity of `rapidfuzz`, from 0.8).
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.phrases: dict[str, list[Phrase]] = {one.name: [] for one in vocabulary}
        written = {one["name"]: one for one in synonyms()["field"]}
        for one in vocabulary:
            raw = written.get(one.name, {})
            bare = one.name.split("_", 1)[-1]
            own = dict.fromkeys((one.name, *one.also, bare, one.label.en, one.label.fr))
            self._add(one.name, own, own=True)
            self._add(one.name, (*raw.get("en", ()), *raw.get("fr", ())))
            self._add(one.name, raw.get("near", ()), near=True)
            self._add(one.name, raw.get("generic", ()), generic=True)
        self._mark_generic()
        self._weights = self._weigh()
        self._with_word = self._by_word()
        self._alike: dict[str, Mapping[str, float]] = {}
        self._known: dict[str, dict[str, Likeness]] = {}

    def _add(
        self, name: str, texts: Iterable[str], *, own: bool = False, near: bool = False, generic: bool = False
    ) -> None:
        for text in texts:
            words = tokens(text)
            shared = generic or (len(words) == 1 and words[0] in _generic())
            if own and "_" in text:
                shared = False
            self.phrases[name].append(Phrase(text, words, own, near, shared))

    def _mark_generic(self) -> None:
        """Mark as general whatever is made of the same words as a general phrase of any field."""
        general = {frozenset(one.words) for all_ in self.phrases.values() for one in all_ if one.generic}
        for name, phrases in self.phrases.items():
            self.phrases[name] = [
                replace(one, generic=True)
                if frozenset(one.words) in general and not (one.own and "_" in one.text)
                else one
                for one in phrases
            ]

    def _by_word(self) -> dict[str, list[tuple[str, Phrase]]]:
        found: dict[str, list[tuple[str, Phrase]]] = {}
        for name, phrases in self.phrases.items():
            for phrase in phrases:
                for word in phrase.words:
                    found.setdefault(word, []).append((name, phrase))
        return found

    def _weigh(self) -> dict[str, float]:
        used: dict[str, set[str]] = {}
        for name, phrases in self.phrases.items():
            for phrase in phrases:
                for word in phrase.words:
                    used.setdefault(word, set()).add(name)
        return {word: math.log(1 + len(self.phrases) / len(names)) for word, names in used.items()}

    def _nearest(self, word: str) -> Mapping[str, float]:
        """Give the words of the index that a word may be, with their likeness."""
        known = self._alike.get(word)
        if known is None:
            alike = _plural if word in self._weights else _likeness
            known = self._alike[word] = {
                other: likeness for other in self._weights if (likeness := alike(word, other))
            }
        return known

    def likeness(self, heading: str) -> dict[str, Likeness]:
        """Compare a heading with every field; fields that share no word with it are left out."""
        known = self._known.get(heading)
        if known is None:
            known = self._known[heading] = self._likeness(heading)
        return known

    def _likeness(self, heading: str) -> dict[str, Likeness]:
        found: dict[str, Likeness] = {}
        for variant, share in _variants(heading):
            words = tokens(variant)
            about_others = _listed("others").intersection(words)
            self_words = tuple(word for word in words if word not in _listed("person")) or words
            near = {other for word in words for other in self._nearest(word)}
            phrases = {id(pair[1]): pair for other in near for pair in self._with_word[other]}
            for name, phrase in phrases.values():
                value = share * max(
                    self._compare(words, phrase.words, about_others),
                    self._compare(self_words, phrase.words, about_others),
                )
                if phrase.own and plain(phrase.text) == plain(heading):
                    value = 1.0
                before = found.get(name)
                if value > _LEAST and (before is None or (value, phrase.own) > _rank(before)):
                    found[name] = Likeness(min(value, 1.0), phrase)
        return found

    def _compare(
        self, heading: tuple[str, ...], phrase: tuple[str, ...], about_others: frozenset[str]
    ) -> float:
        rest = list(phrase)
        matched = unmatched = 0.0
        general = True
        for word in heading:
            alike = self._nearest(word)
            best = max(rest, key=lambda other: alike.get(other, 0.0), default=None)
            if best is None or (likeness := alike.get(best, 0.0)) == 0:
                unmatched += self._weight(word)
                continue
            rest.remove(best)
            general = general and best in _generic()
            matched += likeness * self._weights[best]
            unmatched += (1 - likeness) * self._weights[best] / 2
        if not matched:
            return 0.0
        left = sum(self._weights[word] for word in rest)
        value = 2 * matched / (2 * matched + unmatched + left)
        if general and (unmatched or left):
            value *= _ONLY_GENERAL
        return value * _OTHER_PERSON if about_others.difference(phrase) else value

    def _weight(self, word: str) -> float:
        """Weigh a word of a heading; one that no field uses may change its sense."""
        known = self._nearest(word)
        if known:
            return max(self._weights[other] * likeness for other, likeness in known.items())
        return _UNKNOWN_WORD


def _rank(likeness: Likeness) -> tuple[float, bool]:
    return likeness.value, likeness.phrase.own


def _generic() -> frozenset[str]:
    return _listed("generic")


def _plural(word: str, other: str) -> float:
    """Compare a word that the index knows: it is that word, or its plural or feminine."""
    if word == other:
        return 1.0
    short, long = sorted((word, other), key=len)
    return 0.97 if len(short) > 3 and long.startswith(short) and long[len(short) :] in _ENDINGS else 0.0


def _likeness(word: str, other: str) -> float:
    """Compare a word that the index does not know: an abbreviation, or a typing error."""
    from rapidfuzz import fuzz

    if len(word) >= _SHORTEST_BEGINNING and other.startswith(word) and len(other) > len(word):
        return _BEGINS if len(word) > _SHORTEST_BEGINNING else _ALIKE
    if min(len(word), len(other)) < _LONG_ENOUGH:
        return 0.0
    ratio = fuzz.ratio(word, other) / 100
    return ratio if ratio >= _ALIKE else 0.0


def _variants(heading: str) -> list[tuple[str, float]]:
    """Give a heading whole, and without what stands in brackets: ``Genre (H/F/X)``."""
    variants = [(heading, 1.0)]
    bare = _ASIDE.sub(" ", heading).strip()
    if bare and bare != heading:
        variants.append((bare, 0.98))
    return variants


_indexes: dict[int, tuple[Vocabulary, HeadingIndex]] = {}


def heading_index(vocabulary: Vocabulary) -> HeadingIndex:
    """Give the index of a vocabulary, made once."""
    known = _indexes.get(id(vocabulary))
    if known is None or known[0] is not vocabulary:
        known = _indexes[id(vocabulary)] = (vocabulary, HeadingIndex(vocabulary))
    return known[1]
