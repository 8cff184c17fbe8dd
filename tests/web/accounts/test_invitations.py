"""Coming in by invitation only."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from fanal.web.accounts.invitations import invitation_accept, invitation_find, invite
from fanal.web.accounts.models import HostInvitation, Invitation, User
from fanal.web.accounts.selectors import host_has_administrator
from fanal.web.accounts.services import host_administrator_create, membership_end, roles_change
from fanal.web.design.errors import Refused
from fanal.web.organisations.models import Membership, Organisation
from fanal.web.organisations.selectors import belongings
from fanal.web.organisations.services import organisation_create
from fanal.web.organisations.tenancy import acting, tenant
from web.accounts.people import ADMINISTRATOR, harbour, person, signed_in, with_password

pytestmark = pytest.mark.django_db
NEW = "new.colleague@harbour.example"
PASSWORD = "marble-otter-seven-kites"
CHOSEN = {"language": "fr", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def organisation() -> Organisation:
    return harbour()


def _invited(organisation: Organisation, address: str = NEW, *roles: str) -> str:
    with tenant(organisation.pk):
        return invite(name="Odile Tremblay", address=address, roles=roles or ("caseworker",)).path


def test_an_invited_person_comes_in_once(client: Client, organisation: Organisation) -> None:
    path = _invited(organisation)
    page = client.get(path).content.decode()
    assert "Harbour" in page and NEW in page and "Odile Tremblay" in page
    assert client.post(path, CHOSEN).headers["Location"] == "/"
    assert client.get("/").headers["Location"] == "/account/second-factors/"
    user = User.objects.get()
    assert (user.name, user.address, user.language) == ("Odile Tremblay", NEW, "fr")
    assert [one.membership.roles for one in belongings(user.pk)] == [["caseworker"]]
    again = Client()
    assert again.get(path).status_code == again.post(path, CHOSEN).status_code == 404
    assert User.objects.count() == 1


def test_of_two_at_the_same_time_one_comes_in(organisation: Organisation) -> None:
    secret = _invited(organisation).rstrip("/").rpartition("/")[2]
    with tenant(organisation.pk):
        first, second = (invitation_find(secret, organisation.pk) for _ in range(2))
        assert first and second
        user = invitation_accept(first, password=PASSWORD, language="en")
        with pytest.raises(Refused) as refused:
            invitation_accept(second, password="another-password-altogether", language="en")
    assert refused.value.status == 404
    assert User.objects.get().check_password(PASSWORD) and User.objects.get() == user


@pytest.mark.parametrize("roles", [(), ("caseworker",)])
def test_whoever_leaves_does_not_come_back_by_a_link_made_before(
    client: Client, organisation: Organisation, roles: tuple[str, ...]
) -> None:
    person("first@harbour.example", of=organisation, roles=(ADMINISTRATOR,))
    leaving = person("leaving@harbour.example", of=organisation, roles=(ADMINISTRATOR,))
    with acting(leaving.pk):
        path = _invited(organisation, NEW, ADMINISTRATOR)
    kept = _invited(organisation, "other@harbour.example")
    with tenant(organisation.pk):
        membership = Membership.objects.get(user=leaving)
        roles_change(membership, roles) if roles else membership_end(membership)
    assert client.post(path, CHOSEN).status_code == 404
    assert client.get(kept).status_code == 200


def test_the_link_is_kept_nowhere(organisation: Organisation) -> None:
    secret = _invited(organisation).rstrip("/").rpartition("/")[2]
    with tenant(organisation.pk):
        row = Invitation.objects.get()
    assert secret not in str(row.__dict__) and len(secret) >= 43


def test_an_old_or_withdrawn_invitation_opens_nothing(client: Client, organisation: Organisation) -> None:
    path = _invited(organisation)
    with tenant(organisation.pk):
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = client.post(path, CHOSEN)
    assert answer.status_code == 404 and "Ask whoever invited you" in answer.content.decode()
    assert not User.objects.exists()


def test_a_link_of_one_organisation_opens_no_other(client: Client, organisation: Organisation) -> None:
    other = organisation_create(name="Shelter", slug="shelter")
    path = _invited(organisation).replace(str(organisation.pk), str(other.pk))
    assert client.get(path).status_code == 404
    assert client.get(path.replace(str(other.pk), "host")).status_code == 404


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"password": "short", "again": "short"}, "at least 12"),
        ({"again": "something-else-altogether"}, "differ"),
        ({"password": "new.colleague", "again": "new.colleague"}, "too much like"),
    ],
)
def test_a_bad_password_lets_nobody_in(
    client: Client, organisation: Organisation, sent: dict[str, str], said: str
) -> None:
    answer = client.post(_invited(organisation), {**CHOSEN, "language": "en", **sent})
    assert answer.status_code == 200 and said in answer.content.decode()
    assert not User.objects.exists()


def test_somebody_with_an_account_joins_by_signing_in(client: Client, organisation: Organisation) -> None:
    user = person(NEW, of=organisation_create(name="Shelter", slug="shelter"))
    path = _invited(organisation)
    assert client.post(path, CHOSEN).status_code == 200
    assert len(belongings(user.pk)) == 1, "whoever has the link is not yet this person"
    signed_in(client, NEW)
    assert client.post(path).status_code == 302
    assert {one.organisation.slug for one in belongings(user.pk)} == {"harbour", "shelter"}


def test_somebody_else_who_is_signed_in_does_not_take_it(client: Client, organisation: Organisation) -> None:
    person(NEW, of=organisation_create(name="Shelter", slug="shelter"))
    other = person("other@harbour.example", of=organisation)
    path = _invited(organisation, NEW, ADMINISTRATOR)
    signed_in(client, "other@harbour.example")
    client.post(path)
    assert [one.membership.roles for one in belongings(other.pk)] == [["caseworker"]]


def test_an_invitation_does_not_change_the_password_of_an_account(
    client: Client, organisation: Organisation
) -> None:
    """Else an administrator of one organisation could take over a person of another."""
    person(NEW, of=organisation_create(name="Shelter", slug="shelter"))
    client.post(_invited(organisation), CHOSEN)
    assert with_password(Client(), NEW, PASSWORD).status_code == 200


def test_the_first_administrator_of_a_host(client: Client, settings: object) -> None:
    assert not host_has_administrator()
    link = host_administrator_create(name="Ines", address="ines@host.example")
    assert link.startswith("http://localhost:8000/invitation/host/") and host_has_administrator()
    path = link.removeprefix("http://localhost:8000")
    client.post(path, CHOSEN)
    assert User.objects.get().is_host_administrator
    assert HostInvitation.objects.get().used_at is not None


def test_mail_says_that_something_waits_and_nothing_else(
    client: Client, organisation: Organisation, settings: object
) -> None:
    settings.EMAIL_HOST = "mail.example"  # type: ignore[attr-defined]
    person(of=organisation, roles=(ADMINISTRATOR,))
    signed_in(client)
    answer = client.post(
        "/o/harbour/people/invite/", {"name": "Odile Tremblay", "address": NEW, "roles": ["caseworker"]}
    )
    link = re.search(r"http://testserver/invitation/[^<]+", answer.content.decode())
    assert link and "no-store" in answer.headers["Cache-Control"]
    (sent,) = mail.outbox
    assert sent.to == [NEW] and sent.body.split() == ["Something", "waits", "for", "you:", link.group()]
    assert not {"odile", "tremblay", "harbour"} & set(
        re.findall(r"\w+", f"{sent.subject} {sent.body}".lower())
    )


def test_who_left_comes_back_with_new_roles(client: Client, organisation: Organisation) -> None:
    user = person(NEW, of=organisation, roles=("supervisor",))
    with tenant(organisation.pk):
        Membership.objects.update(ended_at=timezone.now())
    signed_in(client, NEW)
    client.post(_invited(organisation, NEW, "auditor"))
    assert [one.membership.roles for one in belongings(user.pk)] == [["auditor"]]
