"""Emergency access: a reason, a fixed time, the owner told, and nothing of the reason in a table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from fanal.web.access.actor import Actor
from fanal.web.access.levels import AccessLevel
from fanal.web.access.models import EmergencyAccess
from fanal.web.access.policy import Hidden, NotAllowed, may
from fanal.web.access.selectors import all_emergencies, open_emergencies
from fanal.web.access.services import assignment_add, emergency_end, emergency_open
from fanal.web.access.signals import emergency_ended, emergency_opened
from fanal.web.design.errors import Refused
from fanal.web.organisations.models import Membership, Organisation
from fanal.web.organisations.services import organisation_create
from fanal.web.organisations.tenancy import tenant
from web.access.people import member_of
from web.sample.models import File

pytestmark = pytest.mark.django_db
REASON = "her brother Yannick is at the door"


@pytest.fixture(autouse=True)
def harbour() -> Iterator[Organisation]:
    made = organisation_create(name="Harbour", slug="harbour")
    with tenant(made.pk):
        yield made


@pytest.fixture
def told() -> Iterator[list[dict[str, Any]]]:
    heard: list[dict[str, Any]] = []

    def hear(sender: object, **said: Any) -> None:
        heard.append(said)

    for signal in (emergency_opened, emergency_ended):
        signal.connect(hear)
    yield heard
    for signal in (emergency_opened, emergency_ended):
        signal.disconnect(hear)


def who(harbour: Organisation, role: str, name: str = "") -> tuple[Membership, Actor]:
    member = member_of(harbour.pk, name or role, role)
    return member, Actor(member.user_id, harbour.pk, frozenset({role}))


def restricted() -> File:
    return File.objects.create(number="1", level=AccessLevel.RESTRICTED)


def test_it_lasts_a_fixed_time(harbour: Organisation, settings: Any) -> None:
    settings.EMERGENCY_ACCESS_MINUTES = 20
    _, actor = who(harbour, "caseworker")
    file = restricted()
    opened = emergency_open(subject=file, reason=REASON, by=actor)
    assert opened.ends_at - opened.begins_at == timedelta(minutes=20)
    assert may(actor, "cases.read", file)
    EmergencyAccess.objects.update(ends_at=timezone.now())
    assert not may(actor, "cases.read", file)
    assert open_emergencies(actor) == []


def test_it_is_for_one_person_and_one_file(harbour: Organisation) -> None:
    _, actor = who(harbour, "caseworker")
    _, colleague = who(harbour, "caseworker", "colleague")
    file, another = restricted(), restricted()
    emergency_open(subject=file, reason=REASON, by=actor)
    assert not may(colleague, "cases.read", file)
    assert not may(actor, "cases.read", another)


def test_those_assigned_are_told_and_the_reason_is_passed_on(
    harbour: Organisation, told: list[dict[str, Any]]
) -> None:
    _, actor = who(harbour, "caseworker")
    owner, _ = who(harbour, "caseworker", "owner")
    who(harbour, "supervisor")
    file = restricted()
    assignment_add(subject=file, to=owner)
    opened = emergency_open(subject=file, reason=f"  {REASON} ", by=actor)
    assert [(one["emergency"], one["reason"], one["owners"]) for one in told] == [
        (opened, REASON, [owner.user_id])
    ]


def test_where_nobody_is_assigned_the_supervisors_are_told(
    harbour: Organisation, told: list[dict[str, Any]]
) -> None:
    _, actor = who(harbour, "caseworker")
    chief, _ = who(harbour, "supervisor")
    emergency_open(subject=restricted(), reason=REASON, by=actor)
    assert told[0]["owners"] == [chief.user_id]


def test_the_reason_is_in_no_table_of_this_room(harbour: Organisation) -> None:
    _, actor = who(harbour, "caseworker")
    emergency_open(subject=restricted(), reason=REASON, by=actor)
    with connection.cursor() as cursor:
        for table in ("access_emergencyaccess", "access_assignment", "organisations_membership"):
            cursor.execute(f"select count(*) from {table} as t where t::text like '%%Yannick%%'")
            assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_it_needs_a_reason(harbour: Organisation, reason: str) -> None:
    _, actor = who(harbour, "caseworker")
    with pytest.raises(Refused, match="reason-missing"):
        emergency_open(subject=restricted(), reason=reason, by=actor)
    assert not EmergencyAccess.objects.exists()


def test_what_is_open_needs_none(harbour: Organisation) -> None:
    _, actor = who(harbour, "caseworker")
    with pytest.raises(Refused, match="no-emergency"):
        emergency_open(subject=File.objects.create(number="1"), reason=REASON, by=actor)


@pytest.mark.parametrize("role", ["organisation-administrator", "auditor", "data-manager"])
def test_it_is_not_for_every_role(harbour: Organisation, role: str) -> None:
    _, actor = who(harbour, role)
    with pytest.raises(NotAllowed, match="role-missing"):
        emergency_open(subject=restricted(), reason=REASON, by=actor)


def test_a_closed_file_does_not_exist_for_a_caseworker_in_an_emergency(harbour: Organisation) -> None:
    _, actor = who(harbour, "caseworker")
    with pytest.raises(Hidden):
        emergency_open(
            subject=File.objects.create(number="1", level=AccessLevel.CLOSED), reason=REASON, by=actor
        )


def test_one_ends_ones_own(harbour: Organisation, told: list[dict[str, Any]]) -> None:
    member, actor = who(harbour, "caseworker")
    file = restricted()
    opened = emergency_open(subject=file, reason=REASON, by=actor)
    for _ in range(2):  # the second time there is nothing to end, and nothing to tell
        emergency_end(emergency=opened, by=actor)
    assert not may(actor, "cases.read", file)
    assert (told[1:], opened.ended_by) == ([{**told[1], "emergency": opened, "by": member}], member)


def test_a_supervisor_ends_somebodys_and_a_colleague_does_not(harbour: Organisation) -> None:
    _, actor = who(harbour, "caseworker")
    _, colleague = who(harbour, "caseworker", "colleague")
    _, chief = who(harbour, "supervisor")
    opened = emergency_open(subject=restricted(), reason=REASON, by=actor)
    with pytest.raises(NotAllowed, match="role-missing"):
        emergency_end(emergency=opened, by=colleague)
    emergency_end(emergency=opened, by=chief)
    assert not EmergencyAccess.objects.now().exists()


def test_who_sees_which(harbour: Organisation) -> None:
    _, actor = who(harbour, "caseworker")
    _, colleague = who(harbour, "caseworker", "colleague")
    _, chief = who(harbour, "supervisor")
    _, auditor = who(harbour, "auditor")
    file = File.objects.create(number="1", level=AccessLevel.CLOSED)
    emergency_open(subject=file, reason=REASON, by=chief)
    emergency_open(subject=restricted(), reason=REASON, by=actor)
    assert [one.own for one in open_emergencies(actor)] == [True]
    assert (all_emergencies(colleague), open_emergencies(colleague)) == ([], [])
    # An auditor sees that there is an emergency, and not which closed file it is about.
    assert [one.subject and one.subject.level for one in all_emergencies(auditor)] == [None, "restricted"]
    assert [one.subject and one.subject.level for one in all_emergencies(chief)] == ["closed", "restricted"]
    assert open_emergencies(Actor(None)) == []


def test_the_site_cannot_delete_one(harbour: Organisation) -> None:
    _, actor = who(harbour, "caseworker")
    emergency_open(subject=restricted(), reason=REASON, by=actor)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        EmergencyAccess.objects.all().delete()
