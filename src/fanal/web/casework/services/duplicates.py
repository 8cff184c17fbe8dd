"""Possible duplicates of the persons of a file: found in the file, and among those who are here already.

What is found within the rights of whoever imports is kept, sealed, with the import until somebody decided. A
likely hit beyond them is told to its supervisor, once, and to nobody else.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from fanal.standard import Records
from fanal.web.access.actor import Actor
from fanal.web.access.policy import insist
from fanal.web.audit_trail.services import record
from fanal.web.casework.models import Import, Imported
from fanal.web.casework.services.search import LIKELY, supervisors_tell, within_rights
from fanal.web.casework.transfer.persons import Somebody, alike_within, persons_in
from fanal.web.keys.blind_indexes.comparing import search_many
from fanal.web.keys.blind_indexes.searching import search_count
from fanal.web.keys.hierarchy import lasting_key

ONE_LOOK = 3000
"""Persons of larger files are looked for as they come in: whoever may be here waits for a decision."""
MOST_OF_ONE = 5
"""So many persons are named for one row, the likeliest."""
LATER, ANOTHER = "later", "another"
PERSON, ROW = "person:", "row:"
Found = dict[uuid.UUID, tuple[float, list[str]]]
"""Persons who may be the one: how strongly, and why."""


def compare(row: Import, records: Records, *, by: Actor) -> None:
    """Look for the persons of a file, and keep with the import who may be whom; whoever calls saves it."""
    persons = list(persons_in(records))
    if len(persons) > ONE_LOOK and not row.settings.get("rest-of"):
        row.fixes = {**row.fixes, "alike": None}
        return
    within = alike_within(persons)
    search_count(about(persons))
    here, told = look_for(persons, by=by, told=row.fixes.get("told", ()))
    alike = {
        one.mark: {
            "place": one.place,
            "rows": [[other.mark, other.place] for other in within.get(one.mark, [])],
            "persons": [[str(pk), strength, why] for pk, (strength, why) in found.items()],
        }
        for one, found in zip(persons, here, strict=True)
        if found or one.mark in within
    }
    decided = {mark: said for mark, said in row.fixes.get("decided", {}).items() if mark in alike}
    row.fixes = {**row.fixes, "alike": alike, "decided": decided, "told": told}
    details = {"persons": len(persons), "alike": len(alike)}
    record("imports.compared", subject=("casework.import", row.pk), details=details)


@transaction.atomic
def decide(row: Import, *, by: Actor, decided: Mapping[str, str], rest: str = "") -> Import:
    """Say of rows who their person is.

    Parameters
    ----------
    decided
        By the mark of each row: ``later``, ``another``, or whom, as `choices` gives them.
    rest
        What holds for all rows of which nothing was said, now or before; nothing: they stay undecided.
    """
    insist(by, "cases.import")
    held = Import.objects.select_for_update().get(pk=row.pk)
    alike = held.fixes.get("alike") or {}
    said = {mark: what for mark, what in decided.items() if what in choices(alike.get(mark))}
    before = held.fixes.get("decided", {})
    after = {**before, **said}
    if rest in (LATER, ANOTHER):
        after |= {mark: rest for mark in alike if after.get(mark, LATER) == LATER}
    held.fixes = {**held.fixes, "decided": after}
    held.save()
    return held


def choices(found: Mapping[str, Any] | None) -> list[str]:
    """Give what can be said of a row; nothing where nobody is like its person."""
    if not found:
        return []
    persons = [f"{PERSON}{pk}" for pk, _, _ in found["persons"]]
    return [*persons, *(f"{ROW}{mark}" for mark, _ in found["rows"]), ANOTHER, LATER]


def waiting(row: Import) -> int:
    """Count the rows that are left out because nobody said who their person is."""
    decided = row.fixes.get("decided", {})
    return sum(decided.get(mark, LATER) == LATER for mark in row.fixes.get("alike") or {})


def look_for(
    persons: Sequence[Somebody],
    *,
    by: Actor,
    told: Iterable[str],
    besides: Collection[uuid.UUID] = (),
) -> tuple[list[Found], list[str]]:
    """Find who is here already, within one's rights; tell supervisors of the others, silently.

    Parameters
    ----------
    told
        Persons of whom supervisors were told before.
    besides
        Persons who do not count: those that the same file brought.

    Returns
    -------
    tuple
        Who may be whom, in the order given; and those of whom supervisors were told by now.
    """
    found: list[Found] = [{} for _ in persons]
    for kind in ("name", "telephone", "identity-number"):
        asked = [(place, text) for place, one in enumerate(persons) for text in one.found_by[kind]]
        for (place, _), hits in zip(asked, search_many(kind, [text for _, text in asked]), strict=True):
            for hit in hits:
                if hit.strength >= LIKELY and hit.person not in besides:
                    before, why = found[place].get(hit.person, (0.0, []))
                    found[place][hit.person] = (max(before, hit.strength), [*why, f"{kind}-{hit.forms[0]}"])
    everybody = {pk for one in found for pk in one}
    known = within_rights(by, list(everybody))
    hidden = {pk for pk in everybody if pk not in known}
    supervisors_tell(by, {pk for pk in hidden if str(pk) not in set(told)})
    return [_likeliest(one, known) for one in found], sorted({*told, *map(str, hidden)})


def brought_by(row: Import) -> set[uuid.UUID]:
    """Give the persons that an import brought: not those who were here before."""
    return set(Imported.objects.filter(of=row, known=False).values_list("case__person", flat=True))


def _likeliest(found: Found, known: Collection[uuid.UUID]) -> Found:
    likely = sorted((pk for pk in found if pk in known), key=lambda pk: (-found[pk][0], pk.int))
    return {pk: found[pk] for pk in likely[:MOST_OF_ONE]}


def about(persons: Iterable[Somebody]) -> bytes:
    """Give what a search of many persons is counted by: the same for the same, and nothing to others."""
    marks = "".join(one.mark for one in persons)
    return hmac.new(lasting_key("casework/compared"), marks.encode(), hashlib.sha256).digest()[:16]
