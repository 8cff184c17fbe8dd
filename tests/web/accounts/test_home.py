"""Where one begins in an organisation, and that one's account does not leave it."""

from __future__ import annotations

import pytest
from django.test import Client

from fanal.web.api.frame import SCOPES
from fanal.web.keys.services import keys_create, lock
from fanal.web.operations.notices import notice_give
from fanal.web.organisations.models import Membership, Organisation
from fanal.web.organisations.services import membership_end
from fanal.web.organisations.tenancy import tenant
from web.accounts.people import ADMINISTRATOR, harbour, person, signed_in

pytestmark = pytest.mark.django_db
PASSPHRASE = "nine grey herons by the lock"


@pytest.fixture
def organisation() -> Organisation:
    return harbour()


def _page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_account_keeps_the_organisation_that_was_open(client: Client, organisation: Organisation) -> None:
    user = person(of=organisation, roles=(ADMINISTRATOR,))
    signed_in(client)
    assert 'href="/o/harbour/people/"' not in _page(client, "/account/")
    client.get("/o/harbour/")
    for address in ("/account/", "/account/password/", "/account/sessions/", "/account/second-factors/"):
        assert 'href="/o/harbour/people/"' in _page(client, address)
    assert client.session["organisation"] == str(organisation.pk)
    person("second@harbour.example", of=organisation, roles=(ADMINISTRATOR,))
    with tenant(organisation.pk):
        membership_end(membership=Membership.objects.get(user=user))
    assert "/o/harbour/" not in _page(client, "/account/") and "Harbour" not in _page(client, "/account/")


@pytest.mark.parametrize(
    ("role", "expected", "hidden"),
    [
        ("caseworker", "/cases/search/", "Invite people"),
        (ADMINISTRATOR, "Invite people", "/cases/search/"),
        ("auditor", "Read the audit trail", "Invite people"),
    ],
)
def test_an_organisation_says_where_to_begin_by_role(
    client: Client, organisation: Organisation, role: str, expected: str, hidden: str
) -> None:
    person(of=organisation, roles=(role,))
    signed_in(client)
    said = _page(client, "/o/harbour/").partition("Where to begin")[2]
    assert expected in said and hidden not in said


def test_locked_keys_come_first(client: Client, organisation: Organisation) -> None:
    person(of=organisation)
    with tenant(organisation.pk):
        keys_create(passphrase=PASSPHRASE)
    with tenant(organisation.pk):
        lock()
    signed_in(client)
    said = _page(client, "/o/harbour/").partition("Where to begin")[2]
    assert said.index("Unlock the keys") < said.index("See the cases")


def test_what_waits_is_said(client: Client, organisation: Organisation) -> None:
    user = person(of=organisation, roles=("auditor",))
    signed_in(client)
    assert "<h2>What waits for you</h2>" not in _page(client, "/o/harbour/")
    with tenant(organisation.pk):
        notice_give([user.pk], "alert")
    assert "<h2>What waits for you</h2>" in _page(client, "/o/harbour/")


def test_a_token_is_offered_only_where_one_can_be_made(client: Client, organisation: Organisation) -> None:
    from fanal.web.access.roles import roles

    person(of=organisation, roles=(ADMINISTRATOR,))
    signed_in(client)
    can = bool(roles().roles[ADMINISTRATOR].may & SCOPES)
    assert ("/api-tokens/new/" in _page(client, "/o/harbour/api-tokens/")) is can


def test_without_a_pseudonym_it_is_said_what_partners_see(client: Client, organisation: Organisation) -> None:
    person(of=organisation)
    signed_in(client)
    assert "No pseudonym" in _page(client, "/account/")
