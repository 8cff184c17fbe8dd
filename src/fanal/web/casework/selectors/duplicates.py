"""What is shown of rows of a file whose person may be here already, or in another row."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator

from fanal.exchange.reading import Reading
from fanal.web.access.actor import Actor
from fanal.web.casework.fields import said
from fanal.web.casework.models import Import, Person
from fanal.web.casework.selectors.person import name_of
from fanal.web.casework.selectors.search import described
from fanal.web.casework.services.duplicates import ANOTHER, LATER, PERSON, ROW
from fanal.web.casework.services.search import Match, within_rights
from fanal.web.casework.transfer.rows import Values, rows_of
from fanal.web.casework.vocabulary import Words
from fanal.web.design.language import say
from fanal.web.keys.hierarchy import load_persons

PAGE_OF = 20
_TOLD = ("prs_Birthdate", "prs_AgeBand", "prs_Gender", "prs_Citizenship", "prs_MobilePhone")
"""What helps to tell people of one name apart, besides the name."""


@dataclass(frozen=True)
class Asked:
    """A row of which somebody has to say who its person is.

    Attributes
    ----------
    number
        Of the row, as whoever has the file open sees it.
    choices
        What can be said, with its words.
    said
        What was said.
    """

    mark: str
    number: int
    who: str
    choices: list[tuple[str, str]]
    said: str


def asked_page(row: Import, reading: Reading, number: str | None, *, by: Actor) -> tuple[Page, list[Asked]]:
    """Give one page of the rows to decide on; persons are opened for it alone, and only those one may see."""
    alike: dict[str, Any] = row.fixes.get("alike") or {}
    marks = sorted(alike, key=lambda mark: alike[mark]["place"])
    page = Paginator(marks, PAGE_OF).get_page(number)
    known = _known(by, [uuid.UUID(pk) for mark in page for pk, _, _ in alike[mark]["persons"]])
    decided, words = row.fixes.get("decided", {}), Words()
    return page, [_asked(mark, alike[mark], decided, reading, known, words) for mark in page]


def _known(by: Actor, persons: list[uuid.UUID]) -> dict[uuid.UUID, Match]:
    """Give the persons whom one may see still."""
    found = within_rights(by, persons)
    there = Person.objects.in_bulk(found)
    load_persons(there)
    return {pk: Match(person, 0, (), tuple(found[pk])) for pk, person in there.items()}


def _asked(
    mark: str,
    found: dict[str, Any],
    decided: dict[str, str],
    reading: Reading,
    known: dict[uuid.UUID, Match],
    words: Words,
) -> Asked:
    place = found["place"]
    choices = [
        (f"{PERSON}{pk}", _same(known[uuid.UUID(pk)], why, words))
        for pk, _, why in found["persons"]
        if uuid.UUID(pk) in known
    ]
    choices += [
        (
            f"{ROW}{other}",
            say(
                "web.casework.import-same-row",
                row=int(reading.rows[where]),
                who=_who(reading, where, words),
            ),
        )
        for other, where in found["rows"]
    ]
    choices += [
        (ANOTHER, say("web.casework.import-another-person")),
        (LATER, say("web.casework.import-decide-later")),
    ]
    said_before = decided.get(mark, LATER)
    return Asked(
        mark,
        int(reading.rows[place]),
        _who(reading, place, words),
        choices,
        said_before if said_before in dict(choices) else LATER,
    )


def _same(match: Match, why: list[str], words: Words) -> str:
    shown = described(Match(match.person, 0, tuple(why), match.cases), words)
    about = " · ".join(filter(None, (shown.age, shown.citizenship, *(case.number for case in match.cases))))
    name = name_of(match.person) or say("web.casework.import-no-name")
    return say("web.casework.import-same-person", name=name, about=about, why=shown.why)


def _who(reading: Reading, place: int, words: Words) -> str:
    """Say who the person of a row is, by what the file says."""
    values: Values = next(rows_of(reading.records, place, place + 1)).once["person"]
    name = name_of(Person(told=values)) or say("web.casework.import-no-name")
    told = [said(words.vocabulary[one], values[one], words) for one in _TOLD if values.get(one)]
    return " · ".join([name, *told])
