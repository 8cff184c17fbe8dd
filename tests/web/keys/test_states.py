"""Never had a key, not opened yet, destroyed: told apart. Unlock opens, lock forgets."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction

from fanal.presentation import Refusal
from fanal.web.accounts.models import User
from fanal.web.keys.agent import KeyAgent
from fanal.web.keys.errors import KeyDestroyed, KeysLocked, NoKeys, WeakPassphrase, WrongPassphrase
from fanal.web.keys.hierarchy import data_key, lasting_key, person_key
from fanal.web.keys.keyring import AgentKeyring, keyring
from fanal.web.keys.models import Opening, OrganisationKey
from fanal.web.keys.payloads import open_payload, seal_payload
from fanal.web.keys.services import (
    change_passphrase,
    host_opening_set,
    keys_create,
    lock,
    person_erase,
    person_key_create,
    unlock,
    unlock_all_by_host,
    unlock_by_host,
)
from fanal.web.keys.signals import locked
from fanal.web.organisations.models import Membership, Organisation
from fanal.web.organisations.tenancy import tenant
from web.keys.founding import PASSPHRASE, found, somebody
from web.keys.test_sessions import signed_in
from web.sample.models import File

pytestmark = pytest.mark.django_db
OTHER = "eleven white herons by the weir"


def test_an_organisation_without_keys_never_had_any() -> None:
    bare = Organisation.objects.create(name="bare", slug="bare")
    with tenant(bare.pk):
        for ask in (
            data_key,
            lambda: lasting_key("x"),
            lambda: person_key_create(uuid4()),
            lambda: unlock("x"),
        ):
            with pytest.raises(NoKeys), transaction.atomic():
                ask()
        with pytest.raises(NoKeys), transaction.atomic():
            File.objects.create(number="1", name="Amara")


def test_a_person_has_three_states(harbour: Organisation) -> None:
    with tenant(harbour.pk):
        person = somebody()
        with pytest.raises(NoKeys):
            person_key(uuid4())
        keyring().forget(harbour.pk)
        with pytest.raises(KeysLocked):
            person_key(person)
        unlock(PASSPHRASE)
        assert person_key(person).owner == person
        person_erase(person, reason="asked")
        with pytest.raises(KeyDestroyed):
            person_key(person)
        with pytest.raises(KeyDestroyed):
            person_key_create(person)


def test_keys_are_open_only_once_they_are_committed(django_capture_on_commit_callbacks: Any) -> None:
    made = Organisation.objects.create(name="new", slug="new")
    with django_capture_on_commit_callbacks(execute=True), tenant(made.pk):
        keys_create(passphrase=PASSPHRASE)
        with pytest.raises(KeysLocked):
            data_key()
    with tenant(made.pk):
        assert data_key().version == 1
        with pytest.raises(Refusal, match="has keys already"), transaction.atomic():
            keys_create(passphrase=PASSPHRASE)


def test_a_wrong_passphrase_opens_nothing(harbour: Organisation) -> None:
    with tenant(harbour.pk):
        lock()
        for wrong in ("", PASSPHRASE + "x", PASSPHRASE.upper()):
            with pytest.raises(WrongPassphrase):
                unlock(wrong)
            with pytest.raises(KeysLocked):
                data_key()
        unlock(f" {PASSPHRASE} ")
        assert data_key().version == 1


def test_a_weak_passphrase_is_refused() -> None:
    made = Organisation.objects.create(name="new", slug="new")
    with tenant(made.pk):
        with pytest.raises(WeakPassphrase):
            keys_create(passphrase="short")
        with pytest.raises(Refusal):
            keys_create()
        assert not OrganisationKey.objects.exists()


def test_a_changed_passphrase_opens_instead_of_the_old(harbour: Organisation) -> None:
    with tenant(harbour.pk):
        File.objects.create(number="1", name="Amara")
        with pytest.raises(WrongPassphrase):
            change_passphrase(old=OTHER, new=OTHER)
        with pytest.raises(WrongPassphrase):
            change_passphrase(old=None, new=OTHER)
        change_passphrase(old=PASSPHRASE, new=OTHER)
        lock()
        with pytest.raises(WrongPassphrase):
            unlock(PASSPHRASE)
        unlock(OTHER)
        assert File.objects.get().name == "Amara"


def test_the_host_opens_only_where_that_was_chosen(harbour: Organisation) -> None:
    with tenant(harbour.pk):
        lock()
        with pytest.raises(Refusal, match="did not let the machine"):
            unlock_by_host()
        unlock(PASSPHRASE)
        host_opening_set(allowed=True)
        lock()
        unlock_by_host()
        assert data_key().version == 1
        host_opening_set(allowed=False)
        lock()
        with pytest.raises(Refusal):
            unlock_by_host()


def test_something_always_opens() -> None:
    only = found("only-host", host=True)
    with tenant(only.pk):
        with pytest.raises(Refusal):
            host_opening_set(allowed=False)
        change_passphrase(old=None, new=PASSPHRASE)
        host_opening_set(allowed=False)
        assert [one.kind for one in Opening.objects.all()] == ["passphrase"]


def test_a_start_opens_for_whom_chose_so_and_did_not_lock(harbour: Organisation) -> None:
    by_host, locked_ = found("by-host", host=True), found("locked", host=True)
    with tenant(locked_.pk):
        lock()
    keyring().forget_all()
    assert unlock_all_by_host() == [by_host.pk]
    assert keyring().ids() == {by_host.pk}


def test_a_lock_forgets_everywhere_and_ends_sessions(
    agent: KeyAgent, harbour: Organisation, shelter: Organisation
) -> None:
    member, stranger = (User.objects.create(handle=name * 64) for name in "ms")
    with tenant(harbour.pk):
        Membership.objects.create(user=member)
        file = File.objects.create(number="1", person=somebody(), name="Amara")
    signed_in(member), signed_in(member), signed_in(stranger)
    elsewhere = AgentKeyring(agent.path)
    assert elsewhere.ids() == {harbour.pk, shelter.pk}
    told = []

    def hear(**said: Any) -> None:
        told.append(said["sessions"])

    locked.connect(hear)
    with tenant(harbour.pk):
        assert lock() == 2
        assert elsewhere.get(harbour.pk) == {} == agent.memory.get(harbour.pk)
        with pytest.raises(KeysLocked):
            _ = File.objects.get(pk=file.pk).name
    locked.disconnect(hear)
    assert told == [2] and Session.objects.count() == 1
    assert elsewhere.ids() == {shelter.pk}


def test_payloads_stand_by_their_place_and_person(harbour: Organisation) -> None:
    row = uuid4()
    with tenant(harbour.pk):
        person = somebody()
        for whose in (None, person):
            sealed = seal_payload(b"said", model="m", row=row, field="f", person=whose)
            assert open_payload(sealed, model="m", row=row, field="f") == b"said"
        person_erase(person, reason="asked")
        with pytest.raises(KeyDestroyed):
            open_payload(sealed, model="m", row=row, field="f")
