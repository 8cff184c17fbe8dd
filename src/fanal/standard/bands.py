"""Bands of ages or months: ``9--17``, ``18 à 20 ans``, ``48+``."""

from __future__ import annotations

import re

_BETWEEN = re.compile(
    r"(?:(?:from|de|entre|between) )?(\d{1,3})\s*(?:--?|[–—‑‒]|to|and|à|a|et|~)\s*(\d{1,3})"
    r"\s*(?:years?|yrs?|ans?|months?|mois)?(?: old)?(?:\s*\(.*\))?",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"(?:(\d{1,3})\s*(?:\+|(?:years |ans )?(?:and|or) (?:over|more|older)|(?:ans )?et (?:plus|au-delà))"
    r"|(?:>=|≥|over|plus de)\s*(\d{1,3}))\s*(?:years?|yrs?|ans?|months?|mois)?(?:\s*\(.*\))?",
    re.IGNORECASE,
)
_UP_TO = re.compile(
    r"(?:<=|≤|up to|jusqu['’]à)\s*(\d{1,3})\s*(?:years?|yrs?|ans?|months?|mois)?", re.IGNORECASE
)
_UNDER = re.compile(r"(?:<|under|moins de)\s*(\d{1,3})\s*(?:years?|yrs?|ans?|months?|mois)?", re.IGNORECASE)
_ONE = re.compile(r"(\d{1,3})\s*(?:years?|yrs?|ans?|months?|mois)?", re.IGNORECASE)


def parse_band(text: str) -> str | None:
    """Read a band into its one spelling: ``9--17``, ``48+``, or ``17`` for a single number.

    ``over 47`` and ``plus de 47`` mean 48 and more; ``under 9`` means ``0--8``. None for what is no
    band, or runs backwards.
    """
    text = text.strip()
    if match := _BETWEEN.fullmatch(text):
        low, high = int(match[1]), int(match[2])
        return f"{low}--{high}" if low < high else (f"{low}" if low == high else None)
    if match := _FROM.fullmatch(text):
        if match[1]:
            return f"{int(match[1])}+"
        exact = text.lstrip().startswith((">=", "≥"))
        return f"{int(match[2]) + (not exact)}+"
    if match := _UP_TO.fullmatch(text):
        return f"0--{int(match[1])}"
    if match := _UNDER.fullmatch(text):
        return f"0--{int(match[1]) - 1}" if int(match[1]) > 1 else "0"
    if match := _ONE.fullmatch(text):
        return f"{int(match[1])}"
    return None
