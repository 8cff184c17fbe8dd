"""What is proposed to an organisation for what it answers for: `data/governance.toml`, in both languages."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

Words = dict[str, str]


@dataclass(frozen=True)
class Category:
    """Data that are kept equally long.

    Attributes
    ----------
    months
        As proposed, after the closing of a case.
    words, why, source
        What it is called, on what the proposal rests, where that is written; by language.
    """

    code: str
    months: int
    words: Words
    why: Words
    source: Words


@cache
def _data() -> dict[str, Any]:
    place = files(__package__).joinpath("data", "governance.toml")
    return tomllib.loads(place.read_text(encoding="utf-8"))


@cache
def categories() -> dict[str, Category]:
    """Give the categories of the retention schedule, by their codes."""
    return {one["code"]: Category(**one) for one in _data()["category"]}


def processing_lines(language: str) -> list[dict[str, str]]:
    """Give the lines of the record of processing that are proposed, in one language."""
    return [dict(one[language]) for one in _data()["processing"]]
