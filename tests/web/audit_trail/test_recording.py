"""Entries are written with what they tell, one after the other, and never changed."""

from __future__ import annotations

import threading
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext

from fanal.web.audit_trail.chain import Chain
from fanal.web.audit_trail.models import AuditEntry, HostEntry
from fanal.web.audit_trail.sealing import State, open_details
from fanal.web.audit_trail.services import record, record_host
from fanal.web.audit_trail.verification import verify, verify_host
from fanal.web.keys.services import keys_create, lock, person_key_create, unlock
from fanal.web.organisations.models import Organisation
from fanal.web.organisations.tenancy import acting, tenant
from web.sample.models import File

PASSPHRASE = "nine grey herons by the lock"


@pytest.fixture
def harbour() -> Organisation:
    return Organisation.objects.create(name="harbour", slug="harbour")


@pytest.fixture
def with_keys(harbour: Organisation) -> Organisation:
    with tenant(harbour.pk):
        keys_create(passphrase=PASSPHRASE)
    with tenant(harbour.pk):
        unlock(PASSPHRASE)
    return harbour


def told(organisation: UUID) -> list[str]:
    with tenant(organisation):
        return list(AuditEntry.objects.order_by("sequence").values_list("event", flat=True))


@pytest.mark.django_db
def test_entries_are_numbered_without_a_gap_and_say_who(harbour: Organisation) -> None:
    user, subject = uuid4(), uuid4()
    with tenant(harbour.pk), acting(user):
        record("cases.opened", subject=("casework.case", subject))
        record("cases.closed")
    with tenant(harbour.pk):
        record("cases.opened")
        entries = list(AuditEntry.objects.order_by("sequence"))
    assert [one.sequence for one in entries] == [1, 2]
    assert (entries[0].actor, entries[0].subject_model, entries[0].subject_id) == (
        user,
        "casework.case",
        subject,
    )
    assert told(harbour.pk) == ["cases.opened", "cases.closed", "cases.opened"]
    assert verify(harbour.pk) == []


@pytest.mark.django_db
def test_what_is_undone_is_not_told(harbour: Organisation) -> None:
    with tenant(harbour.pk):
        record("kept")
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            record("undone")
            raise ZeroDivisionError
        record("kept as well")
    with pytest.raises(ZeroDivisionError), tenant(harbour.pk):
        record("undone too")
        raise ZeroDivisionError
    assert told(harbour.pk) == ["kept", "kept as well"]


@pytest.mark.django_db
def test_an_inner_organisation_that_is_undone_takes_nothing_of_the_outer_one_with_it(
    harbour: Organisation,
) -> None:
    shelter = Organisation.objects.create(name="shelter", slug="shelter")
    with tenant(harbour.pk):
        record("outer")
        with pytest.raises(ZeroDivisionError), tenant(shelter.pk):
            with tenant(harbour.pk):
                record("inner")
            raise ZeroDivisionError
    assert told(harbour.pk) == ["outer"]
    assert told(shelter.pk) == []


@pytest.mark.django_db
def test_the_same_is_told_once_where_once_is_asked(harbour: Organisation) -> None:
    with tenant(harbour.pk):
        for _ in range(3):
            record("keys.used", once=True)
    assert told(harbour.pk) == ["keys.used"]


