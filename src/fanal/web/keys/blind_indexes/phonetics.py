"""A phonetic key for names of many languages as they are written in Latin letters.

English keys (Soundex, Metaphone) read *ch*, *j*, *kh* as English does, and put Arabic, Slavic or West
African names that were transliterated in two countries into different classes. This one is coarser: it
keeps the order of classes of consonants, and drops what transliterations disagree about most.

- letters first go to plain Latin ones (`anyascii`), so *Мухаммед*, *محمد* and *Muḥammad* can meet;
- one class each: sibilants from *sh, ch, tch, sch, cz, sz, zh, dj, j, x*; *s, z, ts, tz, ç*; *k, kh, q, g,
  gh, c,
  ck*; *f, ph, v, w, ou* before a vowel; *b, p*; *t, d, th*; *m*; *n*; *l*; *r*;
- *h* counts only at the start; vowels and *y* only at the start, and all as one;
- double letters count once, and a key has at most eight classes.

Several names share a key, which is meant: it finds candidates, a person decides.
"""

from __future__ import annotations

import re

from anyascii import anyascii

LONGEST = 8

_SPELLINGS = (
    # The longest first: each is read as one sound.
    *(
        (said, "X")
        for said in ("tsch", "dsch", "tch", "sch", "shch", "dzh", "sh", "ch", "cz", "sz", "zh", "dj")
    ),
    *((said, "S") for said in ("ts", "tz", "ss", "zz")),
    *((said, "F") for said in ("ph",)),
    *((said, "K") for said in ("ckh", "kh", "gh", "ck", "qu")),
    *((said, "T") for said in ("th", "dh")),
    *((said, "F") for said in ("oua", "oue", "oui", "ouo")),
)
_LETTERS = {
    **dict.fromkeys("jx", "X"),
    **dict.fromkeys("sz", "S"),
    **dict.fromkeys("kqgc", "K"),
    **dict.fromkeys("fvw", "F"),
    **dict.fromkeys("bp", "P"),
    **dict.fromkeys("td", "T"),
    **dict.fromkeys("m", "M"),
    **dict.fromkeys("n", "N"),
    **dict.fromkeys("l", "L"),
    **dict.fromkeys("r", "R"),
}
_SOFT_C = re.compile(r"c(?=[eiy])")
_SOUND = re.compile("|".join(sorted((said for said, _ in _SPELLINGS), key=len, reverse=True)) + "|[a-z]")
_CLASS = dict(_SPELLINGS) | _LETTERS


def _letters(word: str) -> str:
    return re.sub("[^a-z]", "", anyascii(word).lower())


def phonetic_key(word: str) -> str:
    """Give the phonetic key of one word; empty where it has no letters.

    Examples
    --------
    >>> phonetic_key("Mohammed") == phonetic_key("Muhammad") == phonetic_key("Mehmet")
    True
    >>> phonetic_key("Yusuf") == phonetic_key("Ioussef")
    True
    """
    letters = _SOFT_C.sub("s", _letters(word))
    classes: list[str] = []
    for found in _SOUND.finditer(letters):
        sound = _CLASS.get(found[0]) or ("" if found.start() else "H" if found[0] == "h" else "A")
        if sound and (not classes or classes[-1] != sound):
            classes.append(sound)
    return "".join(classes)[:LONGEST]
