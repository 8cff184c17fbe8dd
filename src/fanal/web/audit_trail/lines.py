"""An entry as a line of a page: in words, its details where they can be opened."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from fanal.web.audit_trail import events, words
from fanal.web.audit_trail.models import Entry
from fanal.web.audit_trail.sealing import Details, State, open_details


@dataclass(frozen=True)
class Line:
    """One line. `details` are words by their names; `state` says why there are none."""

    number: int
    at: datetime
    event: str
    who: str
    subject: str
    about: str
    about_id: uuid.UUID | None
    details: Mapping[str, str]
    state: State


def lines(entries: Iterable[Entry], people: Mapping[uuid.UUID, str]) -> list[Line]:
    """Make lines of entries.

    Parameters
    ----------
    entries
        Of one chain.
    people
        How users are named.
    """
    return [_line(entry, open_details(entry), people) for entry in entries]


def _line(entry: Entry, opened: Details, people: Mapping[uuid.UUID, str]) -> Line:
    who = people.get(entry.actor, str(entry.actor)[:8]) if entry.actor else ""
    about = entry.subject_id or entry.person
    return Line(
        number=entry.sequence,
        at=entry.at,
        event=events.name(entry.event),
        who=who,
        subject=words.of_model(entry.subject_model),
        about=people.get(about, "") if about else "",
        about_id=about,
        details={
            words.of_detail(name): words.of_value(value, people) for name, value in opened.values.items()
        },
        state=opened.state,
    )
