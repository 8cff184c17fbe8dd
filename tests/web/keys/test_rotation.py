"""Rotation: everything is sealed anew, an interruption loses nothing, and the old key is gone at the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from fanal.web.keys.blind_indexes.entries import entries_put
from fanal.web.keys.blind_indexes.searching import search
from fanal.web.keys.errors import KeyDestroyed, KeysLocked, WrongPassphrase
from fanal.web.keys.files import SealedFiles
from fanal.web.keys.hierarchy import data_key
from fanal.web.keys.keyring import keyring
from fanal.web.keys.models import Opening, OrganisationKey, PersonKey, SealedFile
from fanal.web.keys.services import hold_set, lock, rotate, unlock, unlock_by_host
from fanal.web.keys.signals import rotated
from fanal.web.organisations.models import Organisation
from fanal.web.organisations.tenancy import tenant
from web.keys.founding import PASSPHRASE, found, somebody
from web.sample.models import File

pytestmark = pytest.mark.django_db(transaction=True)


class PowerCutError(Exception):
    """The power went."""


@pytest.fixture
def full(harbour: Organisation) -> Organisation:
    """Fill an organisation with everything that a key seals."""
    with tenant(harbour.pk):
        for number in range(7):
            person = somebody() if number % 2 else None
            File.objects.create(number=str(number), person=person, name=f"name {number}", contacts=[number])
            SealedFiles().write(f"scan {number}", [b"text ", str(number).encode()], person)
            if person:
                entries_put(person, "name", [f"Name {number}"])
                hold_set(person, reason=f"hold {number}")
    return harbour


def everything(organisation: Organisation) -> list[Any]:
    """Read all that is sealed."""
    with tenant(organisation.pk):
        return [
            [(file.name, file.contacts) for file in File.objects.order_by("number")],
            sorted((file.name, b"".join(SealedFiles().read(file))) for file in SealedFile.objects.all()),
            sorted(key.hold_reason for key in PersonKey.objects.all()),
            len(search("name", "Name 3")),
        ]


def versions_in_use(organisation: Organisation) -> Iterator[int]:
    """Tell which versions of the organisation's key seal something."""
    with tenant(organisation.pk), connection.cursor() as cursor:
        for table, column in (
            ("sample_file", "name"),
            ("keys_personkey", "wrapped"),
            ("keys_personkey", "hold_reason"),
            ("keys_sealedfile", "wrapped"),
            ("keys_lastingsecret", "secret"),
        ):
            cursor.execute(f"select {column} from {table} where {column} is not null")
            for (sealed,) in cursor.fetchall():
                if bytes(sealed)[5:21] == bytes(16):
                    yield int.from_bytes(bytes(sealed)[1:5])


def test_everything_is_sealed_anew(full: Organisation) -> None:
    before, told, steps = everything(full), [], []
    old = keyring().get(full.pk)[1]

    def hear(version: int, **_: Any) -> None:
        told.append(version)

    rotated.connect(hear)
    assert rotate(full.pk, passphrase=PASSPHRASE, progress=lambda *step: steps.append(step), batch=3) == 2
    rotated.disconnect(hear)
    assert everything(full) == before
    assert set(versions_in_use(full)) == {2} and told == [2]
    assert steps[-1][0] == steps[-1][1] and steps == sorted(steps)
    assert set(keyring().get(full.pk)) == {2} and keyring().get(full.pk)[2] != old
    with tenant(full.pk):
        assert [key.state for key in OrganisationKey.objects.order_by("version")] == ["destroyed", "current"]
        assert not Opening.objects.filter(key__version=1).exists()
        with pytest.raises(KeyDestroyed):
            data_key(1)
        lock()
        unlock(PASSPHRASE)
    assert everything(full) == before


@pytest.mark.parametrize("after", [0, 1, 4])
def test_an_interrupted_one_goes_on(full: Organisation, after: int) -> None:
    before, steps = everything(full), 0

    def fail(*_: object) -> None:
        nonlocal steps
        steps += 1
        if steps > after:
            raise PowerCutError

    with pytest.raises(PowerCutError):
        rotate(full.pk, passphrase=PASSPHRASE, progress=fail, batch=2)
    # Both versions are read meanwhile, what is new is sealed with the new one, also after a start.
    assert everything(full) == before
    keyring().forget_all()
    with tenant(full.pk):
        unlock(PASSPHRASE)
        assert set(keyring().get(full.pk)) == {1, 2}
        File.objects.create(number="8", name="meanwhile")
    assert {1, 2} == set(versions_in_use(full))
    before = everything(full)
    assert rotate(full.pk, batch=2) == 2
    assert set(versions_in_use(full)) == {2} and everything(full) == before


def test_a_lock_interrupts_it_and_is_not_undone(full: Organisation) -> None:
    def lock_now(*_: object) -> None:
        keyring().forget(full.pk)

    with pytest.raises(KeysLocked):
        rotate(full.pk, passphrase=PASSPHRASE, progress=lock_now, batch=2)
    assert keyring().get(full.pk) == {}
    with tenant(full.pk):
        unlock(PASSPHRASE)
    assert rotate(full.pk) == 2


def test_a_wrong_passphrase_begins_nothing(full: Organisation) -> None:
    for wrong in (None, "not the one that they chose"):
        with pytest.raises(WrongPassphrase):
            rotate(full.pk, passphrase=wrong)
    with tenant(full.pk):
        assert OrganisationKey.objects.count() == 1


def test_what_was_locked_is_not_renewed(full: Organisation) -> None:
    keyring().forget(full.pk)
    with pytest.raises(KeysLocked):
        rotate(full.pk, passphrase=PASSPHRASE)


def test_the_host_still_opens_where_it_did() -> None:
    organisation = found("by-host", host=True)
    assert rotate(organisation.pk) == 2
    with tenant(organisation.pk):
        lock()
        unlock_by_host()
        assert data_key().version == 2


def test_it_does_not_run_inside_a_transaction(full: Organisation) -> None:
    with pytest.raises(RuntimeError, match="durable"), tenant(full.pk):
        rotate(full.pk, passphrase=PASSPHRASE)
