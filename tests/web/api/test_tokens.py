"""Tokens: one organisation, in the name of whoever made it, never with more rights, never for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from fanal.web.api.models import ApiToken
from fanal.web.api.services import ScopeNotYours, token_revoke
from fanal.web.audit_trail.models import AuditEntry
from fanal.web.keys.services import keys_create, lock, unlock
from fanal.web.organisations.models import Membership
from fanal.web.organisations.services import (
    membership_change_roles,
    membership_create,
    membership_end,
    organisation_close,
)
from fanal.web.organisations.tenancy import tenant
from web.access.people import People, everybody
from web.api.tokens_of_tests import ask, token_of

pytestmark = pytest.mark.django_db
PASSPHRASE = "nine grey herons by the lock"


@pytest.fixture
def people() -> People:
    return everybody()


def test_a_token_says_whose_it_is(people: People) -> None:
    token, shown = token_of(people)
    said = ask(shown, "/me").json()
    assert said == {
        "token": "of a test",
        "prefix": token.prefix,
        "organisation": "harbour",
        "organisation_id": str(people.own.pk),
        "scopes": ["audit.export", "audit.read"],
        "actions": ["audit.export", "audit.read"],
        "expires_at": said["expires_at"],
    }
    with tenant(people.own.pk):
        assert ApiToken.objects.get().last_used_at is not None


def test_nothing_of_its_secret_is_stored(people: People) -> None:
    _, shown = token_of(people)
    secret = shown.split("_", 3)[3]  # it may hold a "_" itself
    with tenant(people.own.pk):
        assert secret not in str(ApiToken.objects.values().get())
        assert not [one for one in AuditEntry.objects.all() if secret.encode() in bytes(one.details)]


@pytest.mark.parametrize("how", ["expired", "revoked", "maker left", "maker is off", "organisation closed"])
def test_a_token_ends(people: People, how: str) -> None:
    token, shown = token_of(people)
    assert ask(shown, "/me").status_code == 200
    with tenant(people.own.pk):
        if how == "expired":
            ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        elif how == "revoked":
            token_revoke(token=token.pk)
        elif how == "maker left":
            membership_end(membership=token.maker)
        elif how == "maker is off":
            type(token.maker.user).objects.filter(pk=token.maker.user_id).update(is_active=False)
        else:
            organisation_close(organisation=people.own)
    answer = ask(shown, "/me")
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_whoever_comes_back_has_no_token_any_more(people: People) -> None:
    token, shown = token_of(people)
    with tenant(people.own.pk):
        membership_end(membership=token.maker)
        membership_create(user=token.maker.user_id, roles=["auditor"])
    assert ask(shown, "/me").status_code == 401


@pytest.mark.parametrize(
    "shown",
    ["", "x", "fanal_", "fanal_" + "0" * 32 + "_" + "0" * 12 + "_" + "A" * 43, "é\u0000", "a" * 10_000],
)
def test_a_token_that_is_none_opens_nothing(people: People, shown: str) -> None:
    assert ask(shown or " ", "/me").status_code == 401
    assert ask(shown or " ", "/health").status_code == 401


def test_the_secret_of_another_token_opens_nothing(people: People) -> None:
    (_, one), (_, other) = token_of(people), token_of(people)
    assert ask(one.rsplit("_", 1)[0] + "_" + other.rsplit("_", 1)[1], "/me").status_code == 401


def test_the_organisation_in_a_token_cannot_be_exchanged(people: People) -> None:
    _, shown = token_of(people)
    assert ask(shown.replace(people.own.pk.hex, people.other.pk.hex), "/me").status_code == 401


def test_a_scope_that_is_missing_is_refused_and_told(people: People) -> None:
    _, shown = token_of(people, "auditor", "audit.read")
    answer = ask(shown, "/audit-trail/heads")
    assert answer.status_code == 403 and "audit.export" in answer.json()["detail"]
    with tenant(people.own.pk):
        assert AuditEntry.objects.order_by("sequence").last().event == "access.refused"


def test_a_right_that_its_maker_loses_is_lost(people: People) -> None:
    token, shown = token_of(people)
    assert ask(shown, "/audit-trail/heads").status_code == 200
    with tenant(people.own.pk):
        membership_change_roles(membership=Membership.objects.get(pk=token.maker_id), roles=["caseworker"])
    assert ask(shown, "/audit-trail/heads").status_code == 403
    assert ask(shown, "/me").json()["actions"] == []


@pytest.mark.parametrize("scopes", [("audit.read", "cases.read"), ("people.invite",), ("nonsense",)])
def test_nobody_gives_a_token_what_they_may_not_do(people: People, scopes: tuple[str, ...]) -> None:
    with pytest.raises(ScopeNotYours):
        token_of(people, "auditor", *scopes)
    with pytest.raises(ScopeNotYours):
        token_of(people, "caseworker")


@pytest.mark.parametrize("days", [0, 366])
def test_a_token_lives_a_year_at_most(people: People, days: int) -> None:
    with pytest.raises(ValueError, match="days"):
        token_of(people, days=days)


def test_a_session_opens_nothing_of_the_api(client: Client, people: People) -> None:
    client.force_login(people.users["auditor"])
    assert client.get("/api/v1/me").status_code == 401


def test_a_token_is_made_shown_once_and_revoked_on_the_pages(client: Client, people: People) -> None:
    with tenant(people.own.pk):
        both = Membership.objects.get(user=people.users["auditor"])
        membership_change_roles(membership=both, roles=["auditor", "data-manager"])
    client.force_login(people.users["auditor"])
    new = "/o/harbour/api-tokens/new/"
    assert "Read the audit trail" in client.get(new).content.decode()
    assert client.post(new, {"name": "copy", "scopes": ["keys.lock"], "days": 900}).context["form"].errors
    page = client.post(new, {"name": "copy", "scopes": ["audit.read"], "days": 30})
    shown = page.context["shown"]
    assert shown in page.content.decode() and "no-store" in page["Cache-Control"]
    assert ask(shown, "/me").status_code == 200
    listed = client.get("/o/harbour/api-tokens/").content.decode()
    assert page.context["token"].prefix in listed and shown not in listed
    client.post(f"/o/harbour/api-tokens/{page.context['token'].pk}/revoke/")
    assert "Revoked" in client.get("/o/harbour/api-tokens/").content.decode()
    assert ask(shown, "/me").status_code == 401


def test_a_token_of_another_organisation_cannot_be_revoked(client: Client, people: People) -> None:
    token, shown = token_of(people)
    client.force_login(people.users["outsider"])
    assert client.post(f"/o/shelter/api-tokens/{token.pk}/revoke/").status_code == 404
    assert ask(shown, "/me").status_code == 200


def test_a_locked_organisation_tells_its_programs_nothing(people: People) -> None:
    _, shown = token_of(people)
    with tenant(people.own.pk):
        keys_create(passphrase=PASSPHRASE)
    with tenant(people.own.pk):
        unlock(PASSPHRASE)
    assert ask(shown, "/audit-trail/entries").status_code == 200
    with tenant(people.own.pk):
        lock()
    for address in ("/audit-trail/entries", "/audit-trail/heads", "/no-such-thing"):
        answer = ask(shown, address)
        assert answer.status_code == 423
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert ask(shown, "/health").status_code == ask(shown, "/me").status_code == 200
    with tenant(people.own.pk):
        unlock(PASSPHRASE)
    assert ask(shown, "/audit-trail/heads").status_code == 200
