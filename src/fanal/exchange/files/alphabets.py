"""Which letters beyond ASCII people write, language by language, and the old encoding that holds them.

The letters are those of the exemplar sets of the Unicode Common Locale Data Repository, with their capitals.
"""

from __future__ import annotations

from collections.abc import Mapping


def _both(small: str) -> frozenset[str]:
    return frozenset(small) | frozenset(sign.upper() for sign in small if len(sign.upper()) == 1)


def _range(first: int, last: int, more: str = "") -> frozenset[str]:
    return frozenset(map(chr, range(first, last + 1))) | frozenset(more)


_WESTERN: tuple[frozenset[str], ...] = (
    _both("àâæçéèêëîïôœùûüÿ"),  # French
    _both("áéíñóúü¿¡ºª"),  # Spanish
    _both("ãáâàçéêíóôõúüºª"),  # Portuguese
    _both("äöüß"),  # German
    _both("àèéìíîòóùú"),  # Italian
    _both("åäæéöøü"),  # Danish, Finnish, Norwegian, Swedish
    _both("áéèëêïíóöüúç"),  # Albanian, Catalan, Dutch
    _both("áðéíóúýþæö"),  # Icelandic
)

ALPHABETS: Mapping[str, tuple[frozenset[str], ...]] = {
    "cp1252": _WESTERN,
    "cp1250": (
        _both("ąćęłńóśźż"),  # Polish
        _both("áčďéěíňóřšťúůýž"),  # Czech
        _both("áäčďéíĺľňóôŕšťúýž"),  # Slovak
        _both("áéíóöőúüű"),  # Hungarian
        _both("ăâîşţ"),  # Romanian
        _both("čćđšž"),  # Bosnian, Croatian, Slovenian
    ),
    "cp1255": (_range(0x5B0, 0x5EA, "₪\u200e\u200f"),),
    "cp1251": (
        _range(0x410, 0x44F, "ёЁ№"),  # Russian, Bulgarian
        _range(0x410, 0x44F, "іІїЇєЄґҐўЎ№"),  # Ukrainian, Belarusian
        _range(0x410, 0x44F, "ђЂјЈљЉњЊћЋџЏќЌѓЃѕЅ"),  # Macedonian, Serbian
    ),
    "cp1253": (_range(0x386, 0x3CE),),
    "cp1254": (_both("âçğîöşûü") | frozenset("ıİ"),),
    "cp1256": (
        _range(0x621, 0x652, "پچژگکیہھے،؛؟ـ\u200c\u200d\u200e\u200f"),
        _range(0x621, 0x652, "àâçéèêëîïôœùûü،؛؟ـ\u200e\u200f"),  # with French between
    ),
    "cp874": (_range(0xE01, 0xE5B),),
    "mac-roman": _WESTERN,
}
"""For each encoding of before Unicode, the letters of the languages that are written with it.

Where two fit alike the first counts: Windows-1252 is what spreadsheets write in Western Europe, the Americas
and most of Africa.
"""

MARKS = frozenset("“”‘’„…–—€«»°·•\xa0§")
"""Signs of every language."""
