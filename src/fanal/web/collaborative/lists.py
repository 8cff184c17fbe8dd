"""Code lists of the collaborative, with their words in both languages: `data/collaborative.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from fanal.standard import Words
from fanal.web.design.language import say_in


@cache
def all_lists() -> Mapping[str, Mapping[str, Words]]:
    """Give every list by its name: words by code, in the order of the file."""
    raw = files("fanal.web.collaborative").joinpath("data", "collaborative.toml").read_text(encoding="utf-8")
    return {
        one["name"]: {code["code"]: Words(code["en"], code["fr"]) for code in one["codes"]}
        for one in tomllib.loads(raw)["list"]
    }


def codes(name: str) -> tuple[str, ...]:
    """Give the codes of a list; KeyError where there is none: a defect, never bad input."""
    return tuple(all_lists()[name])


def choices(name: str) -> list[tuple[str, str]]:
    """Give the codes of a list and their words in the language of the page, for a form."""
    return [(code, say_in(words)) for code, words in all_lists()[name].items()]


def said(name: str, code: str) -> str:
    """Say a code in the language of the page; one that the list does not have, as it is."""
    words = all_lists()[name].get(code)
    return say_in(words) if words else code
