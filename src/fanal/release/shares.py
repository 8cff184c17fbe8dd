"""Shares, told so roughly that no count can be worked out from them."""

from __future__ import annotations

from fanal.presentation import Language, text


def percent(share: float, language: Language) -> str:
    """Say a share, 0 to 1, in whole per cents; a little is told as under one."""
    if 0 < share < 0.01:
        return text("release.percent-under-one", language)
    return text("release.percent", language, value=round(100 * share))
