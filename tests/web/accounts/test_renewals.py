"""Getting back in without password, second factor and recovery codes."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from fanal.cli.running import run_command
from fanal.web.accounts.invitations import invite_first_administrator, invite_host_administrator
from fanal.web.accounts.models import Renewal, User
from fanal.web.accounts.renewals import renew_as_host
from fanal.web.audit_trail.models import AuditEntry, HostEntry
from fanal.web.organisations.models import Membership, Organisation
from fanal.web.organisations.services import membership_create, membership_end, organisation_create
from fanal.web.organisations.tenancy import acting, tenant
from web.accounts.people import (
    ADMINISTRATOR,
    factors,
    harbour,
    person,
    recovery_codes,
    signed_in,
    step_up_forgotten,
    with_password,
)

pytestmark = pytest.mark.django_db
COLLEAGUE, HOST = "colleague@harbour.example", "host@host.example"
PASSWORD = "marble-otter-seven-kites"
CHOSEN = {"password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def organisation() -> Organisation:
    return harbour()


@pytest.fixture
def administrator(client: Client, organisation: Organisation) -> Client:
    person(of=organisation, roles=(ADMINISTRATOR,))
    signed_in(client)
    return client


@pytest.fixture
def host() -> Client:
    person(HOST, is_host_administrator=True)
    client = Client()
    signed_in(client, HOST)
    return client


def _path(organisation: Organisation, user: User) -> str:
    with tenant(organisation.pk):
        return f"/o/harbour/people/{Membership.objects.get(user=user).pk}/renew/"


def _link(answer: Any) -> str:
    found = re.search(r"/renewal/[^/<]+/", answer.content.decode())
    assert found, answer.content.decode()
    return found.group()


def _made(administrator: Client, organisation: Organisation, user: User) -> str:
    return _link(administrator.post(_path(organisation, user)))


def _as_host(host: Client, address: str = COLLEAGUE) -> Any:
    return host.post("/host/access/renew/", {"address": address})


def test_all_that_was_ends_when_the_link_is_used(administrator: Client, organisation: Organisation) -> None:
    user = person(COLLEAGUE, of=organisation)
    recovery_codes(user)
    theirs, new = Client(), Client()
    signed_in(theirs, COLLEAGUE)
    link = _made(administrator, organisation, user)
    assert theirs.get("/account/").status_code == 200 and factors(user) == {"totp", "recovery_codes"}
    assert COLLEAGUE in new.get(link).content.decode()
    assert new.post(link, CHOSEN).headers["Location"] == "/"
    assert new.get("/o/harbour/").headers["Location"] == "/account/second-factors/"
    assert theirs.get("/account/").status_code == 302 and factors(user) == set()
    assert with_password(Client(), COLLEAGUE).status_code == 200
    assert with_password(Client(), COLLEAGUE, PASSWORD).status_code == 302


def test_the_link_works_once_and_for_a_day(administrator: Client, organisation: Organisation) -> None:
    user = person(COLLEAGUE, of=organisation)
    link = _made(administrator, organisation, user)
    assert Client().post(link, CHOSEN).status_code == 302
    assert Client().get(link).status_code == Client().post(link, CHOSEN).status_code == 404
    late = _made(administrator, organisation, user)
    made = Renewal.objects.get(used_at=None)
    assert made.expires_at - made.since <= timedelta(hours=24, seconds=1)
    Renewal.objects.update(expires_at=timezone.now())
    assert Client().get(late).status_code == 404


def test_a_new_link_ends_the_one_before(administrator: Client, organisation: Organisation) -> None:
    user = person(COLLEAGUE, of=organisation)
    first, second = (_made(administrator, organisation, user) for _ in range(2))
    assert Client().get(first).status_code == 404 and Client().get(second).status_code == 200


@pytest.mark.parametrize("kind", ["elsewhere", "host"])
def test_whoever_reaches_more_is_for_the_host(
    administrator: Client, organisation: Organisation, kind: str
) -> None:
    user = person(COLLEAGUE, of=organisation, is_host_administrator=kind == "host")
    if kind == "elsewhere":
        with tenant(organisation_create(name="Shelter", slug="shelter").pk):
            membership_create(user=user.pk, roles=["auditor"])
    answer = administrator.post(_path(organisation, user))
    said = answer.content.decode()
    assert answer.status_code == 403 and "Ask the host’s administrator" in said and "Shelter" not in said
    assert not Renewal.objects.exists()


def test_a_link_is_no_more_once_the_person_reaches_more(
    administrator: Client, organisation: Organisation
) -> None:
    user = person(COLLEAGUE, of=organisation)
    link = _made(administrator, organisation, user)
    with tenant(organisation_create(name="Shelter", slug="shelter").pk):
        membership_create(user=user.pk, roles=["auditor"])
    assert Client().get(link).status_code == Client().post(link, CHOSEN).status_code == 404


def test_a_link_is_no_more_once_its_maker_leaves(administrator: Client, organisation: Organisation) -> None:
    user = person(COLLEAGUE, of=organisation)
    link = _made(administrator, organisation, user)
    with tenant(organisation.pk):
        membership_end(membership=Membership.objects.exclude(user=user).get())
    assert Client().get(link).status_code == 404


def test_nobody_renews_their_own(administrator: Client, organisation: Organisation, host: Client) -> None:
    own = User.objects.exclude(is_host_administrator=True).get()
    assert administrator.post(_path(organisation, own)).status_code == 403
    assert _as_host(host, HOST).status_code == 403


def test_step_up_comes_first(administrator: Client, organisation: Organisation, host: Client) -> None:
    user = person(COLLEAGUE, of=organisation)
    step_up_forgotten(administrator)
    step_up_forgotten(host)
    assert administrator.post(_path(organisation, user)).headers["Location"] == "/confirm/"
    assert _as_host(host).headers["Location"] == "/confirm/"
    assert not Renewal.objects.exists()


def test_the_host_renews_whom_no_organisation_can(host: Client, organisation: Organisation) -> None:
    user = person(COLLEAGUE, of=organisation, roles=(ADMINISTRATOR,))
    link = _link(_as_host(host))
    assert Client().post(link, CHOSEN).status_code == 302 and factors(user) == set()
    person("second@harbour.example", of=organisation, roles=(ADMINISTRATOR,))
    answer = _as_host(host)
    assert answer.status_code == 403 and "Harbour" not in answer.content.decode()
    assert "Nobody signs in" in _as_host(host, "no.one@harbour.example").content.decode()


def test_it_is_told_in_every_organisation_and_on_the_host(host: Client, organisation: Organisation) -> None:
    user = person(COLLEAGUE, of=organisation)
    other = organisation_create(name="Shelter", slug="shelter")
    with tenant(other.pk):
        membership_create(user=user.pk, roles=["auditor"])
    Client().post(_link(_as_host(host)), CHOSEN)
    expected = {"accounts.access-renewal-made", "accounts.access-renewed"}
    for one in (organisation, other):
        with tenant(one.pk):
            assert expected <= set(AuditEntry.objects.values_list("event", flat=True))
    assert expected <= set(HostEntry.objects.values_list("event", flat=True))


def test_what_an_organisation_does_is_told_too(administrator: Client, organisation: Organisation) -> None:
    user = person(COLLEAGUE, of=organisation)
    _made(administrator, organisation, user)
    with tenant(organisation.pk):
        told = AuditEntry.objects.get(event="accounts.access-renewal-made")
    assert told.subject_id == user.pk and told.actor != user.pk
    assert HostEntry.objects.filter(event="accounts.access-renewal-made").exists()


def test_the_mail_holds_no_link(administrator: Client, organisation: Organisation, settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example"
    user = person(COLLEAGUE, of=organisation)
    link = _made(administrator, organisation, user)
    (sent,) = mail.outbox
    assert sent.to == [COLLEAGUE] and "waits" in sent.body and link not in sent.body


def test_the_machine_renews_its_administrators_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], organisation: Organisation
) -> None:
    monkeypatch.setenv("FANAL_DATABASE_ROLE", "site")
    user = person(HOST, is_host_administrator=True)
    person(COLLEAGUE, of=organisation)
    for wrong in (COLLEAGUE, "no.one@host.example"):
        assert run_command(["administrator", "--renew", wrong]) == 2
    assert not Renewal.objects.exists()
    capsys.readouterr()
    assert run_command(["administrator", "--renew", HOST.upper()]) == 0
    found = re.search(r"/renewal/\S+", capsys.readouterr().out)
    assert found and Client().post(found.group(), CHOSEN).status_code == 302
    assert factors(user) == set() and User.objects.get(pk=user.pk).check_password(PASSWORD)


# Who administers the host


def test_host_administrators_are_listed_and_ended(host: Client, organisation: Organisation) -> None:
    other = person(COLLEAGUE, of=organisation, is_host_administrator=True)
    theirs = Client()
    signed_in(theirs, COLLEAGUE)
    page = host.get("/host/administrators/").content.decode()
    assert page.count(f"/host/administrators/{other.pk}/end/") == 1 and other.name in page
    assert page.count("/end/") == 1
    path = f"/host/administrators/{other.pk}/end/"
    assert host.post(path).headers["Location"] == "/host/administrators/"
    assert not User.objects.get(pk=other.pk).is_host_administrator
    assert theirs.get("/account/").status_code == 302
    with tenant(organisation.pk):
        assert AuditEntry.objects.filter(event="accounts.host-administrator-ended").exists()
    assert HostEntry.objects.filter(event="accounts.host-administrator-ended", subject_id=other.pk).exists()


def test_neither_oneself_nor_the_last_is_ended(host: Client) -> None:
    own = User.objects.get()
    answer = host.post(f"/host/administrators/{own.pk}/end/")
    assert answer.status_code == 403 and User.objects.get().is_host_administrator


def test_ending_an_administrator_needs_step_up(host: Client) -> None:
    other = person(COLLEAGUE, is_host_administrator=True)
    step_up_forgotten(host)
    assert host.post(f"/host/administrators/{other.pk}/end/").headers["Location"] == "/confirm/"
    assert User.objects.get(pk=other.pk).is_host_administrator


def test_links_of_an_ended_administrator_open_nothing(host: Client, organisation: Organisation) -> None:
    other = person(COLLEAGUE, is_host_administrator=True)
    user = person("third@harbour.example", of=organisation, roles=(ADMINISTRATOR,))
    with acting(other.pk):
        invited = [
            invite_first_administrator(organisation.pk, name="O", address="o@h.example").path,
            invite_host_administrator(name="O", address="p@h.example").path,
            renew_as_host(user),
        ]
    assert {Client().get(path).status_code for path in invited} == {200}
    host.post(f"/host/administrators/{other.pk}/end/")
    assert {Client().get(path).status_code for path in invited} == {404}
