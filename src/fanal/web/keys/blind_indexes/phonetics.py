"""A phonetic key for names of many languages as they are written in Latin letters.

English keys (Soundex, Metaphone) read *ch*, *j*, *kh* as English does, and put Arabic, Slavic or West
African names that were transliterated in two countries into different classes. This one is coarser: it keeps
the order of classes of consonants, and drops what transliterations disagree about most.

- Letters first go to plain Latin ones (`anyascii`), so that *Мухаммад*, *محمد* and *Muḥammad* meet.
- One class each: *sh, ch, tch, sch, cz, sz, zh, dj, j, x*; *s, z, ts, tz, ç*; *k, q, g, gh, c, ck*; *f, ph,
  v, w*, *ou* before a vowel; *b, p*; *t, d, th, dh*; *m*; *n*; *l*; *r*.
- *h* and *kh* are one, and count only at the start; so do vowels and *y*, all as one.
- Double letters count once, and a key has at most eight classes.

Several names share a key, which is meant: it finds candidates, and a person decides.
"""

from __future__ import annotations

import re

from anyascii import anyascii

LONGEST = 8

_SOUNDS = {
    "X": "shch tsch dsch tch sch dzh sh ch cz sz zh dj j x",
    "S": "ts tz s z",
    "K": "gh ck qu k q g c",
    "F": "oua oue oui ouo ph f v w",
    "P": "b p",
    "T": "th dh t d",
    "H": "kh h",
    "A": "a e i o u y",
    "M": "m",
    "N": "n",
    "L": "l",
    "R": "r",
}
_CLASS = {spelling: sound for sound, spellings in _SOUNDS.items() for spelling in spellings.split()}
_SPELLING = re.compile("|".join(sorted(_CLASS, key=len, reverse=True)))
_ACCENTED = str.maketrans(
    {"ć": "ch", "č": "ch", "ç": "s", "š": "sh", "ş": "sh", "ž": "zh", "đ": "dj", "ğ": ""}
)
"""Accents that change a consonant: `anyascii` would drop them."""
_SOFT_C = re.compile(r"c(?=[eiy])")


def phonetic_key(word: str) -> str:
    """Give the phonetic key of one word; empty where it has no letters.

    Examples
    --------
    >>> phonetic_key("Mohammed") == phonetic_key("Muhammad") == phonetic_key("Mehmet")
    True
    >>> phonetic_key("Yusuf") == phonetic_key("Ioussef")
    True
    """
    letters = re.sub("[^a-z]", "", anyascii(word.lower().translate(_ACCENTED)).lower())
    classes: list[str] = []
    for found in _SPELLING.finditer(_SOFT_C.sub("s", letters)):
        sound = _CLASS[found[0]]
        if sound in "HA" and found.start():
            continue
        if not classes or classes[-1] != sound:
            classes.append(sound)
    return "".join(classes)[:LONGEST]
