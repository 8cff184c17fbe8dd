"""What is recorded in one table of the standard, as a page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fanal.standard import Field
from fanal.web.casework import lists
from fanal.web.casework.fields import said
from fanal.web.casework.models import Person
from fanal.web.casework.selectors.person import other_names
from fanal.web.casework.vocabulary import Words
from fanal.web.design.language import say, say_in

_LONG = 120


@dataclass(frozen=True, slots=True)
class Line:
    """A field, and what is recorded of it."""

    label: str
    value: str

    @property
    def long(self) -> bool:
        """Whether it wants the whole width."""
        return len(self.value) > _LONG


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is recorded, and which fields of the core nobody has asked yet."""

    filled: list[Line]
    missing: list[str]


def recorded(values: Mapping[str, Any], words: Words, *tables: str) -> Recorded:
    """Say what is recorded in some tables."""
    return _of(words.fields(*tables, also=values), values, words, [])


def recorded_of_person(person: Person, words: Words) -> Recorded:
    """Say what is recorded of a person besides the name: birth and languages have places of their own."""
    values = person.values
    before = [
        Line(say_in(words.vocabulary[_BORN].label), said(words.vocabulary[_BORN], values.get(_BORN), words))
    ]
    if before[0].value and person.birth == Person.Birth.ESTIMATED:
        before = [Line(before[0].label, say("web.casework.estimated", value=before[0].value))]
    names = ", ".join(_name(one) for one in other_names(person))
    before.append(Line(say("web.casework.other-names"), names))
    before.append(Line(say("web.casework.interview-language"), interviewed(person, words)))
    before.append(Line(say("web.casework.record-language"), language(person.record_language, words)))
    return _of(words.fields("person", also=values), values, words, before)


def interviewed(person: Person, words: Words) -> str:
    """Say in which language somebody is interviewed, and whether with an interpreter."""
    spoken = language(person.interview_language, words)
    if person.interpreter and spoken:
        return say("web.casework.with-interpreter", language=spoken)
    return say("web.casework.interpreter") if person.interpreter else spoken


def language(code: str, words: Words) -> str:
    """Name a language."""
    known = words.vocabulary.lists["iso-639-2"].by_code.get(code)
    return say_in(known.label) if known else code


_BORN = "prs_Birthdate"


def _name(one: Mapping[str, str]) -> str:
    use = lists.said("name-uses", one["use"]) if one["use"] else ""
    return say("web.casework.name-of-use", name=one["name"], use=use) if use else one["name"]


def _of(fields: Iterable[Field], values: Mapping[str, Any], words: Words, before: list[Line]) -> Recorded:
    filled, missing = [one for one in before if one.value], []
    for field in fields:
        label, value = say_in(field.label), said(field, values.get(field.name), words)
        if value:
            filled.append(Line(label, value))
        elif field.core:
            missing.append(label)
    return Recorded(filled, missing)
