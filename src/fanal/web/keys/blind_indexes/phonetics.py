"""Phonetic keys for names of many languages, in Latin letters or in the script that they come from.

English keys (Soundex, Metaphone) read *ch*, *j*, *kh* as English does, and put Arabic, Slavic or West
African names that were transliterated in two countries into different classes. These are coarser: they keep
the order of classes of consonants, and drop what transliterations disagree about most.

- Letters first go to plain Latin ones (`anyascii`), so that *Мухаммад*, *محمد* and *Muḥammad* meet.
- One class each: *sh, ch, tch, sch, cz, sz, zh, dj, j, x*; *s, z, ts, tz, ç*; *k, q, g, gh, c, ck*; *f, ph,
  v, w*, *ou* before a vowel; *b, p*; *t, d, th, dh*; *m*; *n*; *l*; *r*.
- *h* and *kh* are one, and count only at the start; so do vowels and *y*, all as one.
- The article after *Abd* is written in many ways (*Abdul-Rahman*, *Abderrahmane*): before a consonant its *l*
  does not count.
- Double letters count once, and so does a class that only vowels part from itself, unless there is no other;
  a key has at most eight classes.

Where one letter of another script is read in several ways, a word has a key for each: the Arabic *waw* is a
vowel or *w*, *jim* is *j* or *g*, *tha* and *dhal* lean to *t* or *s*; the Cyrillic *г* is *g* or *h*.
Several names share a key, which is meant: it finds candidates, and a person decides.
"""

from __future__ import annotations

import re
from itertools import groupby, islice, product
from operator import itemgetter

from anyascii import anyascii

LONGEST = 8
MOST = 8
"""Keys that one word has at most."""

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
    # Letters that carry a vowel of their own: `anyascii` drops them, and a name would begin after them.
    | dict.fromkeys("اأإآٱعءئؤ", "a")
    | dict.fromkeys("እዕ", "i")
)
"""Letters that `anyascii` would drop, or take for another consonant."""
_READ_AS = {
    "و": ("u", "w"),
    "ج": ("j", "g"),
    "ث": ("th", "s"),
    "ذ": ("dh", "z"),
    "ض": ("d", "z"),
    "ظ": ("dh", "z"),
    "г": ("g", "h"),
}
"""Letters that several readings of one name differ in."""
_MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")
"""Vowel marks and lengthening of Arabic: a name is written with and without them."""
_SOFT_C = re.compile(r"c(?=[eiy])")
_ARTICLE = re.compile(r"^(abd[aeiou]*)l(?=[^aeiouy])")


def phonetic_keys(word: str) -> set[str]:
    """Give the phonetic keys of one word; none where it has no letters.

    Examples
    --------
    >>> phonetic_keys("Mohammed") == phonetic_keys("Muhammad") == phonetic_keys("محمد")
    True
    >>> phonetic_keys("Yusuf") <= phonetic_keys("يوسف")
    True
    """
    plain = _MARKS.sub("", word.lower()).translate(_ACCENTED)
    readings = islice(product(*(_READ_AS.get(letter, (letter,)) for letter in plain)), MOST)
    return {_key("".join(one)) for one in readings} - {""}


def _key(word: str) -> str:
    letters = re.sub("[^a-z]", "", anyascii(word).lower())
    letters = _ARTICLE.sub(r"\1", _SOFT_C.sub("s", letters))
    sounds = [(_CLASS[found[0]], found.start()) for found in _SPELLING.finditer(letters)]
    classes = [sound for sound, place in sounds if place == 0 or sound not in "HA"]
    key = "".join(sound for sound, _ in groupby(classes))[:LONGEST]
    # *Layla* and *Nina* have one class only, twice: more than *Lee* and *An* have.
    doubled = len(key) == 1 and sum(sound == key for sound, _ in groupby(sounds, itemgetter(0))) > 1
    return key * 2 if doubled else key