@pytest.mark.django_db
def test_organisations_have_chains_of_their_own(harbour: Organisation) -> None:
    shelter = Organisation.objects.create(name="shelter", slug="shelter")
    for one in (harbour, shelter):
        with tenant(one.pk):
            record("cases.opened")
    with tenant(shelter.pk):
        assert AuditEntry.objects.count() == 1
        assert AuditEntry.objects.get().sequence == 1


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["audit_trail_auditentry", "audit_trail_hostentry"])
@pytest.mark.parametrize("statement", ["update {} set event = 'x'", "delete from {}"])
def test_the_site_cannot_change_an_entry(harbour: Organisation, table: str, statement: str) -> None:
    with tenant(harbour.pk):
        record("cases.opened")
    record_host("organisations.created")
    with (
        tenant(harbour.pk),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


@pytest.mark.django_db
def test_details_are_sealed_with_the_key_of_whom_they_are_about(with_keys: Organisation) -> None:
    with tenant(with_keys.pk):
        person = uuid4()
        person_key_create(person)
        record("persons.changed", person=person, details={"field": "PlantedName"})
        record("cases.opened", details={"why": "PlantedReason"})
    with tenant(with_keys.pk):
        about, other = AuditEntry.objects.filter(event__in=["persons.changed", "cases.opened"]).order_by(
            "sequence"
        )
        assert (about.sealed_with, other.sealed_with) == ("person", "organisation")
        assert b"Planted" not in bytes(about.details) + bytes(other.details)
        assert open_details(about).values == {"field": "PlantedName"}
        assert open_details(other).values == {"why": "PlantedReason"}


@pytest.mark.django_db
def test_locked_keys_keep_nothing_from_being_told(with_keys: Organisation) -> None:
    with tenant(with_keys.pk):
        person = uuid4()
        person_key_create(person)
        record("cases.opened", details={"why": "before"})
    with tenant(with_keys.pk):
        lock()
    with tenant(with_keys.pk):
        record("keys.unlock-failed", details={"times": 3})
        record("persons.changed", person=person, details={"field": "PlantedName"})
    with tenant(with_keys.pk):
        before = AuditEntry.objects.get(event="cases.opened")
        failed = AuditEntry.objects.get(event="keys.unlock-failed")
        about = AuditEntry.objects.get(event="persons.changed")
        assert open_details(before).state == State.LOCKED
        assert (failed.sealed_with, open_details(failed).values) == ("host", {"times": 3})
        # Nothing about a person is ever sealed with a key of the host.
        assert (about.sealed_with, bytes(about.details)) == ("", b"")
    assert verify(with_keys.pk) == []


@pytest.mark.django_db
def test_a_ciphertext_of_another_entry_does_not_open(with_keys: Organisation) -> None:
    with tenant(with_keys.pk):
        record("one", details={"n": 1})
        record("two", details={"n": 2})
    with tenant(with_keys.pk):
        one, two = AuditEntry.objects.filter(event__in=["one", "two"]).order_by("sequence")
        two.details = one.details
        assert open_details(two).state == State.BROKEN


@pytest.mark.django_db
def test_the_host_has_a_chain_of_its_own() -> None:
    record_host("organisations.created", details={"slug": "harbour"})
    record_host("accounts.sign-in-failed")
    first, second = HostEntry.objects.order_by("sequence")
    assert (first.sequence, second.sequence, first.sealed_with) == (1, 2, "host")
    assert open_details(first).values == {"slug": "harbour"}
    assert verify_host() == []


@pytest.mark.django_db
def test_ten_entries_cost_one_lock_and_one_insert(harbour: Organisation) -> None:
    with tenant(harbour.pk):
        record("the first makes the head")
    with (
        CaptureQueriesContext(
            connection,
        ) as queries,
        tenant(harbour.pk),
    ):
        for number in range(10):
            record(f"event.{number}")
    told_in_sql = [one["sql"] for one in queries if "audit_trail" in one["sql"]]
    assert len(told_in_sql) == 2, told_in_sql


@pytest.mark.django_db(transaction=True)
def test_entries_of_many_at_once_follow_one_another(harbour: Organisation) -> None:
    """Each tells, locks a row and tells again, in opposite orders: nobody waits for ever, nothing is lost."""
    with tenant(harbour.pk):
        files = [File.objects.create(number=str(number)).pk for number in range(2)]
    failed: list[BaseException] = []

    def work(order: list[UUID]) -> None:
        try:
            for _ in range(10):
                for pk in order:
                    with tenant(harbour.pk):
                        record("before")
                        File.objects.select_for_update().get(pk=pk)
                        record("after")
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=work, args=(order,)) for order in (files, files[::-1], files, files[::-1])
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert failed == []
    assert told(harbour.pk).count("before") == told(harbour.pk).count("after") == 80
    assert verify(harbour.pk) == []
    with tenant(harbour.pk):
        assert Chain(harbour.pk).heads.objects.get().sequence == AuditEntry.objects.count()
