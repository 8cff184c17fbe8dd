"""What somebody said of a file that is brought in, one by one: each can be taken back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fanal.standard import Vocabulary
from fanal.web.casework.fields import said as said_of
from fanal.web.casework.vocabulary import Words
from fanal.web.design.language import say, say_in


@dataclass(frozen=True)
class Mended:
    """One thing that was said.

    Attributes
    ----------
    words
        What was said.
    back
        What takes it back, for `services.imports.import_mend`.
    """

    words: str
    back: Mapping[str, Any]

    @property
    def mark(self) -> str:
        """Name it, without what it says."""
        return hashlib.sha256(repr(self.back).encode()).hexdigest()[:16]


def mended(fixes: Mapping[str, Any], headings: Mapping[str, str]) -> list[Mended]:
    """List what was said of columns and texts.

    Parameters
    ----------
    headings
        What stands over columns, by their place.
    """
    words = Words()
    return [*_columns(fixes, headings, words.vocabulary), *_texts(fixes, words)]


def _columns(
    fixes: Mapping[str, Any], headings: Mapping[str, str], vocabulary: Vocabulary
) -> Iterator[Mended]:
    for heading, name in fixes.get("fields", {}).items():
        yield Mended(_is(heading, name, vocabulary), {"fields": {heading: None}})
    for place, name in fixes.get("columns", {}).items():
        yield Mended(_is(headings.get(place, place), name, vocabulary), {"columns": {place: None}})


def _is(heading: str, name: str, vocabulary: Vocabulary) -> str:
    field = vocabulary.by_name.get(name)
    label = say_in(field.label) if field else say("web.casework.import-leave-aside")
    return say("web.casework.import-said-column", column=heading, field=label)


def _texts(fixes: Mapping[str, Any], words: Words) -> Iterator[Mended]:
    for name, means in fixes.get("values", {}).items():
        field = words.vocabulary.by_name.get(name)
        if field is None:
            continue
        for text, value in means.items():
            meant = said_of(field, value, words) if field.list is not None else value
            label = say_in(field.label)
            yield Mended(
                say("web.casework.import-said-text", field=label, text=text[:80], value=meant),
                {"values": {name: {text: None}}},
            )
