"""Shares, told so roughly that no count can be worked out from them."""

from __future__ import annotations

from fanal.presentation import Language, text
from fanal.privacy import rounded_share


def percent(share: float, language: Language) -> str:
    """Say a share of what is published anyway, 0 to 1, in whole per cents; a little as under one."""
    if 0 < share < 0.01:
        return text("release.percent-under-one", language)
    return text("release.percent", language, value=round(100 * share))


def about(share: float, rows: int, k: int, language: Language) -> str:
    """Say a share that depends on what is not published, in steps that stand for at least 2 k rows.

    Parameters
    ----------
    share
        0 to 1.
    rows
        The rows released.
    k
        The fewest people that may be told of.
    language
        The language to say it in.
    """
    near, step = rounded_share(share, rows, k)
    if near == 0 and share > 0:
        return text("release.percent-under", language, value=round(100 * step, 1))
    return text("release.percent", language, value=round(100 * near, 1))
