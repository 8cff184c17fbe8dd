"""Who may decide for a child: no one who is suspected."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from fanal.web.access.policy import Decision
from fanal.web.casework.models import Context, Guardian, Person


def guardians(person: Person) -> list[Guardian]:
    """List the guardians of a child, the present ones first; each with `accused`."""
    return list(with_accused([person.pk]).order_by("until", "-since", "made_at"))


def with_accused(persons: Iterable[uuid.UUID]) -> Any:
    """Query guardians, each with `accused`: alleged to be a perpetrator in any case of the child.

    Every case counts, those that whoever asks may not see too: the child is protected from all of them.
    """
    alleged = Context.objects.filter(role=Context.Role.PERPETRATOR, person=OuterRef("as_person")).filter(
        Q(case__person=OuterRef("person")) | Q(case__contexts__person=OuterRef("person"))
    )
    return Guardian.objects.filter(person__in=persons).annotate(accused=Exists(alleged))


def is_suspect(guardian: Guardian) -> bool:
    """Say whether a guardian, as `with_accused` gives it, is suspected or accused."""
    return bool(guardian.suspected or guardian.accused)


def may_decide(guardian: Guardian, today: date | None = None) -> Decision:
    """Decide whether a guardian may decide for the child on a day.

    One reason stands for suspicion of every kind: it tells of no case that somebody may not see.
    """
    day = today or timezone.localdate()
    if is_suspect(guardian):
        return Decision(False, "web.casework.guardian-suspected")
    if guardian.since > day or (guardian.until and guardian.until < day):
        return Decision(False, "web.casework.guardian-not-now")
    return Decision(True, "web.casework.guardian-may")
