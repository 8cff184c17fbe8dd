"""Erasure: the key is gone, here and in every backup that is restored later; a legal hold blocks it."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from fanal.web.keys import erasure_list
from fanal.web.keys.blind_indexes.entries import entries_put
from fanal.web.keys.blind_indexes.searching import search
from fanal.web.keys.errors import KeyDestroyed, NoKeys, OnHold
from fanal.web.keys.files import SealedFiles
from fanal.web.keys.keyring import keyring
from fanal.web.keys.models import Erasure, PersonKey, SealedFile
from fanal.web.keys.services import (
    Applied,
    apply_erasures,
    hold_lift,
    hold_set,
    person_erase,
    person_key_create,
    rotate,
)
from fanal.web.keys.signals import person_erased
from fanal.web.organisations.models import Organisation
from fanal.web.organisations.tenancy import tenant
from web.keys.founding import PASSPHRASE, somebody
from web.sample.models import File

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_list() -> Iterator[None]:
    settings.INSTALLATION.erasures.unlink(missing_ok=True)
    yield
    settings.INSTALLATION.erasures.unlink(missing_ok=True)


def person_with_everything() -> UUID:
    person = somebody()
    File.objects.create(number="1", person=person, name="Amara Okafor")
    SealedFiles().write("passport.jpg", [b"scan"], person)
    entries_put(person, "name", ["Amara Okafor"])
    return person


def test_who_is_erased_cannot_be_read_or_found(
    harbour: Organisation, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True), tenant(harbour.pk):
        person = person_with_everything()
        path = SealedFiles().path(SealedFile.objects.get().pk)
        assert path.exists() and len(search("name", "Amara Okafor")) == 1
        certificate = person_erase(person, reason="asked", backups_kept_days=30)
        with pytest.raises(KeyDestroyed):
            _ = File.objects.get().name
        assert File.objects.get().number == "1"
        assert search("name", "Amara Okafor") == [] and not SealedFile.objects.exists()
        with pytest.raises(KeyDestroyed), transaction.atomic():
            entries_put(person, "name", ["Amara Okafor"])
        assert PersonKey.objects.get(pk=person).wrapped is None
    assert not path.exists()
    assert certificate.person == person and certificate.reason == "asked"
    assert certificate.readable_until == timezone.localdate() + timedelta(days=30)


def test_the_list_holds_ids_and_a_time_and_nothing_else(harbour: Organisation) -> None:
    with tenant(harbour.pk):
        person = person_with_everything()
        person_erase(person, reason="asked")
    path = settings.INSTALLATION.erasures
    (line,) = path.read_text().splitlines()
    said = json.loads(line)
    assert set(said) == {"organisation", "person", "at"}
    assert (said["organisation"], said["person"]) == (str(harbour.pk), str(person))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_without_its_line_nothing_is_erased(harbour: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(erasure_list, "append", full)
    with tenant(harbour.pk):
        person = person_with_everything()
        with pytest.raises(OSError, match="no space"), transaction.atomic():
            person_erase(person, reason="asked")
        assert File.objects.get().name == "Amara Okafor"


def test_twice_gives_the_same_certificate(harbour: Organisation) -> None:
    with tenant(harbour.pk):
        person = somebody()
        assert person_erase(person, reason="asked") == person_erase(person, reason="court")
        with pytest.raises(NoKeys):
            person_erase(uuid4(), reason="asked")


def test_a_hold_blocks_with_its_reason_until_it_ends(harbour: Organisation) -> None:
    with tenant(harbour.pk):
        person = somebody()
        hold_set(person, reason="Order 12/2026 of the court")
        with pytest.raises(OnHold) as blocked, transaction.atomic():
            person_erase(person, reason="asked")
        assert blocked.value.reason == "Order 12/2026 of the court"
        assert "Order" not in str(blocked.value)
        with connection.cursor() as cursor:
            cursor.execute("select hold_reason from keys_personkey")
            assert b"Order" not in bytes(cursor.fetchone()[0])
        hold_lift(person)
        hold_set(person, reason="over", until=timezone.localdate() - timedelta(days=1))
        person_erase(person, reason="asked")
        with pytest.raises(KeyDestroyed):
            hold_set(person, reason="too late")


def test_a_certificate_is_never_changed(harbour: Organisation) -> None:
    with tenant(harbour.pk):
        person_erase(somebody(), reason="asked")
        for act in (lambda: Erasure.objects.update(reason="court"), lambda: Erasure.objects.all().delete()):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                act()


@contextmanager
def restored() -> Iterator[None]:
    """Go back to the database as it was before this block: what a restore of an older backup does."""
    before = transaction.savepoint()
    yield
    transaction.savepoint_rollback(before)


def test_a_restore_does_not_bring_the_erased_back(harbour: Organisation, shelter: Organisation) -> None:
    persons = {}
    for organisation in (harbour, shelter):
        with tenant(organisation.pk):
            persons[organisation.pk] = person_with_everything(), somebody()
            hold_set(persons[organisation.pk][0], reason="was lifted later")
    with restored():
        late = None
        for organisation in (harbour, shelter):
            with tenant(organisation.pk):
                hold_lift(persons[organisation.pk][0])
                person_erase(persons[organisation.pk][0], reason="asked")
                late = somebody()
                person_erase(late, reason="mistake")
    with tenant(harbour.pk):
        assert File.objects.get().name == "Amara Okafor"  # So it would be, without the list.
    told: list[UUID] = []

    def hear(person: UUID, **_: object) -> None:
        told.append(person)

    person_erased.connect(hear)
    assert apply_erasures() == Applied(listed=4, destroyed=2, unread=0)
    assert apply_erasures(settings.INSTALLATION.erasures) == Applied(listed=4, destroyed=0, unread=0)
    person_erased.disconnect(hear)
    assert sorted(told) == sorted(one for one, _ in persons.values())
    for organisation in (harbour, shelter):
        with tenant(organisation.pk):
            with pytest.raises(KeyDestroyed):
                _ = File.objects.get().name
            assert search("name", "Amara Okafor") == []
            assert PersonKey.objects.get(pk=persons[organisation.pk][1]).destroyed_at is None
            assert {one.reason for one in Erasure.objects.all()} == {"restored"}
    with tenant(shelter.pk), pytest.raises(KeyDestroyed), transaction.atomic():
        person_key_create(late)  # type: ignore[arg-type]


def test_without_open_keys_the_list_is_applied(harbour: Organisation) -> None:
    with tenant(harbour.pk):
        person = person_with_everything()
    erasure_list.append(settings.INSTALLATION.erasures, erasure_list.Line(harbour.pk, person, timezone.now()))
    keyring().forget_all()
    assert apply_erasures().destroyed == 1


def test_a_line_that_a_crash_cut_does_not_spoil_the_next(tmp_path: Path) -> None:
    path, line = tmp_path / "keys" / "erasures.jsonl", erasure_list.Line(uuid4(), uuid4(), timezone.now())
    erasure_list.append(path, line)
    with path.open("ab") as file:
        file.write(b'{"organisation": "12')
    erasure_list.append(path, line)
    assert erasure_list.read(path) == ([line, line], 1)
    assert erasure_list.read(tmp_path / "none") == ([], 0)


def test_organisations_that_the_backup_does_not_know_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "erasures.jsonl"
    erasure_list.append(path, erasure_list.Line(uuid4(), uuid4(), timezone.now()))
    path.write_bytes(path.read_bytes() + b'{"organisation": 7}\n[]\n')
    assert apply_erasures(path) == Applied(listed=1, destroyed=0, unread=2)


@pytest.mark.django_db(transaction=True)
def test_erased_stays_erased_through_a_renewal(harbour: Organisation) -> None:
    with tenant(harbour.pk):
        person_erase(person_with_everything(), reason="asked")
    assert rotate(harbour.pk, passphrase=PASSPHRASE) == 2
    with tenant(harbour.pk), pytest.raises(KeyDestroyed):
        _ = File.objects.get().name
