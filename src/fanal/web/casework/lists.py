"""Code lists of casework that the standard lacks, with their words in both languages: `data/lists.toml`.

Those of the standard are asked of `fanal.standard`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from fanal.presentation import Language
from fanal.standard import Words
from fanal.web.design.language import say_in

FILES = ("lists.toml", "care.toml", "registers.toml", "record.toml")

_WORDS = ("code", "en", "fr")


@dataclass(frozen=True, slots=True)
class Item:
    """One code.

    Attributes
    ----------
    more
        What else the file says of it, such as ``days``.
    """

    code: str
    label: Words
    more: Mapping[str, Any] = field(default_factory=dict)

    def in_(self, language: Language) -> str:
        """Give its label in one language."""
        return self.label.in_(language)


@dataclass(frozen=True)
class Listed:
    """A list of codes, with where it comes from."""

    name: str
    title: Words
    source: str
    version: str
    items: tuple[Item, ...]

    @cached_property
    def by_code(self) -> Mapping[str, Item]:
        """Its items by their code."""
        return {item.code: item for item in self.items}


@cache
def all_lists() -> Mapping[str, Listed]:
    """Give every list by its name."""
    data = files("fanal.web.casework").joinpath("data")
    texts = [data.joinpath(name).read_text(encoding="utf-8") for name in FILES]
    return {raw["name"]: _read(raw) for text in texts for raw in tomllib.loads(text)["list"]}


def code_list(name: str) -> Listed:
    """Give one list; KeyError where there is none: a defect, never bad input."""
    return all_lists()[name]


def item(name: str, code: str) -> Item:
    """Give one code of a list."""
    return code_list(name).by_code[code]


def choices(name: str) -> list[tuple[str, str]]:
    """Give the codes of a list and their labels in the language of the page, for a form."""
    return [(one.code, say_in(one.label)) for one in code_list(name).items]


def said(name: str, code: str) -> str:
    """Say a code in the language of the page; one that the list does not have, as it is."""
    found = code_list(name).by_code.get(code)
    return say_in(found.label) if found else code


def _read(raw: Mapping[str, Any]) -> Listed:
    return Listed(
        name=raw["name"],
        title=Words(raw["title"]["en"], raw["title"]["fr"]),
        source=raw["source"],
        version=str(raw["version"]),
        items=tuple(
            Item(
                code=one["code"],
                label=Words(one["en"], one["fr"]),
                more={key: value for key, value in one.items() if key not in _WORDS},
            )
            for one in raw["codes"]
        ),
    )
