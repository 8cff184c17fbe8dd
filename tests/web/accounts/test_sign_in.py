"""Signing in: what lets somebody in, what does not, and what it leaves behind."""

from __future__ import annotations

import time
from typing import Any
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse

from fanal.web.accounts.models import CacheEntry, User
from web.accounts.people import (
    ADDRESS,
    NAME,
    PASSWORD,
    SECRET,
    code,
    harbour,
    person,
    recovery_codes,
    signed_in,
    with_password,
)

pytestmark = pytest.mark.django_db


def test_a_password_alone_lets_nobody_in(client: Client) -> None:
    person(of=harbour())
    answer = with_password(client)
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.get("/account/").headers["Location"].startswith(reverse("account_login"))


def test_password_and_app_let_in_and_straight_on(client: Client) -> None:
    person(of=harbour())
    assert signed_in(client).headers["Location"] == "/"
    assert client.get("/").headers["Location"] == "/o/harbour/"
    assert b"Harbour" in client.get("/o/harbour/").content


def test_the_address_may_be_typed_with_capitals_and_spaces(client: Client) -> None:
    person()
    signed_in(client, f"  {ADDRESS.title()} ")


def test_a_code_works_once(client: Client) -> None:
    person()
    used = code()
    with_password(client)
    assert client.post("/sign-in/second-factor/", {"code": used}).status_code == 302
    other = Client()
    with_password(other)
    answer = other.post("/sign-in/second-factor/", {"code": used})
    assert answer.status_code == 200 and "_auth_user_id" not in other.session


def test_a_recovery_code_works_once(client: Client) -> None:
    user = person()
    first, *_ = recovery_codes(user)
    for browser, works in ((client, True), (Client(), False)):
        with_password(browser)
        browser.post("/sign-in/second-factor/", {"code": f"{first[:5]} {first[5:]}"})
        assert ("_auth_user_id" in browser.session) is works


def test_unknown_and_wrong_are_answered_alike(client: Client) -> None:
    person()
    wrong = with_password(client, password="not-the-password-at-all")
    unknown = with_password(Client(), address="nobody@nowhere.example")
    assert wrong.status_code == unknown.status_code == 200
    # All but the typed address and the token, which differ by themselves.
    assert _bare(wrong, ADDRESS) == _bare(unknown, "nobody@nowhere.example")


def _bare(answer: Any, address: str) -> str:
    text = answer.content.decode().replace(address, "")
    return "\n".join(line for line in text.splitlines() if "csrfmiddlewaretoken" not in line)


def test_unknown_and_wrong_cost_the_same(client: Client) -> None:
    """One hash each; what is told meanwhile does not show, since a failure is answered at a fixed time."""
    person(of=harbour())
    hashed: list[str] = []

    def counted(*_: Any, **__: Any) -> None:
        hashed.append("")

    with patch("django.contrib.auth.hashers.MD5PasswordHasher.encode", side_effect=_encode(counted)):
        for address in (ADDRESS, "nobody@nowhere.example"):
            began = time.monotonic()
            with_password(Client(), address=address, password="not-the-password-at-all")
            assert 0.6 <= time.monotonic() - began < 1.5
            assert len(hashed) == 1
            hashed.clear()


def _encode(counted: Any) -> Any:
    from django.contrib.auth.hashers import MD5PasswordHasher

    plain = MD5PasswordHasher.encode

    def encode(password: str, salt: str, *_: Any) -> Any:
        counted()
        return plain(MD5PasswordHasher(), password, salt)

    return encode


def test_somebody_whose_account_is_closed_is_as_unknown(client: Client) -> None:
    user = person()
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert with_password(client).status_code == 200


def test_only_what_is_used_of_allauth_has_an_address() -> None:
    for name in ("account_signup", "account_reset_password", "account_email", "account_reauthenticate"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_nothing_of_a_person_lies_in_the_clear(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    """Sign in through the pages, then search every table for what is known of the person."""
    caplog.set_level("DEBUG")
    user = person(of=harbour())
    codes = recovery_codes(user)
    with_password(Client(), password="a-wrong-password-typed")
    with_password(Client(), address="somebody.else@typo.example", password="x")
    signed_in(client, HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux) Firefox/140.0")
    client.post("/account/", {"name": NAME, "language": "fr"})
    dump = _dump()
    assert user.handle in dump, "the dump holds nothing: the test would pass whatever lies there"
    planted = (ADDRESS, "quenneville", "mireille", "ostrowska", "typo.example", SECRET, "JBSWY3DP", *codes)
    found = [one for one in planted if one.lower() in dump.lower()]
    assert not found
    logged = "\n".join(
        record.getMessage() for record in caplog.records if record.name != "django.db.backends"
    )
    assert not [one for one in planted if one.lower() in logged.lower()]
    assert EmailAddress.objects.count() == 0
    assert Session.objects.exists() and CacheEntry.objects.exists()


def _dump() -> str:
    from fanal.web.organisations.models import Organisation
    from fanal.web.organisations.tenancy import tenant

    lines = []
    with tenant(Organisation.objects.get().pk), connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'select convert_from(convert_to(t::text, $$UTF8$$), $$UTF8$$) from "{table}" t')
            lines += [row for (row,) in cursor.fetchall()]
            # Bytes are written as hexadecimal: look into them as well.
            cursor.execute(
                "select column_name from information_schema.columns"
                " where table_name = %s and data_type = 'bytea'",
                [table],
            )
            for (column,) in cursor.fetchall():
                cursor.execute(f'select "{column}" from "{table}" where "{column}" is not null')
                lines += [bytes(row).decode("latin-1") for (row,) in cursor.fetchall()]
    return "\n".join(lines)


def test_a_password_is_not_kept(client: Client) -> None:
    person()
    signed_in(client)
    from fanal.web.organisations.services import organisation_create

    organisation_create(name="x", slug="x")
    assert PASSWORD not in _dump()


def test_the_page_says_the_same_in_french(client: Client) -> None:
    page = client.get("/sign-in/", headers={"accept-language": "fr-CH, en;q=0.5"})
    assert "Adresse de connexion" in page.content.decode() and page.headers["Content-Language"] == "fr"


def test_a_person_s_pages_speak_their_language(client: Client) -> None:
    person(language="fr")
    signed_in(client)
    assert "Mon compte" in client.get("/account/", headers={"accept-language": "en"}).content.decode()
    client.post("/language/", {"language": "en", "next": "/account/"})
    assert "My account" in client.get("/account/", headers={"accept-language": "fr"}).content.decode()
    assert User.objects.get().language == "en"


def test_failed_sign_ins_are_told(client: Client) -> None:
    """To the organisation of the person whose address was tried, to the host where there is none."""
    from fanal.web.audit_trail.models import AuditEntry, HostEntry
    from fanal.web.organisations.tenancy import tenant

    organisation = harbour()
    person(of=organisation)
    with_password(client, password="wrong-wrong-wrong")
    with_password(client)
    client.post("/sign-in/second-factor/", {"code": "000000"})
    with tenant(organisation.pk):
        told = list(AuditEntry.objects.values_list("event", flat=True))
    assert "accounts.sign-in-failed" in told and "accounts.second-factor-failed" in told
    before = HostEntry.objects.filter(event="accounts.sign-in-failed").count()
    with_password(Client(), address="nobody@nowhere.example", password="x")
    assert HostEntry.objects.filter(event="accounts.sign-in-failed").count() == before + 1
