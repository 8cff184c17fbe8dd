"""What came out of a file, made safe to show: no terminal command, nothing that reorders a line."""

from __future__ import annotations

import unicodedata

# Control characters would command the terminal or break a page; the explicit overrides and
# embeddings of direction can make a name look like another (Unicode Technical Report 36, 2.5);
# half a surrogate pair cannot be written in UTF-8. Isolates and marks of direction are harmless.
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e")
_KEPT = frozenset("\n\t")


def printable(words: str) -> str:
    """Replace what must not be shown by the replacement character, and leave all else as it is."""
    if words.isascii() and words.isprintable():
        return words
    return "".join("\N{REPLACEMENT CHARACTER}" if _harmful(character) else character for character in words)


def _harmful(character: str) -> bool:
    return character not in _KEPT and (
        character in _OVERRIDES or unicodedata.category(character) in ("Cc", "Cs")
    )
