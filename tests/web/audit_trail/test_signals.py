"""What other rooms, and sign-ins, tell the audit trail."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.signals import user_login_failed
from django.test import Client

from fanal.web.access import signals as access
from fanal.web.audit_trail.models import AuditEntry, HostEntry
from fanal.web.audit_trail.sealing import open_details
from fanal.web.audit_trail.signals import alert
from fanal.web.keys import signals as keys
from fanal.web.keys.host import host_index
from fanal.web.organisations.models import Organisation
from fanal.web.organisations.tenancy import acting, tenant
from web.access.people import everybody, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbour() -> Organisation:
    return Organisation.objects.create(name="harbour", slug="harbour")


def told(organisation: UUID) -> list[AuditEntry]:
    with tenant(organisation):
        return list(AuditEntry.objects.order_by("sequence"))


@pytest.mark.parametrize(
    ("signal", "values", "event"),
    [
        (keys.key_used, {"what": "opened", "person": UUID(int=1)}, "keys.used"),
        (keys.unlocked, {"organisation": None, "by": "passphrase"}, "keys.unlocked"),
        (keys.unlock_failed, {"organisation": None}, "keys.unlock-failed"),
        (keys.locked, {"organisation": None, "sessions": 2}, "keys.locked"),
        (keys.rotated, {"organisation": None, "version": 2}, "keys.rotated"),
        (keys.openings_changed, {"organisation": None, "what": "passphrase"}, "keys.openings-changed"),
        (keys.person_erased, {"person": UUID(int=1), "reason": "asked"}, "keys.person-erased"),
        (keys.hold_changed, {"person": UUID(int=1), "held": True}, "keys.hold-changed"),
        (keys.searched, {"kind": "name", "hits": 0}, "keys.searched"),
        (keys.fishing, {"user": UUID(int=2)}, "keys.fishing"),
    ],
)
def test_keys_tell(harbour: Organisation, signal: Any, values: dict[str, Any], event: str) -> None:
    if "organisation" in values:
        values = values | {"organisation": harbour.pk}
    with tenant(harbour.pk):
        signal.send(sender="test", **values)
    assert [one.event for one in told(harbour.pk)] == [event]


def test_emergencies_tell_with_their_reason_sealed() -> None:
    people = everybody()
    emergency = type("Row", (), {"pk": uuid4(), "_meta": type("Meta", (), {"label_lower": "access.row"})})
    with tenant(people.own.pk):
        access.emergency_opened.send(None, emergency=emergency, reason="PlantedReason", owners=[])
        access.emergency_ended.send(None, emergency=emergency, by=None)
    opened, ended = told(people.own.pk)
    assert (opened.event, ended.event) == ("access.emergency-opened", "access.emergency-ended")
    assert b"PlantedReason" not in bytes(opened.details)
    assert open_details(opened).values == {"reason": "PlantedReason"}


def test_a_page_that_is_refused_is_told(client: Client) -> None:
    people = everybody()
    client.force_login(people.users["caseworker"])
    before = len(told(people.own.pk))
    assert client.get("/o/harbour/audit/").status_code == 403
    (entry,) = told(people.own.pk)[before:]
    assert (entry.event, entry.actor) == ("access.refused", people.users["caseworker"].pk)


def test_fishing_alerts_the_auditors_of_the_organisation(harbour: Organisation) -> None:
    heard: list[Any] = []

    def hear(organisation: UUID, event: str, **_: Any) -> None:
        heard.append((organisation, event))

    alert.connect(hear)
    try:
        with tenant(harbour.pk), acting(uuid4()):
            keys.fishing.send(sender="test", user=uuid4())
    finally:
        alert.disconnect(hear)
    assert heard == [(harbour.pk, "keys.fishing")]


def test_signing_in_and_out_is_told_in_each_organisation_of_the_person(
    harbour: Organisation, client: Client
) -> None:
    user = member_of(harbour.pk, "somebody").user
    before = len(told(harbour.pk))
    client.force_login(user)
    client.logout()
    told_now = told(harbour.pk)[before:]
    assert [(one.event, one.actor) for one in told_now] == [
        ("accounts.signed-in", user.pk),
        ("accounts.signed-out", user.pk),
    ]


def test_a_sign_in_that_failed_is_told_where_the_person_belongs(harbour: Organisation) -> None:
    user = member_of(harbour.pk, host_index("sign-in", "amina@example.org")).user
    before = len(told(harbour.pk))
    user_login_failed.send(sender="test", credentials={"username": "Amina@example.org "}, request=None)
    (entry,) = told(harbour.pk)[before:]
    assert (entry.event, entry.subject_id, entry.actor) == ("accounts.sign-in-failed", user.pk, None)
    assert not HostEntry.objects.exists()


def test_a_sign_in_with_an_unknown_address_is_told_to_the_host_without_what_was_typed() -> None:
    user_login_failed.send(sender="test", credentials={"username": "PlantedPassword"}, request=None)
    entry = HostEntry.objects.get()
    assert entry.event == "accounts.sign-in-failed"
    assert open_details(entry).values == {"handle": host_index("sign-in", "PlantedPassword")}
    assert "PlantedPassword" not in str(vars(entry)) + str(open_details(entry))
