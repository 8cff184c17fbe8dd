"""Counts as statistical offices print them: thousands commas, ``<5``, ``*``, nothing at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import inf

import numpy as np
import numpy.typing as npt
import polars as pl

from fanal.presentation import Refusal
from fanal.privacy.classes import blanked

MARKS = (
    *("", "*", "**", "..", "...", "…", ":", "-", "–", "—", "#", "†", "c", "d", "s", "x", "na", "n/a"),
    *("(c)", "(d)", "(s)", "[c]", "[x]", ":c", ": c", "nc", "n.c.", "nd", "n.d.", "ns", "n.s."),
    *("suppressed", "withheld", "confidential", "masqué", "secret", "confidentiel"),
)
"""Signs that stand where a count was withheld, without saying below what."""

TOTALS = (
    *("total", "totals", "totaux", "grand total", "overall", "all", "tous", "toutes", "ensemble"),
    *("both", "both sexes", "les deux sexes"),
)
"""Categories that stand for all the others of their dimension."""

_REST = re.compile(r"\b(?:other|others|autre|autres)\b")

_GROUPED = re.compile(r"\d{1,3}([,.'’ \u00a0\u202f]\d{3})+")
_BELOW = re.compile(r"(?:<|less than|fewer than|under|moins de)\s*(\d+)", re.IGNORECASE)
_AT_MOST = re.compile(r"(?:<=|≤|at most|au plus)\s*(\d+)", re.IGNORECASE)
_AT_LEAST = re.compile(r"(?:>=|≥|at least|au moins)\s*(\d+)|(\d+)\s*(?:\+|or more|ou plus)", re.IGNORECASE)
_ABOVE = re.compile(r"(?:>|more than|over|plus de)\s*(\d+)", re.IGNORECASE)
_RANGE = re.compile(r"(\d+)\s*(?:-{1,2}|–|—|to|à)\s*(\d+)", re.IGNORECASE)


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


def totals_of(categories: pl.Series, labels: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """Say which categories of one dimension stand for all the others, shape (cells,).

    A category is a total if it is one of the labels; where the dimension has none of them, if it
    begins with one, as ``Total (all ages)``, and does not speak of others, as ``All others``.
    """
    known = {label.strip().casefold() for label in labels}
    texts = [" ".join(text.split()).casefold() for text in as_texts(categories)]
    found = np.array([text in known for text in texts], dtype=np.bool_)
    if not found.any():
        begins = re.compile(rf"(?:{'|'.join(re.escape(label) for label in sorted(known, key=len))})\W")
        begin = {text for text in set(texts) if begins.match(text) and not _REST.search(text)}
        found = np.array([text in begin for text in texts], dtype=np.bool_)
    return found


def as_texts(cells: pl.Series) -> pl.Series:
    """Give cells as texts, a blank as an empty one; of numbers, whole ones without a point.

    Raises
    ------
    Refusal
        If the column holds what is no text.
    """
    cells = blanked(cells)
    if cells.dtype.is_nested() or cells.dtype in (pl.Object, pl.Binary):
        raise Refusal("privacy.column-not-comparable", column=cells.name)
    if cells.dtype.is_float():
        # 1.234 is no count; as a text it would be read as 1,234.
        texts = [
            None
            if cell is None
            else str(int(cell))
            if cell == cell // 1 and abs(cell) < 2**53
            else f"≈{cell}"
            for cell in cells
        ]
        cells = pl.Series(cells.name, texts, dtype=pl.String)
    return cells.cast(pl.String).fill_null("").str.strip_chars()


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
    texts = as_texts(cells)
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
    """Read a mark that says between what the count lies."""
    if (found := _BELOW.fullmatch(text)) and int(found[1]) > least:
        return float(least), float(found[1]) - 1, True
    if (found := _AT_MOST.fullmatch(text)) and int(found[1]) >= least:
        return float(least), float(found[1]), True
    if (found := _RANGE.fullmatch(text)) and int(found[1]) <= int(found[2]):
        return float(found[1]), float(found[2]), True
    if found := _AT_LEAST.fullmatch(text):
        return float(found[1] or found[2]), inf, True
    if found := _ABOVE.fullmatch(text):
        return float(found[1]) + 1, inf, True
    return None
