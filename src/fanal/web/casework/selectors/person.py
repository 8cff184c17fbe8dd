"""What is read of a person: how they are called, how old they are."""

from __future__ import annotations

from datetime import date
from typing import Any

from fanal.web.casework import ages
from fanal.web.casework.models import Person
from fanal.web.design.language import say

NAME_PARTS = ("prs_FirstName", "prs_MiddleName", "prs_SecondName")


def name_of(person: Person) -> str:
    """Give the name a person goes by first; opens what is sealed. Empty where no name is known."""
    return _joined(person.told or {}, NAME_PARTS)


def other_names(person: Person) -> list[dict[str, str]]:
    """List the other names of a person: in other scripts, used earlier, or used by others."""
    return [
        {
            "name": _joined(one, ("first", "middle", "second")),
            "script": one.get("script", ""),
            "use": one.get("use", ""),
        }
        for one in (person.told or {}).get("names", [])
    ]


def all_names(person: Person) -> list[str]:
    """List every name by which a person can be found."""
    found = [name_of(person), *(one["name"] for one in other_names(person))]
    return [name for name in found if name]


def birthdate(person: Person) -> date | None:
    """Give the date of birth; where an age was estimated, the last day that it leaves open."""
    return ages.born_at_latest(person.told or {})


def age_words(person: Person) -> str:
    """Say how old somebody is, and how sure that is."""
    years = ages.years_old(birthdate(person))
    if person.age == Person.Age.DISPUTED:
        return say("web.casework.age-disputed")
    if years is None:
        return say(_WITHOUT_DATE.get(person.age, "web.casework.age-unknown"))
    if person.birth == Person.Birth.ESTIMATED:
        return say("web.casework.age-about", n=years)
    return say("web.casework.age-years", n=years)


_WITHOUT_DATE = {
    Person.Age.CHILD: "web.casework.age-child",
    Person.Age.ADULT: "web.casework.age-adult",
}


def _joined(parts: dict[str, Any], names: tuple[str, ...]) -> str:
    return " ".join(str(parts[name]).strip() for name in names if parts.get(name))
