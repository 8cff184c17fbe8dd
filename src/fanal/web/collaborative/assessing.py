"""The questions of an impact assessment, in both languages: `data/impact-assessment.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fanal.standard import Words


@dataclass(frozen=True, slots=True)
class Question:
    """One question, and what helps to answer it."""

    code: str
    question: Words
    hint: Words


@cache
def questions() -> tuple[Question, ...]:
    """Give them in their order."""
    folder = files("fanal.web.collaborative").joinpath("data")
    raw = tomllib.loads(folder.joinpath("impact-assessment.toml").read_text(encoding="utf-8"))
    return tuple(
        Question(
            one["code"],
            Words(one["question"]["en"], one["question"]["fr"]),
            Words(one["hint"]["en"], one["hint"]["fr"]),
        )
        for one in raw["question"]
    )
