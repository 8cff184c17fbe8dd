"""Texts that say what they show: no control signs, none unseen, none that turn the direction of writing."""

from __future__ import annotations

from unicodedata import category

_NOT_PLAIN = frozenset(("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"))
_JOINERS = "\u200c\u200d"
"""Zero-width signs that Persian, Hindi and other languages are written with."""


def is_plain(text: str) -> bool:
    """Say whether a text is of signs that are seen, and spaces; a no-break space is one."""
    return all(sign in _JOINERS or category(sign) not in _NOT_PLAIN for sign in text)
