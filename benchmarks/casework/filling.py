"""Fills one organisation with many cases, in the way the site keeps them; a program of the served site.

It prints, as JSON, who can sign in, and what there is to look for.
"""

from __future__ import annotations

import json
import os
import random
import sys
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any
from uuid import UUID

import django

if TYPE_CHECKING:
    from fanal.web.operations.demonstration.stories import Story

PASSWORD, SLUG = "lantern on the quay", "load"
CHUNK, PROCESSES = 2000, 2
LOOKED_FOR = 400


def main(cases: int, people: int) -> dict[str, Any]:
    """Make the organisation, its people and its cases."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fanal.web.config.settings")
    django.setup()
    from allauth.mfa.totp.internal.auth import generate_totp_secret
    from django.db import connections
    from django.utils import timezone

    from fanal.web.operations.demonstration.people import organisation_made
    from fanal.web.operations.demonstration.stories import stories

    secret = generate_totp_secret()
    wanted = {
        "name": "Load",
        "slug": SLUG,
        "people": [
            {
                "name": f"Worker {number}",
                "address": f"worker{number}@load.example",
                "language": ("en", "fr")[number % 2],
                "roles": ["caseworker"],
            }
            for number in range(people)
        ],
    }
    made = organisation_made(wanted, PASSWORD, secret)
    told = stories(cases, 5, timezone.localdate())
    starts = range(0, cases, CHUNK)
    connections.close_all()  # Each process opens its own.
    with ProcessPoolExecutor(PROCESSES, get_context("fork")) as processes:
        parts = [told[start : start + CHUNK] for start in starts]
        found = [one for some in processes.map(_part, repeat(made.pk), parts, starts) for one in some]
    _analysed()
    looked = random.Random(1).sample(found, min(LOOKED_FOR, len(found)))
    return {"organisation": str(made.pk), "people": wanted["people"], "secret": secret, "looked_for": looked}


def _part(organisation: UUID, told: list[Story], start: int) -> list[dict[str, Any]]:
    """Write some cases, in a process of its own."""
    from fanal.web.organisations.tenancy import tenant

    with tenant(organisation):
        return _chunk(told, start, random.Random(start))


def _chunk(told: list[Story], start: int, chance: random.Random) -> list[dict[str, Any]]:
    """Write some cases: person, case, context, decision, basis, who is assigned, what finds the person."""
    from fanal.web.access.levels import AccessLevel
    from fanal.web.access.models import Assignment, kind_of
    from fanal.web.casework.models import Basis, Case, Context, Person, StatusDecision
    from fanal.web.keys.blind_indexes.entries import tokens
    from fanal.web.keys.blind_indexes.models import BlindEntry
    from fanal.web.keys.hierarchy import load_persons, remembered
    from fanal.web.keys.services import person_keys_create
    from fanal.web.organisations.models import Membership

    rows: dict[type, list[Any]] = {
        model: [] for model in (Person, Case, Context, StatusDecision, Basis, Assignment, BlindEntry)
    }
    owners = list(Membership.objects.order_by("since", "pk"))
    found: list[dict[str, Any]] = []
    with remembered():
        for place, story in enumerate(told, start):
            owner = owners[place % len(owners)]
            coded, said = story.person()
            person = Person(coded=coded, told=said, reach="By telephone, after six in the evening.")
            coded, said = story.values("case")
            case = Case(
                person=person,
                number=f"{story.opened_on.year % 100:02}-{place:06}",
                owner=owner,
                opened_on=story.opened_on,
                level=chance.choices((AccessLevel.OPEN, AccessLevel.RESTRICTED), (95, 5))[0],
                coded=coded,
                told=said,
                made_by_id=owner.user_id,
            )
            coded, said = story.values("victim context")
            context = Context(
                case=case, person=person, role=Context.Role.VICTIM, coded=coded, told=said, shared=True
            )
            rows[Person].append(person)
            rows[Case].append(case)
            rows[Context].append(context)
            rows[Assignment].append(Assignment(kind=kind_of(Case), subject=case.pk, member=owner))
            if story.row["vic_TraffickingStatus"]:
                rows[StatusDecision].append(
                    StatusDecision(
                        context=context,
                        person=person,
                        status=story.row["vic_TraffickingStatus"],
                        decided_by="NGO",
                        decided_on=story.opened_on,
                    )
                )
            rows[Basis].append(
                Basis(
                    person=person,
                    purpose=Basis.Purpose.CARE,
                    ground=Basis.Ground.CONSENT,
                    decided_by=Basis.Decider.PERSON,
                    answer=Basis.Answer.GIVEN,
                )
            )
            told_names = person.told
            name = " ".join(
                told_names[part] for part in ("prs_FirstName", "prs_SecondName") if told_names.get(part)
            )
            asked = tokens("name", name) if name else []
            rows[BlindEntry] += [
                BlindEntry(person=person.pk, kind="name", form=form, token=token)
                for form, token in sorted(set(asked))
            ]
            if name and case.level == AccessLevel.OPEN:
                found.append(
                    {
                        "case": str(case.pk),
                        "person": str(person.pk),
                        "name": name,
                        "tokens": [token.hex() for _, token in asked],
                    }
                )
        person_keys_create(one.pk for one in rows[Person])
        load_persons(one.pk for one in rows[Person])
        for model, made in rows.items():
            model.objects.bulk_create(made, batch_size=1000)  # type: ignore[attr-defined]
    return found


def _analysed() -> None:
    """Let the database know what it has; it does so by itself within minutes."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("analyze")


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
