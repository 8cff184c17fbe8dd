"""Where one is signed in, and how that ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from fanal.web.accounts.models import SignIn
from fanal.web.audit_trail.models import AuditEntry
from fanal.web.audit_trail.sealing import open_details
from fanal.web.keys.signals import locked
from fanal.web.organisations.models import Organisation
from fanal.web.organisations.services import organisation_create
from fanal.web.organisations.tenancy import tenant
from web.accounts.people import (
    ADDRESS,
    PASSWORD,
    code,
    harbour,
    person,
    recovery_codes,
    signed_in,
    with_password,
)

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"


def _in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


@pytest.fixture
def two() -> tuple[Client, Client]:
    """One person in two browsers."""
    person(of=harbour())
    one, other = Client(), Client()
    signed_in(one, HTTP_USER_AGENT=FIREFOX)
    signed_in(other, ahead=1, HTTP_USER_AGENT=PHONE)
    return one, other


def test_the_list_says_which_browsers(two: tuple[Client, Client]) -> None:
    page = two[0].get("/account/sessions/").content.decode()
    assert "Firefox, Linux" in page and "Chrome, Android" in page and "127.0.0.1" not in page


def test_one_browser_is_signed_out(two: tuple[Client, Client]) -> None:
    theirs = SignIn.objects.get(browser="Chrome, Android")
    assert two[0].post(f"/account/sessions/{theirs.pk}/end/").status_code == 302
    assert _in(two[0]) and not _in(two[1])
    assert "You were signed out" in two[1].get("/sign-in/").content.decode()


def test_all_others_are_signed_out(two: tuple[Client, Client]) -> None:
    two[1].post("/account/sessions/others/end/")
    assert _in(two[1]) and not _in(two[0])


def test_nobody_ends_another_s_session(two: tuple[Client, Client]) -> None:
    stranger = Client()
    person("other@harbour.example")
    signed_in(stranger, "other@harbour.example")
    for one in SignIn.objects.filter(user__is_host_administrator=False):
        stranger.post(f"/account/sessions/{one.pk}/end/") if one.browser else None
    assert _in(two[0]) and _in(two[1])


def test_signing_out_ends_it(two: tuple[Client, Client]) -> None:
    two[0].post("/sign-out/")
    assert not _in(two[0]) and _in(two[1]) and SignIn.objects.count() == 1


@pytest.mark.parametrize(
    ("column", "ago", "stays"),
    [
        ("seen_at", timedelta(minutes=29), True),
        ("seen_at", timedelta(minutes=31), False),
        ("began_at", timedelta(hours=11, minutes=59), True),
        ("began_at", timedelta(hours=12, minutes=1), False),
    ],
)
def test_idle_and_old_sessions_end(client: Client, column: str, ago: timedelta, stays: bool) -> None:
    person()
    signed_in(client)
    SignIn.objects.update(**{column: timezone.now() - ago})
    assert _in(client) is stays


def test_being_active_keeps_a_session(client: Client) -> None:
    person()
    signed_in(client)
    SignIn.objects.update(seen_at=timezone.now() - timedelta(minutes=20))
    assert _in(client)
    assert SignIn.objects.get().seen_at > timezone.now() - timedelta(minutes=1)


def test_locking_an_organisation_signs_its_people_out(two: tuple[Client, Client]) -> None:
    from fanal.web.organisations.models import Organisation

    elsewhere = Client()
    person("other@shelter.example", of=organisation_create(name="Shelter", slug="shelter"))
    signed_in(elsewhere, "other@shelter.example")
    locked.send(sender=None, organisation=Organisation.objects.get(slug="harbour").pk, sessions=0)
    assert not _in(two[0]) and not _in(two[1]) and _in(elsewhere)


def test_changing_the_password_signs_the_others_out(two: tuple[Client, Client]) -> None:
    new = "marble-otter-seven-kites"
    answer = two[0].post("/account/password/", {"current": PASSWORD, "password": new, "again": new})
    assert answer.status_code == 302
    assert _in(two[0]) and not _in(two[1])
    assert with_password(Client(), password=PASSWORD).status_code == 200
    assert with_password(Client(), password=new).status_code == 302


def test_changing_the_password_wants_the_one_there_is(client: Client) -> None:
    person()
    signed_in(client)
    new = "marble-otter-seven-kites"
    answer = client.post("/account/password/", {"current": "guess", "password": new, "again": new})
    assert answer.status_code == 200 and with_password(Client(), password=new).status_code == 200


def test_a_session_taken_along_is_worth_nothing_after_sign_out(client: Client) -> None:
    person()
    signed_in(client)
    taken = client.cookies["sessionid"].value
    client.post("/sign-out/")
    thief = Client()
    thief.cookies["sessionid"] = taken
    assert not _in(thief)


def test_signing_in_gives_a_new_session(client: Client) -> None:
    """A session that somebody else planted before is not the one that is signed in."""
    person()
    with_password(client, ADDRESS)
    before = client.cookies["sessionid"].value
    client.post("/sign-in/second-factor/", {"code": code()})
    assert client.cookies["sessionid"].value != before


def _told(event: str) -> list[dict[str, Any]]:
    with tenant(Organisation.objects.get().pk):
        found = AuditEntry.objects.filter(event=event).order_by("sequence")
        return [dict(open_details(one).values) for one in found]


def test_ended_sessions_are_told(two: tuple[Client, Client]) -> None:
    theirs = SignIn.objects.get(browser="Chrome, Android")
    two[0].post(f"/account/sessions/{theirs.pk}/end/")
    two[0].post(f"/account/sessions/{theirs.pk}/end/")
    two[0].post("/account/sessions/others/end/")
    assert _told("accounts.sessions-ended") == [{"sessions": 1}]


def test_it_is_told_what_somebody_signed_in_with(client: Client) -> None:
    user = person(of=harbour())
    (first, *_) = recovery_codes(user)
    signed_in(client)
    other = Client()
    with_password(other)
    assert other.post("/sign-in/second-factor/", {"code": first}).status_code == 302
    assert [one["with"] for one in _told("accounts.signed-in")] == [
        ["password", "totp"],
        ["password", "recovery_codes"],
    ]
