"""No row crosses organisations: with scopes on, and with scopes switched off."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django_scopes import scopes_disabled
from django_scopes.exceptions import ScopeError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from fanal.web.accounts.models import User
from fanal.web.organisations.models import Membership, Organisation
from fanal.web.organisations.selectors import belonging, belongings
from fanal.web.organisations.tenancy import NoOrganisation, organisation_models, tenant
from web.sample.models import File, Note

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> tuple[Organisation, Organisation]:
    return tuple(Organisation.objects.create(name=name, slug=name) for name in ("harbour", "shelter"))  # type: ignore[return-value]


def test_a_query_without_an_organisation_raises() -> None:
    with pytest.raises(ScopeError):
        list(File.objects.all())
    with pytest.raises(NoOrganisation):
        File(number="1")


def test_rows_of_another_organisation_do_not_exist(two: tuple[Organisation, Organisation]) -> None:
    with tenant(two[0].pk):
        file = File.objects.create(number="1")
    with tenant(two[1].pk):
        assert not File.objects.filter(pk=file.pk).exists()
        with scopes_disabled():
            # The database still refuses.
            assert not File.objects.filter(pk=file.pk).exists()
            assert File.objects.filter(pk=file.pk).update(number="2") == 0
            assert File.objects.filter(pk=file.pk).delete()[0] == 0
            with pytest.raises(File.DoesNotExist):
                file.refresh_from_db()
    with scopes_disabled():
        assert File.objects.count() == 0


def test_a_row_cannot_be_written_for_another_organisation(two: tuple[Organisation, Organisation]) -> None:
    with tenant(two[0].pk), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        File.objects.create(number="1", organisation=two[1])


def test_a_reference_cannot_cross(two: tuple[Organisation, Organisation]) -> None:
    with tenant(two[0].pk):
        file = File.objects.create(number="1")
    with pytest.raises(IntegrityError), tenant(two[1].pk):
        Note.objects.create(file_id=file.pk, about="x")
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")


def test_a_nested_organisation_gives_the_turn_back(two: tuple[Organisation, Organisation]) -> None:
    with tenant(two[0].pk):
        with tenant(two[1].pk):
            File.objects.create(number="inner")
        File.objects.create(number="outer")
        assert [file.number for file in File.objects.all()] == ["outer"]


def test_an_undone_organisation_gives_the_turn_back(two: tuple[Organisation, Organisation]) -> None:
    with tenant(two[0].pk):
        with pytest.raises(ZeroDivisionError), tenant(two[1].pk):
            raise ZeroDivisionError
        with scopes_disabled():
            File.objects.create(number="1")
            assert File.objects.count() == 1


def test_every_table_of_an_organisation_is_under_row_level_security() -> None:
    tables = {model._meta.db_table for model in organisation_models()}
    with connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where relrowsecurity and relforcerowsecurity")
        assert tables and tables == {name for (name,) in cursor.fetchall()}
        cursor.execute(
            "select table_name from information_schema.columns where column_name = 'organisation_id'"
        )
        assert {name for (name,) in cursor.fetchall()} == tables


def test_the_site_owns_nothing_and_switches_nothing_off() -> None:
    for statement in (
        "alter table sample_file disable row level security",
        "set role fanal_owner",
        "set role postgres",
        "drop table sample_file",
        "update django_migrations set name = 'x'",
    ):
        with (
            pytest.raises(ProgrammingError, match=r"must be owner|permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_who_signs_in_sees_their_own_memberships_only(two: tuple[Organisation, Organisation]) -> None:
    users = [User.objects.create(handle=name) for name in ("one", "two")]
    for organisation, user in zip(two, users, strict=True):
        with tenant(organisation.pk):
            Membership.objects.create(user=user)
    assert [one.organisation.slug for one in belongings(users[0].pk)] == ["harbour"]
    assert belonging(users[0].pk, "shelter") is None


class RandomOrganisations(HypothesisTestCase):
    """Whatever organisations write in whatever order, each reads back its own."""

    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(st.integers(0, 3), st.text("abc", max_size=3)), max_size=20))
    def test_each_reads_its_own(self, writes: list[tuple[int, str]]) -> None:
        organisations = [Organisation.objects.create(name=str(n), slug=f"o{n}") for n in range(4)]
        for number, said in writes:
            with tenant(organisations[number].pk):
                File.objects.create(number=said)
        for number, organisation in enumerate(organisations):
            own = sorted(said for whose, said in writes if whose == number)
            with tenant(organisation.pk):
                assert sorted(file.number for file in File.objects.all()) == own
                with scopes_disabled():
                    assert sorted(file.number for file in File.objects.all()) == own
