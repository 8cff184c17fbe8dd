"""All that is recorded of a person, for a person who asks for it: as a document, and in the names of HTCDS.

What would show data of others is left out: who said that somebody is a perpetrator, and the cases of others.
So is what nobody may tell yet: requests by authorities of which the person was not told.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.casework import fields, lists, models
from fanal.web.casework.models import Context, Person
from fanal.web.casework.policy import readable
from fanal.web.casework.selectors.age import age_of
from fanal.web.casework.selectors.tables import rows_of_tables
from fanal.web.casework.vocabulary import Words
from fanal.web.design.language import say, say_date, say_in

Line = tuple[str, str]


@dataclass(frozen=True)
class Section:
    """One kind of rows: its title, and label and value of each column of each row."""

    title: str
    rows: list[list[Line]]


@dataclass
class PersonalCopy:
    """All of it.

    Attributes
    ----------
    sections
        For people, in the language of the page.
    data
        For machines: fields by their names in HTCDS, all else by our names.
    withheld
        Whether something was left out to protect others.
    """

    sections: list[Section] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)
    withheld: bool = False


@cache
def _sections() -> list[dict[str, Any]]:
    place = files("fanal.web.casework").joinpath("data", "copy.toml")
    return list(tomllib.loads(place.read_text(encoding="utf-8"))["section"])


def personal_copy(person: Person, actor: Actor) -> PersonalCopy:
    """Put together what is recorded of a person, in the cases that whoever asks may read.

    Parameters
    ----------
    person
        Whose.
    actor
        Who puts it together.
    """
    words, made = Words(), PersonalCopy(data={"standard": "HTCDS 2.0", "made": timezone.now().isoformat()})
    found = rows_of_tables([_rows(one["model"], person, actor) for one in _sections()])
    for one, unsorted in zip(_sections(), found, strict=True):
        rows = sorted(unsorted, key=lambda row: (row.made_at, row.pk))
        if one["model"] == "Person":
            rows[0].age = age_of(rows[0])  # as of today
        if one["model"] == "Context":
            made.withheld = any(row.role == Context.Role.PERPETRATOR for row in rows)
            rows = [row for row in rows if row.role != Context.Role.PERPETRATOR]
        if not rows:
            continue
        lines = [[*_columns(row, one, words), *_fields(row, one, words)] for row in rows]
        made.sections.append(Section(say_in(one["words"]), lines))
        made.data[one["name"]] = [_data(row, one) for row in rows]
    return made


def _rows(name: str, person: Person, actor: Actor) -> QuerySet[Any]:
    """Give the rows of a table that are about a person, and in no case that the actor may not read."""
    model = getattr(models, name)
    if model is Person:
        return Person.objects.filter(pk=person.pk)
    found = model.objects.filter(person=person)
    if name == "Case":
        return found.filter(pk__in=readable(actor).values("pk"))
    if name == "AuthorityRequest":
        found = found.exclude(person_told_on=None)
    return _in_readable(found, model, actor)


def _in_readable(found: QuerySet[Any], model: type[Model], actor: Actor) -> QuerySet[Any]:
    through = {"StatusDecision": "context__case", "PlanStep": "plan__case"}.get(model.__name__, "case")
    if through == "case" and not any(one.name == "case" for one in model._meta.get_fields()):
        return found
    unread = models.Case.objects.exclude(pk__in=readable(actor).values("pk"))
    return found.exclude(**{f"{through}__in": unread})


def _columns(row: Any, section: dict[str, Any], words: Words) -> list[Line]:
    found = ((about, getattr(row, name)) for name, about in section["columns"].items())
    return [
        (say_in({"en": about["en"], "fr": about["fr"]}), _in_words(value, about, words))
        for about, value in found
        if value not in (None, "", {}, [])
    ]


def _in_words(value: Any, about: dict[str, Any], words: Words) -> str:
    """Say the value of a column: a code by its list, or by the field of the standard that it is of."""
    if isinstance(value, dict):
        pairs = (
            f"{_key(name, about)}: {_in_words(one, about, words)}"
            for name, one in value.items()
            if one not in (None, "")
        )
        return "; ".join(pairs)
    if "list" in about and isinstance(value, str):
        return lists.said(about["list"], value)
    field = words.vocabulary.by_name.get(about.get("field", ""))
    return fields.said(field, value, words) if field and isinstance(value, str) else _said(value)


def _key(code: str, about: dict[str, Any]) -> str:
    said = (lists.said(name, code) for name in about.get("keys", ()))
    return next((one for one in said if one != code), code)


def _fields(row: Any, section: dict[str, Any], words: Words) -> list[Line]:
    if not section.get("document"):
        return []
    known = words.vocabulary.by_name
    found = []
    for name, value in row.values.items():
        if value in (None, "", [], {}):
            continue
        one = known.get(name)
        found.append((say_in(one.label), fields.said(one, value, words)) if one else (name, _said(value)))
    return found


def _data(row: Any, section: dict[str, Any]) -> dict[str, Any]:
    own = {words.get("field", name): _plain(getattr(row, name)) for name, words in section["columns"].items()}
    said = dict(row.values) if section.get("document") else {}
    return {name: value for name, value in {**own, **said}.items() if value not in (None, "", [], {})}


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return say("web.casework.yes") if value else say("web.casework.no")
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_said(one)}" for name, one in value.items() if one not in (None, ""))
    if isinstance(value, list):
        return ", ".join(_said(one) for one in value)
    if isinstance(value, date | datetime | int):
        return say_date(value)
    return str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
