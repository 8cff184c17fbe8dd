"""Search for a person before anybody is recorded: what is found is shown within one's rights, no more."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from fanal.web.access.actor import Actor
from fanal.web.access.levels import REACH_RESTRICTED
from fanal.web.access.policy import insist
from fanal.web.access.selectors import assigned, members_with
from fanal.web.audit_trail.services import record
from fanal.web.casework.models import Case, Context, HiddenHit, Person
from fanal.web.casework.policy import cases_of_alleged, readable
from fanal.web.casework.signals import hidden_hit
from fanal.web.keys.blind_indexes.searching import search
from fanal.web.keys.hierarchy import load_persons
from fanal.web.keys.models import PersonKey
from fanal.web.organisations.models import Membership
from fanal.web.organisations.selectors import member

LIKELY = 0.25
"""From this strength on a hit is told to the supervisor: the sound of all of several names, or a number."""
WORTH_SHOWING = 0.1
"""From this strength on a hit is shown: all of a name sounds alike, or one word of it is the same."""
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Match:
    """A person who may be the one who was searched for.

    Attributes
    ----------
    reasons
        What agrees: kind and strongest form, as ``name-exact``.
    cases
        Those that whoever searches may read.
    """

    person: Person
    strength: float
    reasons: tuple[str, ...]
    cases: tuple[Case, ...]


@transaction.atomic
def persons_search(
    *, by: Actor, names: Iterable[str] = (), telephones: Iterable[str] = (), numbers: Iterable[str] = ()
) -> list[Match]:
    """Find persons by what is known, the likeliest first.

    A likely hit outside one's rights is left out, and goes to the supervisor named for it.
    """
    insist(by, "cases.read")
    strength, reasons = _hits({"name": names, "telephone": telephones, "identity-number": numbers})
    found = within_rights(by, [person for person, how in strength.items() if how >= WORTH_SHOWING])
    supervisors_tell(by, {one for one, how in strength.items() if how >= LIKELY and one not in found})
    persons = Person.objects.in_bulk(found)
    load_persons(persons)
    matches = [
        Match(persons[one], strength[one], tuple(reasons[one]), tuple(found[one]))
        for one in found
        if one in persons
    ]
    return sorted(matches, key=lambda match: (-match.strength, match.person.pk.int))[:SHOWN]


def _hits(
    asked: dict[str, Iterable[str]],
) -> tuple[dict[uuid.UUID, float], dict[uuid.UUID, list[str]]]:
    strength: dict[uuid.UUID, float] = {}
    reasons: dict[uuid.UUID, list[str]] = {}
    for kind, texts in asked.items():
        for text in filter(None, (one.strip() for one in texts)):
            for hit in search(kind, text):
                strength[hit.person] = max(strength.get(hit.person, 0), hit.strength)
                told = reasons.setdefault(hit.person, [])
                if (reason := f"{kind}-{hit.forms[0]}") not in told:
                    told.append(reason)
    return strength, reasons


def within_rights(by: Actor, persons: list[uuid.UUID]) -> dict[uuid.UUID, list[Case]]:
    """Give the persons whom one may know of, each with the cases that one may read."""
    found: dict[uuid.UUID, list[Case]] = {}
    known = ~Q(role=Context.Role.PERPETRATOR) | Q(case__in=cases_of_alleged(by).values("pk"))
    rows = (
        Context.objects.filter(known, person__in=persons, case__in=readable(by).values("pk"))
        .select_related("case")
        .order_by("case__opened_on")
    )
    for row in rows:
        if row.case not in found.setdefault(row.person_id, []):
            found[row.person_id].append(row.case)
    return found


def not_erased(persons: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Keep the persons who can be read still."""
    return set(PersonKey.objects.filter(pk__in=set(persons), destroyed_at=None).values_list("pk", flat=True))


def supervisors_tell(by: Actor, persons: set[uuid.UUID]) -> None:
    """Tell the supervisors named for the cases of persons whom one may not know of."""
    searcher = member(by.user_id)
    if not persons or searcher is None:
        return
    told: set[uuid.UUID] = set()
    for case in Case.objects.filter(contexts__person__in=persons).select_related("supervisor").distinct():
        to = _supervisors(case)
        HiddenHit.objects.bulk_create(HiddenHit(case=case, by=searcher, to=one) for one in to)
        told |= {one.user_id for one in to}
        record("cases.hidden-hit", subject=("casework.case", case.pk), details={"by": str(searcher.pk)})
    hidden_hit.send(HiddenHit, supervisors=sorted(told))


def _supervisors(case: Case) -> list[Membership]:
    """Give who is told: the one named, else the supervisors assigned, else all supervisors."""
    if case.supervisor is not None and case.supervisor.ended_at is None:
        return [case.supervisor]
    supervising = members_with(REACH_RESTRICTED)
    assigned_too = [one for one in assigned(case) if one in supervising]
    return assigned_too or supervising
