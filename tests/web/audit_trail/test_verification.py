"""Whatever somebody who owns the database does to a row, verification finds it and says where."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanal.presentation import Finding
from fanal.web.audit_trail.encoding import encode
from fanal.web.audit_trail.models import AuditEntry
from fanal.web.audit_trail.sealing import State, open_details
from fanal.web.audit_trail.services import record, record_host
from fanal.web.audit_trail.verification import verify, verify_host
from fanal.web.keys.services import keys_create, lock, person_erase, person_key_create, unlock
from fanal.web.operations.embedded import Cluster
from fanal.web.organisations.models import Organisation
from fanal.web.organisations.tenancy import tenant
from web.audit_trail.trails import ENTRIES, HEADS, fill, tamper

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def organisation() -> UUID:
    made: UUID = Organisation.objects.create(name="harbour", slug="harbour").pk
    fill(made, "one", "two", "three", "four", "five", "six")
    assert verify(made) == []
    return made


def said(findings: list[Finding]) -> list[tuple[str, object]]:
    return [(one.code.rsplit(".", 1)[1], one.values.get("number")) for one in findings]


def test_a_deleted_row_is_found(organisation: UUID, cluster: Cluster) -> None:
    tamper(cluster, f"delete from {ENTRIES} where sequence = 3")
    assert said(verify(organisation)) == [("missing", 3)]


def test_the_first_rows_deleted_are_found(organisation: UUID, cluster: Cluster) -> None:
    tamper(cluster, f"delete from {ENTRIES} where sequence <= 2")
    (found,) = verify(organisation)
    assert (found.values["number"], found.values["last"]) == (1, 2)
    assert found.text("en") == "Entries 1 to 2 are missing."


def test_rows_cut_off_at_the_end_are_found(organisation: UUID, cluster: Cluster) -> None:
    tamper(cluster, f"delete from {ENTRIES} where sequence > 4")
    assert said(verify(organisation)) == [("missing", 5)]


def test_all_rows_deleted_are_found(organisation: UUID, cluster: Cluster) -> None:
    tamper(cluster, f"delete from {ENTRIES}")
    assert said(verify(organisation)) == [("missing", 1)]


@pytest.mark.parametrize(
    "change",
    [
        "event = 'other'",
        "at = at + interval '1 microsecond'",
        "actor = gen_random_uuid()",
        "subject_model = 'x'",
        "subject_id = gen_random_uuid()",
        "person = gen_random_uuid()",
        "sealed_with = 'person'",
        r"details = details || '\x00'",
        r"details = '\x'",
        "previous = sha256(previous)",
        "id = gen_random_uuid()",
        "hash = sha256(hash)",
    ],
)
def test_every_column_that_is_edited_is_found(organisation: UUID, cluster: Cluster, change: str) -> None:
    tamper(cluster, f"update {ENTRIES} set {change} where sequence = 3")
    assert ("edited", 3) in said(verify(organisation))


def test_rows_that_change_places_are_found(organisation: UUID, cluster: Cluster) -> None:
    for old, new in ((2, 1000), (4, 2), (1000, 4)):
        tamper(cluster, f"update {ENTRIES} set sequence = %s where sequence = %s", new, old)
    found = verify(organisation)
    assert [one for one in said(found) if one[0] == "moved"] == [("moved", 2), ("moved", 4)]
    assert [one.values["was"] for one in found if one.code.endswith("moved")] == [4, 2]


def test_a_row_replaced_together_with_its_hash_is_found(organisation: UUID, cluster: Cluster) -> None:
    from fanal.web.audit_trail.chain import Chain, content

    with tenant(organisation):
        entry = AuditEntry.objects.get(sequence=3)
        entry.event = "forged"
        forged = content(Chain(organisation), entry).hash
    tamper(cluster, f"update {ENTRIES} set event = 'forged', hash = %s where sequence = 3", forged)
    assert said(verify(organisation)) == [("does-not-follow", 4)]


def test_the_last_row_replaced_together_with_its_hash_is_found(organisation: UUID, cluster: Cluster) -> None:
    from fanal.web.audit_trail.chain import Chain, content

    with tenant(organisation):
        entry = AuditEntry.objects.get(sequence=6)
        entry.event = "forged"
        forged = content(Chain(organisation), entry).hash
    tamper(cluster, f"update {ENTRIES} set event = 'forged', hash = %s where sequence = 6", forged)
    assert said(verify(organisation)) == [("head-differs", 6)]


def test_a_head_set_back_is_found(organisation: UUID, cluster: Cluster) -> None:
    tamper(cluster, f"update {HEADS} set sequence = 4")
    assert ("head-behind", 4) in said(verify(organisation))
    tamper(cluster, f"delete from {HEADS}")
    assert ("head-behind", 0) in said(verify(organisation))


def test_an_entry_of_another_organisation_is_found(organisation: UUID, cluster: Cluster) -> None:
    shelter = Organisation.objects.create(name="shelter", slug="shelter").pk
    fill(shelter, "one", "two", "three")
    tamper(cluster, f"delete from {ENTRIES} where organisation_id = %s and sequence = 2", organisation)
    tamper(
        cluster,
        f"update {ENTRIES} set organisation_id = %s where organisation_id = %s and sequence = 2",
        organisation,
        shelter,
    )
    assert ("edited", 2) in said(verify(organisation))
    assert said(verify(shelter)) == [("missing", 2)]


def test_the_chain_of_the_host_is_verified_too(cluster: Cluster) -> None:
    for event in ("one", "two", "three"):
        record_host(event)
    assert verify_host() == []
    tamper(cluster, "update audit_trail_hostentry set event = 'x' where sequence = 2")
    assert said(verify_host()) == [("edited", 2)]


def test_a_chain_verifies_after_an_erasure_and_while_keys_are_locked(cluster: Cluster) -> None:
    made = Organisation.objects.create(name="harbour", slug="harbour").pk
    with tenant(made):
        keys_create(passphrase="nine grey herons by the lock")
    with tenant(made):
        unlock("nine grey herons by the lock")
        person = uuid4()
        person_key_create(person)
        record("persons.changed", person=person, details={"field": "name"})
    with tenant(made):
        person_erase(person, reason="asked")
    with tenant(made):
        about = AuditEntry.objects.get(event="persons.changed")
        assert open_details(about).state == State.ERASED
        assert AuditEntry.objects.filter(event="keys.person-erased").exists()
    assert verify(made) == []
    with tenant(made):
        lock()
    assert verify(made) == []
    tamper(cluster, rf"update {ENTRIES} set details = '\x' where event = 'persons.changed'")
    assert [code for code, _ in said(verify(made))] == ["edited"]


@settings(max_examples=200)
@given(
    st.lists(st.none() | st.binary(max_size=4), max_size=4),
    st.lists(st.none() | st.binary(max_size=4), max_size=4),
)
def test_no_two_lists_of_parts_are_encoded_alike(one: list[bytes | None], other: list[bytes | None]) -> None:
    assert (encode(*one) == encode(*other)) == (one == other)
