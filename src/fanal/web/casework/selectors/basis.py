"""On what basis data may be used, and whether anything may leave: every export and contribution asks."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fanal.web.access.policy import Decision
from fanal.web.casework import ages, consenting, lists
from fanal.web.casework.consenting import Said
from fanal.web.casework.models import Basis, Person
from fanal.web.casework.selectors.age import ages_of
from fanal.web.casework.selectors.copy import IN_ORDER
from fanal.web.casework.selectors.guardian import is_suspect, with_accused


def may_leave(person: Person, purpose: str, today: date | None = None) -> Decision:
    """Decide whether anything of a person may leave for a purpose, and why.

    Whatever sends, contributes, exports or links data asks this first, each time, and obeys.

    Parameters
    ----------
    person
        Of whom.
    purpose
        A code of the list ``purposes``.
    today
        The day for which it is asked.
    """
    return may_leave_of([person], purpose, today)[person.pk]


def may_leave_of(
    persons: Iterable[Person], purpose: str, today: date | None = None
) -> dict[uuid.UUID, Decision]:
    """Decide it for many persons, with as many queries as for one."""
    wanted = list(persons)
    said, taken = _said([one.pk for one in wanted], [purpose]), ages_of(wanted, today)
    return {
        one.pk: consenting.leaving(said[one.pk, purpose], purpose=purpose, child=ages.is_child(taken[one.pk]))
        for one in wanted
    }


@dataclass(frozen=True)
class Standing:
    """What holds now for one purpose.

    Attributes
    ----------
    last
        The last row; none: nothing was ever said.
    leaves
        Whether anything may leave.
    """

    purpose: str
    last: Basis | None
    leaves: Decision

    @property
    def can_withdraw(self) -> bool:
        """Whether there is something to withdraw."""
        return self.last is not None and self.last.answer == Basis.Answer.GIVEN


def standings(person: Person, today: date | None = None) -> list[Standing]:
    """List what holds now, in the order of the list of purposes."""
    said, taken = _said([person.pk]), ages_of([person], today)[person.pk]
    last = {one.purpose: one for one in Basis.objects.filter(person=person).order_by(*IN_ORDER)}
    return [
        Standing(
            purpose=one.code,
            last=last.get(one.code),
            leaves=consenting.leaving(
                said[person.pk, one.code], purpose=one.code, child=ages.is_child(taken)
            ),
        )
        for one in lists.code_list("purposes").items
    ]


def history(person: Person) -> list[Basis]:
    """List all that was said, the last first."""
    found = Basis.objects.filter(person=person).select_related("guardian")
    return list(found.order_by(*IN_ORDER))[::-1]


def said_for(person: Person, purpose: str) -> list[Said]:
    """Give all that was said for one purpose, the oldest first, as the rules take it."""
    return _said([person.pk], [purpose])[person.pk, purpose]


def _said(
    persons: list[uuid.UUID], purposes: Iterable[str] | None = None
) -> defaultdict[tuple[uuid.UUID, str], list[Said]]:
    suspects = {one.pk for one in with_accused(persons) if is_suspect(one)}
    rows = Basis.objects.filter(person__in=persons).order_by(*IN_ORDER)
    rows = rows if purposes is None else rows.filter(purpose__in=purposes)
    found: defaultdict[tuple[uuid.UUID, str], list[Said]] = defaultdict(list)
    for one in rows:
        found[one.person_id, one.purpose].append(
            Said(
                ground=one.ground,
                answer=one.answer,
                decided_by=one.decided_by,
                assent=one.assent,
                guardian=one.guardian_id is not None,
                suspect=one.guardian_id in suspects,
                informed=consenting.informed(one.duties),
            )
        )
    return found
