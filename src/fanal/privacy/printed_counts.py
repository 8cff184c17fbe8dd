"""Counts as statistical offices print them: thousands commas, ``<5``, ``*``, nothing at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import inf

import numpy as np
import numpy.typing as npt
import polars as pl

from fanal.presentation import Refusal

MARKS = ("*", "**", "..", "...", "…", "c", "s", "x", ":", "-", "–", "na", "n/a", "")
"""Signs that stand where a count was withheld, without saying below what."""

TOTALS = ("total", "tous", "toutes", "all", "ensemble", "both", "both sexes", "les deux sexes")
"""Categories that stand for all the others of their dimension."""

_GROUPED = re.compile(r"\d{1,3}([,.'’ \u00a0\u202f]\d{3})+")
_BELOW = re.compile(r"(?:<|less than|fewer than|under|moins de)\s*(\d+)", re.IGNORECASE)
_AT_MOST = re.compile(r"(?:<=|≤|at most|au plus)\s*(\d+)", re.IGNORECASE)
_RANGE = re.compile(r"(\d+)\s*(?:-{1,2}|–|to|à)\s*(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What printed counts say of the true ones.

    Attributes
    ----------
    low, high
        Shape (cells,): the least and the most that each may be; whole numbers, or infinity.
    suppressed
        Shape (cells,): where a mark stands in the place of the count.
    """

    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]
    suppressed: npt.NDArray[np.bool_]


def read_printed(cells: pl.Series, marks: tuple[str, ...], least_hidden: int) -> Bounds:
    """Read printed counts.

    Parameters
    ----------
    cells
        Texts or whole numbers; blank is a mark where ``""`` is one.
    marks
        Signs without a number that stand for a withheld count, in any case.
    least_hidden
        The smallest count that a mark may hide: 0, or 1 where zeros are always printed.

    Raises
    ------
    Refusal
        If a cell is neither a count nor a mark; it names the rows and not what stands there.
    """
    known = {mark.strip().casefold() for mark in marks}
    texts = cells.cast(pl.String).fill_null("").str.strip_chars()
    # Few texts repeat many times: each is read once.
    distinct = {text: _read(text, known, least_hidden) for text in texts.unique()}
    wrong = [number for number, text in enumerate(texts) if distinct[text] is None]
    if wrong:
        shown = ", ".join(str(number + 1) for number in wrong[:5])
        raise Refusal("privacy.not-a-count", column=cells.name, n=len(wrong), rows=shown)
    read = np.array([distinct[text] for text in texts], dtype=np.float64).reshape(-1, 3)
    return Bounds(read[:, 0].copy(), read[:, 1].copy(), read[:, 2] == 1)


def _read(text: str, marks: set[str], least: int) -> tuple[float, float, bool] | None:
    if text.isascii() and text.isdigit():
        return float(text), float(text), False
    if _GROUPED.fullmatch(text):
        number = float(re.sub(r"\D", "", text))
        return number, number, False
    if re.fullmatch(r"\d+[.,]0+", text):
        number = float(text.replace(",", "."))
        return number, number, False
    if text.casefold() in marks:
        return float(least), inf, True
    return _read_bounded(text, least)


def _read_bounded(text: str, least: int) -> tuple[float, float, bool] | None:
    """Read a mark that says below what the count lies."""
    if (found := _BELOW.fullmatch(text)) and int(found[1]) > least:
        return float(least), float(found[1]) - 1, True
    if (found := _AT_MOST.fullmatch(text)) and int(found[1]) >= least:
        return float(least), float(found[1]), True
    if (found := _RANGE.fullmatch(text)) and int(found[1]) <= int(found[2]):
        return float(found[1]), float(found[2]), True
    return None
