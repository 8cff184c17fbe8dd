"""What is read of imports."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence

from django.db import models
from django.urls import reverse
from django.utils import timezone

from fanal.web.access.levels import AccessLevel
from fanal.web.access.models import Assignment, kind_of
from fanal.web.access.policy import may
from fanal.web.accounts.waiting import Asking, Found, Waiting
from fanal.web.casework.models import Case, Context, Copy, Import, Imported, Person
from fanal.web.keys.models import PersonKey

CHANGED, SENT, HELD = (
    "web.casework.import-stays-changed",
    "web.casework.import-stays-sent",
    "web.casework.import-stays-held",
)


def imports() -> models.QuerySet[Import]:
    """List imports, the latest first."""
    return Import.objects.exclude(settings__has_key="idempotency").order_by("-made_at", "-pk")


def unfinished(asking: Asking) -> Found:
    """Find the files that this person looked at and has not brought in, or not all of."""
    mine = imports().filter(state=Import.State.LOOKED_AT, made_by_id=asking.actor.user_id)
    if not may(asking.actor, "cases.import").allowed:
        mine = mine.none()
    return Found(
        mine.defer("fixes"),
        lambda rows: [
            Waiting(
                address=reverse("casework.import-show", args=[asking.slug, row.pk]),
                since=timezone.localdate(row.made_at),
            )
            for row in rows
        ],
    )


def stays_because(brought: Sequence[Imported]) -> dict[uuid.UUID, str]:
    """Say which cases of an import cannot be taken back, and why; with as many queries for one as for all.

    Returns
    -------
    dict
        The key of a text, by case.
    """
    at = {one.case_id: one.at for one in brought}
    versions = {one.case_id: one.version for one in brought}
    known = {one.case_id for one in brought if one.known}
    persons: dict[uuid.UUID, list[uuid.UUID]] = {}
    guests: dict[uuid.UUID, list[uuid.UUID]] = {}
    of_case = dict(Case.objects.filter(pk__in=known).values_list("pk", "person"))
    for person, case in Context.objects.filter(case__in=at).values_list("person", "case"):
        (guests if of_case.get(case) == person else persons).setdefault(person, []).append(case)
    found: dict[uuid.UUID, str] = {}
    found |= dict.fromkeys(_changed_cases(versions), CHANGED)
    for model, name in _about(Case):
        rows = model._default_manager.filter(**{f"{name}__in": list(at)}).values_list(name, "changed_at")
        found |= {case: CHANGED for case, changed in rows if changed > at[case]}
    for model, name in [(Person, "pk"), *_about(Person)]:
        rows = model._default_manager.filter(**{f"{name}__in": list(persons)}).values_list(name, "changed_at")
        found |= {case: CHANGED for one, changed in rows for case in persons[one] if changed > at[case]}
    ours = Imported.objects.filter(of__in={one.of_id for one in brought}).values("case")
    elsewhere = Context.objects.filter(person__in=persons).exclude(case__in=ours)
    found |= {case: CHANGED for one in elsewhere.values_list("person", flat=True) for case in persons[one]}
    sent = Copy.objects.filter(person__in=persons).values_list("person", flat=True)
    found |= {case: SENT for one in sent for case in persons[one]}
    found |= dict.fromkeys(Copy.objects.filter(case__in=known).values_list("case", flat=True), SENT)
    everybody = {one: [*persons.get(one, ()), *guests.get(one, ())] for one in (*persons, *guests)}
    held = [one.pk for one in PersonKey.objects.filter(pk__in=everybody) if one.held]
    return found | {case: HELD for one in held for case in everybody[one]}


def _changed_cases(versions: dict[uuid.UUID, int]) -> Iterator[uuid.UUID]:
    rows = Case.objects.filter(pk__in=versions).values_list("pk", "version", "level", "owner")
    assigned: dict[uuid.UUID, set[uuid.UUID]] = {}
    for case, who in Assignment.objects.filter(kind=kind_of(Case), subject__in=versions).values_list(
        "subject", "member"
    ):
        assigned.setdefault(case, set()).add(who)
    for case, version, level, owner in rows:
        if version != versions[case] or level != AccessLevel.OPEN or assigned.get(case) != {owner}:
            yield case


def _about(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """Name the tables whose rows are of a case or of a person, and say when they were changed."""
    for relation in model._meta.related_objects:
        other = relation.related_model
        if not isinstance(other, str) and any(field.name == "changed_at" for field in other._meta.fields):
            yield other, relation.field.attname
