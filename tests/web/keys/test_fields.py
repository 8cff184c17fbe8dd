"""Sealed fields: plain to who reads a row, sealed in the database, and refused wherever they were not
sealed."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core import serializers
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from fanal.web.accounts.models import User
from fanal.web.keys.errors import KeysLocked, NoKeys, SealBroken
from fanal.web.keys.fields import Ciphertext, HostSealedText, SealedText
from fanal.web.keys.hierarchy import load_persons, remembered
from fanal.web.keys.keyring import keyring
from fanal.web.keys.services import person_keys_create
from fanal.web.keys.signals import key_used
from fanal.web.organisations.models import Organisation
from fanal.web.organisations.tenancy import OrganisationModel, tenant
from web.keys.founding import PASSPHRASE, found, somebody
from web.sample.models import File

pytestmark = pytest.mark.django_db

FIELDS: dict[str, Any] = {
    "name": "Amara Okafor",
    "born": date(2007, 4, 30),
    "narrative": "Was promised work in a restaurant.",
    "contacts": {"telephones": ["+33 6 12 34 56 78"]},
}


def raw(file: File, column: str = "name") -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"select {column} from sample_file where id = %s", [file.pk])
        return bytes(cursor.fetchone()[0])


def write(file: File, value: bytes, column: str = "name") -> File:
    with connection.cursor() as cursor:
        cursor.execute(f"update sample_file set {column} = %s where id = %s", [value, file.pk])
    return File.objects.get(pk=file.pk)


def test_what_is_assigned_is_read_and_lies_sealed(harbour: Organisation) -> None:
    with tenant(harbour.pk):
        for person in (None, somebody()):
            made = File.objects.create(number="1", person=person, **FIELDS)
            read = File.objects.get(pk=made.pk)
            assert {name: getattr(read, name) for name in FIELDS} == FIELDS
            for name in FIELDS:
                assert b"Amara" not in raw(made, name) and b"2007" not in raw(made, name)
                assert b"restaurant" not in raw(made, name) and b"12 34" not in raw(made, name)


class AnyValue(HypothesisTestCase):
    """Whatever is sealed comes back."""

    @settings(max_examples=30, suppress_health_check=list(HealthCheck))
    @given(
        st.text(max_size=80),
        st.dates(),
        st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5),
    )
    def test_it_comes_back(self, name: str, born: date, contacts: object) -> None:
        with tenant(found("any", passphrase=PASSPHRASE).pk):
            made = File.objects.create(number="1", name=name, born=born, contacts=contacts)
            read = File.objects.get(pk=made.pk)
            assert (read.name, read.born, read.contacts) == (name, born, contacts)


def test_lengths_of_names_do_not_show(harbour: Organisation) -> None:
    with tenant(harbour.pk):
        files = [File.objects.create(number="1", name=name) for name in ("Jo", "Anastasia Petrovna")]
        assert len({len(raw(file)) for file in files}) == 1


def test_moved_to_another_row_field_or_table_it_is_refused(harbour: Organisation) -> None:
    with tenant(harbour.pk):
        person = somebody()
        one, other = (File.objects.create(number=n, person=person, **FIELDS) for n in "12")
        with pytest.raises(SealBroken, match=r"sample\.file\.name"):
            _ = write(other, raw(one)).name
        with pytest.raises(SealBroken):
            _ = write(one, raw(one), "narrative").narrative


def test_moved_to_another_organisation_it_is_refused(harbour: Organisation, shelter: Organisation) -> None:
    with tenant(harbour.pk):
        file = File.objects.create(number="1", name="Amara Okafor")
        sealed = raw(file)
    # The same key in both: only the binding is left to refuse it.
    keyring().put(shelter.pk, keyring().get(harbour.pk))
    with tenant(shelter.pk):
        same = File(number="1")
        with pytest.raises(SealBroken):
            File._meta.get_field("name").opened(File(id=file.pk, number="1"), Ciphertext(sealed))
        assert same.organisation_id == shelter.pk


@pytest.mark.parametrize(
    "change", [lambda s: s[:-1], lambda s: s[:40], lambda s: b"", lambda s: s[:-1] + bytes([s[-1] ^ 1])]
)
def test_cut_or_altered_it_is_refused(harbour: Organisation, change: Any) -> None:
    with tenant(harbour.pk):
        file = File.objects.create(number="1", person=somebody(), name="Amara Okafor")
        broken = write(file, change(raw(file)))
        with pytest.raises(SealBroken) as refused:
            _ = broken.name
        assert "Amara" not in repr(refused.value)


def test_nothing_is_opened_that_nobody_asks_for(harbour: Organisation) -> None:
    with tenant(harbour.pk):
        File.objects.create(number="1", person=somebody(), **FIELDS)
        keyring().forget(harbour.pk)
        file = File.objects.get()
        file.number = "2"
        file.save()
        file.refresh_from_db()
        assert File.objects.get().number == "2"
        with pytest.raises(KeysLocked):
            _ = file.name


def test_a_refreshed_row_is_read_anew(harbour: Organisation) -> None:
    with tenant(harbour.pk):
        file = File.objects.create(number="1", name="before")
        again = File.objects.get()
        assert again.name == "before"
        file.name = "after"
        file.save(update_fields=["name"])
        again.refresh_from_db()
        assert again.name == "after"


def test_deferred_fields_load_when_asked(harbour: Organisation) -> None:
    with tenant(harbour.pk):
        File.objects.create(number="1", person=somebody(), **FIELDS)
        for query in (File.objects.defer("name", "organisation"), File.objects.only("number")):
            assert query.get().name == "Amara Okafor"
        lazy = File.objects.only("number").get()
        lazy.number = "2"
        lazy.save()
        assert File.objects.get().name == "Amara Okafor"


def test_many_at_once(harbour: Organisation) -> None:
    with tenant(harbour.pk):
        persons = [uuid4() for _ in range(5)]
        person_keys_create(persons)
        File.objects.bulk_create(
            File(number=str(n), person=p, name=f"name {n}") for n, p in enumerate(persons)
        )
        assert sorted(file.name for file in File.objects.all()) == [f"name {n}" for n in range(5)]
        File.objects.update_or_create(number="0", defaults={"name": "other"})
        assert File.objects.get(number="0").name == "other"
        files = list(File.objects.all())
        with pytest.raises(TypeError, match="sealed"), transaction.atomic():
            File.objects.bulk_update(files, ["name"])


def test_a_list_reads_keys_with_one_query(harbour: Organisation, django_assert_num_queries: Any) -> None:
    with tenant(harbour.pk):
        persons = [uuid4() for _ in range(5)]
        person_keys_create(persons)
        File.objects.bulk_create(File(number="1", person=p, name="n", narrative="x") for p in persons)
        files, told = list(File.objects.all()), []

        def hear(person: object, **_: object) -> None:
            told.append(person)

        key_used.connect(hear)
        with remembered(), django_assert_num_queries(1):
            load_persons(file.person for file in files)
            assert [file.name + file.narrative for file in files] == ["nx"] * 5
        key_used.disconnect(hear)
        assert sorted(told) == sorted(persons)


def test_values_list_gives_what_is_sealed(harbour: Organisation) -> None:
    with tenant(harbour.pk):
        File.objects.create(number="1", name="Amara Okafor")
        (found_,) = File.objects.values_list("name", flat=True)
        assert isinstance(found_, Ciphertext) and "sealed" in repr(found_) and "Amara" not in f"{found_}"


@pytest.mark.parametrize(
    "asked", ["name", "name__exact", "name__contains", "name__in", "contacts__telephones", "born__year"]
)
def test_nothing_is_found_by_a_sealed_field(harbour: Organisation, asked: str) -> None:
    with tenant(harbour.pk):
        with pytest.raises(FieldError, match="sealed"):
            list(File.objects.filter(**{asked: "Amara"}))
        with pytest.raises(TypeError, match="sealed"), transaction.atomic():
            File.objects.update(name="Amara")
        assert list(File.objects.filter(name__isnull=True)) == []
        with pytest.raises(TypeError, match="sealed"):
            serializers.serialize("json", [File(number="1", name="Amara")])


def test_a_row_that_moves_to_another_person_is_sealed_with_that_ones_key(harbour: Organisation) -> None:
    with tenant(harbour.pk):
        one, other = somebody(), somebody()
        made = File.objects.create(number="1", person=one, name="Amara Okafor")
        moved = File.objects.get()
        moved.person = other
        moved.save()
        assert other.bytes in raw(made) and one.bytes not in raw(made)
        assert File.objects.get().name == "Amara Okafor"


def test_a_copied_row_is_refused_unless_it_was_read(harbour: Organisation) -> None:
    with tenant(harbour.pk):
        File.objects.create(number="1", name="Amara Okafor")
        copy = File.objects.get()
        copy.pk, copy._state.adding = uuid4(), True
        with pytest.raises(SealBroken), transaction.atomic():
            copy.save()


def test_a_person_without_a_key_is_not_sealed_with_another(harbour: Organisation) -> None:
    with tenant(harbour.pk), pytest.raises(NoKeys), transaction.atomic():
        File.objects.create(number="1", person=uuid4(), name="Amara")


def test_a_value_of_another_kind_is_refused_without_being_told(harbour: Organisation) -> None:
    with (
        tenant(harbour.pk),
        pytest.raises(TypeError, match="wants date, not str") as refused,
        transaction.atomic(),
    ):
        File.objects.create(number="1", born="2007-04-30")
    assert "2007" not in str(refused.value)


def test_a_length_is_checked(harbour: Organisation) -> None:
    with tenant(harbour.pk), pytest.raises(ValidationError):
        File(number="1", name="x" * 201).full_clean()


def test_users_are_sealed_with_the_host_key() -> None:
    user = User.objects.create(handle="h" * 64, name="Ines Caseworker")
    sealed = [f for f in User._meta.concrete_fields if isinstance(f, HostSealedText)]
    assert "name" in [field.attname for field in sealed]
    assert User.objects.get().name == "Ines Caseworker"
    with connection.cursor() as cursor:
        cursor.execute("select name from accounts_user where id = %s", [user.pk])
        lies = bytes(cursor.fetchone()[0])
        assert b"Ines" not in lies
        other = User.objects.create(handle="i" * 64, name="x")
        cursor.execute("update accounts_user set name = %s where id = %s", [lies, other.pk])
    with pytest.raises(SealBroken):
        _ = User.objects.get(pk=other.pk).name


def test_where_a_sealed_field_cannot_hold_its_promise_the_checks_say_so() -> None:
    from django.test.utils import isolate_apps

    with isolate_apps("web.sample"):

        class Plain(models.Model):
            name = SealedText()

            class Meta:
                app_label = "sample"

        class Fixed(OrganisationModel):
            name = SealedText()
            withheld = ("update",)

            class Meta:
                app_label = "sample"

        assert [one.id for one in Plain._meta.get_field("name").check()] == ["keys.E001"]
        assert [one.id for one in Fixed._meta.get_field("name").check()] == ["keys.E002"]
    with pytest.raises(TypeError, match="unique"):
        SealedText(unique=True)
