"""A language that nobody speaks: English with accents and brackets, longer, to find what is untranslated."""

from __future__ import annotations

import re

PSEUDO = "qps"
"""The pseudo-locale, from left to right."""
PSEUDO_RTL = "qpr"
"""The same from right to left."""

_ACCENTS = str.maketrans(
    "AEIOUYaeiouyCcNnSsZz",
    "ÀÉÎÕÜÝàéîõüýÇçÑñŠšŽž",
)
_OPEN, _CLOSE = "\ue000", "\ue001"
_KEPT = re.compile(f"{_OPEN}[^{_OPEN}{_CLOSE}]*{_CLOSE}")


def keep(said: str) -> str:
    """Mark words that a person entered: they are data, and stay as they are."""
    return f"{_OPEN}{said}{_CLOSE}"


def pseudo(said: str) -> str:
    """Write an English text as the pseudo-locale does: ``⟦Šîgñ îñ ~~~⟧``.

    It is 40 % longer, as a translation may be, and whatever is on a page without brackets was not translated.
    """
    longer = "~" * max(1, round(len(said) * 0.4))
    accented = "".join(
        part[1:-1] if _KEPT.fullmatch(part) else part.translate(_ACCENTS)
        for part in re.split(f"({_KEPT.pattern})", said)
    )
    return f"⟦{accented} {longer}⟧"
