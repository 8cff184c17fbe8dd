"""Whatever random people in random roles do in random organisations, no row crosses and nothing closed shows.

A plain model in Python says who may see and read what; the database is asked for the same through selectors,
with scopes on, and straight through the tables with scopes deliberately off.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404
from django_scopes import scopes_disabled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from fanal.web.access.actor import Actor, current_actor
from fanal.web.access.levels import AccessLevel
from fanal.web.access.models import Assignment, EmergencyAccess
from fanal.web.access.roles import roles
from fanal.web.access.services import (
    assignment_add,
    assignment_create,
    assignment_end,
    emergency_open,
    level_set,
)
from fanal.web.design.errors import Refused
from fanal.web.organisations.models import Membership, Organisation
from fanal.web.organisations.selectors import member
from fanal.web.organisations.services import (
    membership_change_roles,
    membership_create,
    membership_end,
    organisation_create,
)
from fanal.web.organisations.tenancy import acting, tenant
from web.access.people import ORGANISATION_ROLES, user_of
from web.sample.models import File
from web.sample.selectors import file_read, files
from web.sample.services import file_open, file_renumber

ORGANISATIONS, PEOPLE = 2, 3
READ, REFUSED, HIDDEN = "read", "refused", "hidden"
some = st.integers(0, 63)
# Half of them work on cases: who administers or audits sees nothing anyway.
held_roles = st.sets(st.sampled_from([*ORGANISATION_ROLES, *["caseworker", "supervisor"] * 3]), max_size=2)
first_file = st.tuples(
    st.integers(0, ORGANISATIONS - 1), st.sampled_from(AccessLevel), st.sets(st.integers(0, PEOPLE - 1))
)
ACTIONS = ("open", "renumber", "level", "assign", "unassign", "emergency", "roles", "leave", "come")
step = st.tuples(
    st.sampled_from(ACTIONS),
    st.integers(0, ORGANISATIONS - 1),
    st.integers(0, PEOPLE - 1),
    some,
    some,
    held_roles,
)


@dataclass
class Known:
    """A file as the model knows it."""

    organisation: uuid.UUID
    number: str
    level: str
    assigned: set[uuid.UUID] = field(default_factory=set)
    urgent: set[uuid.UUID] = field(default_factory=set)

    def seen_by(self, user: uuid.UUID) -> bool:
        """Say whether somebody of its organisation may know of it."""
        return self.level != AccessLevel.CLOSED or user in self.assigned | self.urgent

    def read_by(self, user: uuid.UUID, held: frozenset[str]) -> bool:
        """Say whether somebody of its organisation may read it."""
        may = set().union(*(roles().roles[role].may for role in held))
        near = user in self.assigned | self.urgent
        above = self.level == AccessLevel.RESTRICTED and "access.reach-restricted" in may
        return "cases.read" in may and (self.level == AccessLevel.OPEN or near or above)


class RandomPeople(TestCase):
    """See the module."""

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(held_roles, min_size=ORGANISATIONS * PEOPLE, max_size=ORGANISATIONS * PEOPLE),
        st.lists(first_file, min_size=2, max_size=6),
        st.lists(step, max_size=16),
    )
    def test_no_row_crosses_and_nothing_closed_shows(
        self,
        first: list[set[str]],
        first_files: list[tuple[int, AccessLevel, set[int]]],
        steps: list[tuple[str, int, int, int, int, set[str]]],
    ) -> None:
        self.organisations = [organisation_create(name=f"O{n}", slug=f"o{n}") for n in range(ORGANISATIONS)]
        self.people = [user_of(f"p{n}").pk for n in range(PEOPLE)]
        self.known: dict[uuid.UUID, Known] = {}
        for number, held in enumerate(first):
            with tenant(self.organisations[number % ORGANISATIONS].pk):
                membership_create(user=self.people[number // ORGANISATIONS], roles=held)
        for where, level, whose in first_files:
            self._file(self.organisations[where], level, {self.people[who] for who in whose})
        for action, where, who, one, two, held in steps:
            self._step(action, self.organisations[where], self.people[who], (one, two), held)
        for organisation in self.organisations:
            for user in self.people:
                self._check(organisation, user)

    def _file(self, organisation: Organisation, level: AccessLevel, whose: set[uuid.UUID]) -> None:
        with tenant(organisation.pk):
            made = File.objects.create(number=f"{organisation.slug}-0", level=level)
            for user in whose:
                assignment_add(subject=made, to=Membership.objects.get(user_id=user))
        self.known[made.pk] = Known(organisation.pk, made.number, level, whose)

    def _step(
        self, action: str, organisation: Organisation, user: uuid.UUID, drawn: tuple[int, int], held: set[str]
    ) -> None:
        # Any file, of any organisation: its id may be known to whoever tries.
        file = sorted(self.known)[drawn[0] % len(self.known)] if self.known else None
        other = self.people[drawn[1] % PEOPLE]
        with tenant(organisation.pk), acting(user):
            actor = current_actor()
            try:
                if action == "open":
                    level = list(AccessLevel)[drawn[0] % 3]
                    made = file_open(number=f"{organisation.slug}-{drawn[1]}", by=actor, level=level)
                    self.known[made.pk] = Known(organisation.pk, made.number, level, {user})
                elif action in ("roles", "leave", "come"):
                    self._people(action, organisation, user, held)
                elif file is not None:
                    self._on(action, file, actor, other, drawn)
            except (Refused, Http404, File.DoesNotExist, Membership.DoesNotExist):
                pass  # not allowed, or not there: the check at the end says whether rightly so

    def _people(self, action: str, organisation: Organisation, user: uuid.UUID, held: set[str]) -> None:
        found = member(user)
        if action == "come" and found is None:
            membership_create(user=user, roles=held)
        elif action == "roles" and found:
            membership_change_roles(membership=found, roles=held)
        elif action == "leave" and found:
            membership_end(membership=found)
            for pk, one in self.known.items():
                if one.organisation == organisation.pk:
                    one.urgent.discard(user)
                    # Handing over is tested by itself (`test_levels`): the model takes it as it is.
                    one.assigned = self._assigned(pk)

    def _on(self, action: str, pk: uuid.UUID, actor: Actor, other: uuid.UUID, drawn: tuple[int, int]) -> None:
        with scopes_disabled():
            file = File.objects.get(pk=pk)  # even so, a foreign one is not there
        one, user = self.known[pk], actor.user_id
        assert one.organisation == actor.organisation_id or user is None or actor.organisation_id is None
        if action == "renumber":
            file_renumber(file=file, number=f"{one.number}'", by=actor)
            one.number += "'"
        elif action == "level":
            level = list(AccessLevel)[drawn[1] % 3]
            level_set(subject=file, level=level, by=actor)
            one.level = level
        elif action == "assign":
            assignment_create(subject=file, to=Membership.objects.get(user_id=other, ended_at=None), by=actor)
            one.assigned.add(other)
        elif action == "unassign":
            assignment_end(subject=file, of=Membership.objects.get(user_id=other), by=actor)
            one.assigned.discard(other)
        elif action == "emergency":
            emergency_open(subject=file, reason="drawn", by=actor)
            one.urgent.add(user)  # type: ignore[arg-type]

    def _check(self, organisation: Organisation, user: uuid.UUID) -> None:
        own = {pk: one for pk, one in self.known.items() if one.organisation == organisation.pk}
        with tenant(organisation.pk), acting(user):
            actor = current_actor()
            belongs = member(user) is not None
            seen = {pk for pk, one in own.items() if belongs and one.seen_by(user)}
            assert {file.pk for file in files(actor)} == seen
            assert files(actor).count() == len(seen)
            assert {file.number for file in files(actor, "o")} == {own[pk].number for pk in seen}
            with scopes_disabled():
                assert set(files(actor).values_list("pk", flat=True)) == seen
                # Without any manager's help, the database shows the rows of this organisation and no other.
                assert {file.pk: file.number for file in File.objects.all()} == {
                    pk: one.number for pk, one in own.items()
                }
                for model in (Membership, Assignment, EmergencyAccess):
                    assert {row.organisation_id for row in model.objects.all()} <= {organisation.pk}
            for pk, one in self.known.items():
                expected = HIDDEN if pk not in seen else REFUSED
                if pk in seen and one.read_by(user, actor.roles):
                    expected = READ
                assert self._reads(actor, pk) == expected, (one, actor.roles)

    @staticmethod
    def _reads(actor: Actor, pk: uuid.UUID) -> str:
        try:
            file_read(actor, pk)
        except Refused:
            return REFUSED
        except Http404:
            return HIDDEN
        return READ

    @staticmethod
    def _assigned(pk: uuid.UUID) -> set[Any]:
        return set(Assignment.objects.filter(subject=pk).values_list("member__user_id", flat=True))
