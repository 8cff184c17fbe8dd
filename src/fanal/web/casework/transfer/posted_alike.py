"""Who the persons of new cases are that another system sends: somebody new, known, or nobody said yet."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fanal.web.access.actor import Actor
from fanal.web.audit_trail.services import record
from fanal.web.casework.models import Case, Import, Person
from fanal.web.casework.selectors.search import why_key
from fanal.web.casework.services.duplicates import Found, about, look_for
from fanal.web.casework.services.search import not_erased, within_rights
from fanal.web.casework.transfer.persons import Somebody, alike_within
from fanal.web.keys.blind_indexes.searching import search_count

Candidate = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """What was said of who the person of a new case is.

    Attributes
    ----------
    person
        Who is here and is meant.
    new
        That it is nobody who is here.
    """

    person: uuid.UUID | None = None
    new: bool = False

    @property
    def nothing(self) -> bool:
        """Whether nothing was said."""
        return self.person is None and not self.new


@dataclass(frozen=True)
class Whose:
    """Who the persons of new cases are, by what names the cases.

    Attributes
    ----------
    known
        Persons who are here, as was said.
    missing
        Cases whose person is not here, for whoever sends.
    unsure
        Cases of which somebody has to say: who is here and may be meant, and what stands before it.
    """

    known: Mapping[str, Person]
    missing: frozenset[str]
    unsure: Mapping[str, tuple[Found, Sequence[Somebody]]]

    def candidates(self, made: Mapping[str, Case], by: Actor) -> dict[str, list[Candidate]]:
        """Say who may be meant, with the cases of theirs that may be read.

        Parameters
        ----------
        made
            What was made of the others, by what names them.
        """
        persons = {pk for found, _ in self.unsure.values() for pk in found}
        persons |= {case.person_id for case in made.values()}
        cases = within_rights(by, list(persons)) if self.unsure else {}
        numbers = {pk: [case.number for case in some] for pk, some in cases.items()}
        return {key: list(_candidates(*who, made, numbers)) for key, who in self.unsure.items()}


def who_is_who(new: Sequence[tuple[Somebody, Said]], *, row: Import, by: Actor) -> Whose:
    """Find out who the persons of new cases are, before any is made.

    Supervisors are told of whoever is found beyond one's rights, also where it is said that somebody is new;
    nothing of that is in what is given.

    Raises
    ------
    TooManySearches
        If whoever sends searches faster than anybody may.
    """
    wanted = {said.person for _, said in new if said.person}
    allowed = not_erased(within_rights(by, list(wanted))) if wanted else set()
    there = Person.objects.in_bulk(allowed)
    asked = [(one, said) for one, said in new if said.person is None]
    here = _look([one for one, _ in asked], by)
    within = alike_within([one for one, _ in new])
    alike = [
        (one, said, found)
        for (one, said), found in zip(asked, here, strict=True)
        if found or one.mark in within
    ]
    unsure = {one.key: (found, within.get(one.mark, [])) for one, said, found in alike if said.nothing}
    if asked:
        details = {"persons": len(asked), "alike": len(alike), "said-new": len(alike) - len(unsure)}
        record("imports.compared", subject=("casework.import", row.pk), details=details)
    return Whose(
        known={one.key: there[said.person] for one, said in new if said.person in there},
        missing=frozenset(one.key for one, said in new if said.person and said.person not in there),
        unsure=unsure,
    )


def still_known(results: Sequence[dict[str, Any]], by: Actor) -> list[dict[str, Any]]:
    """Give an answer again, without persons and cases that may be known no longer."""
    persons = {one["person"] for result in results for one in result.get("candidates", ()) if one["person"]}
    if not persons:
        return list(results)
    cases = within_rights(by, [uuid.UUID(one) for one in persons])
    numbers = {str(pk): {case.number for case in some} for pk, some in cases.items()}
    return [
        {**result, "candidates": [*_still(result["candidates"], numbers)]}
        if "candidates" in result
        else result
        for result in results
    ]


def _still(candidates: Sequence[Candidate], numbers: Mapping[str, set[str]]) -> Iterator[Candidate]:
    for one in candidates:
        if one["person"] is None:
            yield one
        elif one["person"] in numbers:
            yield {**one, "cases": [number for number in one["cases"] if number in numbers[one["person"]]]}


def _look(persons: Sequence[Somebody], by: Actor) -> list[Found]:
    if not any(text for one in persons for text in one.found_by.values()):
        return [{} for _ in persons]
    search_count(about(persons))
    found, _ = look_for(persons, by=by, told=())
    return found


def _candidates(
    here: Found,
    before: Sequence[Somebody],
    made: Mapping[str, Case],
    numbers: Mapping[uuid.UUID, list[str]],
) -> Iterator[Candidate]:
    places: dict[uuid.UUID, int] = {}
    for one in before:
        if one.key in made:
            places.setdefault(made[one.key].person_id, one.place)
        else:
            yield {"person": None, "place": one.place, "why": [], "cases": []}
    for pk in dict.fromkeys([*here, *places]):
        if pk in numbers:
            why = dict.fromkeys(why_key(reason).rpartition(".")[2] for reason in here.get(pk, (0, []))[1])
            yield {"person": str(pk), "place": places.get(pk), "why": [*why], "cases": numbers[pk]}
