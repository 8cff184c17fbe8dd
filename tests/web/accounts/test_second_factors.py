"""Everybody has a second factor, and what cannot be taken back asks for it anew."""

from __future__ import annotations

import json
from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from fanal.web.accounts.step_up import needs_step_up, stepped_up
from fanal.web.accounts.views import factors as factors_pages
from web.accounts.people import (
    ADMINISTRATOR,
    SECRET,
    code,
    factors,
    harbour,
    person,
    recovery_codes,
    signed_in,
    step_up_forgotten,
    with_password,
)

pytestmark = pytest.mark.django_db
SET_UP = "/account/second-factors/"


@pytest.fixture
def beginner(client: Client) -> Client:
    """Somebody signed in who has no second factor yet."""
    person(of=harbour(), app=False, roles=(ADMINISTRATOR,))
    with_password(client)
    assert "_auth_user_id" in client.session
    return client


@pytest.mark.parametrize("address", ["/", "/account/", "/o/harbour/", "/o/harbour/people/", "/confirm/"])
def test_without_a_second_factor_only_the_way_to_one_opens(beginner: Client, address: str) -> None:
    assert beginner.get(address).headers["Location"] == SET_UP
    assert beginner.post(address).headers["Location"] == SET_UP
    assert beginner.get(SET_UP).status_code == 200


def _set_up_app(client: Client) -> tuple[Any, str]:
    client.get(f"{SET_UP}app/")
    secret = client.session["mfa.totp.secret"]
    return client.post(f"{SET_UP}app/", {"code": code(secret=secret)}), secret


@pytest.mark.django_db(transaction=True)
def test_setting_up_an_app_shows_recovery_codes_once(beginner: Client) -> None:
    answer, _ = _set_up_app(beginner)
    assert answer.headers["Location"] == "/account/recovery-codes/"
    first, again = (beginner.get("/account/recovery-codes/").content.decode() for _ in range(2))
    assert first.count("<code>") == 10 and "<code>" not in again
    assert beginner.get("/o/harbour/").status_code == 200


def test_the_code_that_set_the_app_up_is_used_up(beginner: Client) -> None:
    _, secret = _set_up_app(beginner)
    other = Client()
    with_password(other)
    assert other.post("/sign-in/second-factor/", {"code": code(secret=secret)}).status_code == 200
    assert other.post("/sign-in/second-factor/", {"code": code(1, secret)}).status_code == 302


def test_a_wrong_code_sets_nothing_up(beginner: Client) -> None:
    beginner.get(f"{SET_UP}app/")
    answer = beginner.post(f"{SET_UP}app/", {"code": "000000"})
    assert answer.status_code == 200 and "does not match" in answer.content.decode()
    assert not Authenticator.objects.exists()


def test_secrets_are_sealed(client: Client) -> None:
    user = person()
    recovery_codes(user)
    stored = {one.type: json.dumps(one.data) for one in Authenticator.objects.all()}
    assert SECRET not in stored["totp"]
    assert len(json.loads(stored["recovery_codes"])["seed"]) > 80
    signed_in(client)


def test_the_last_second_factor_stays(client: Client) -> None:
    user = person()
    signed_in(client)
    own = Authenticator.objects.get(user=user)
    answer = client.post(f"{SET_UP}{own.pk}/remove/")
    assert answer.status_code == 403 and "only second factor" in answer.content.decode()
    assert factors(user) == {"totp"}


def test_one_of_two_second_factors_goes(client: Client) -> None:
    user = person()
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "webauthn", "credential": {}})
    signed_in(client)
    own = Authenticator.objects.get(user=user, type="totp")
    assert client.get(f"{SET_UP}{own.pk}/remove/").status_code == 200
    assert client.post(f"{SET_UP}{own.pk}/remove/").status_code == 302
    assert factors(user) == {"webauthn"}


def test_somebody_else_s_second_factor_does_not_exist(client: Client) -> None:
    theirs = Authenticator.objects.get(user=person("other@harbour.example"))
    person()
    signed_in(client)
    assert client.post(f"{SET_UP}{theirs.pk}/remove/").status_code == 404


# Step-up


def test_step_up_holds_ten_minutes_and_then_asks(client: Client) -> None:
    person(of=harbour(), roles=(ADMINISTRATOR,))
    signed_in(client)
    assert client.get("/o/harbour/people/invite/").status_code == 200
    step_up_forgotten(client)
    assert client.get("/o/harbour/people/invite/").headers["Location"] == "/confirm/"


def test_a_page_is_gone_back_to(client: Client) -> None:
    person(of=harbour(), roles=(ADMINISTRATOR,))
    signed_in(client)
    step_up_forgotten(client)
    client.get("/o/harbour/people/invite/?x=1")
    answer = client.post("/confirm/", {"code": code(1)})
    assert answer.headers["Location"] == "/o/harbour/people/invite/?x=1"
    assert client.get("/o/harbour/people/invite/").status_code == 200


def test_a_form_is_not_sent_again_and_nothing_typed_is_kept(client: Client) -> None:
    person(of=harbour(), roles=(ADMINISTRATOR,))
    signed_in(client)
    step_up_forgotten(client)
    typed = {"name": "Planted Person", "address": "planted@shelter.example", "roles": ["caseworker"]}
    assert client.post("/o/harbour/people/invite/", typed).headers["Location"] == "/confirm/"
    assert "lanted" not in json.dumps(dict(client.session.items()))
    answer = client.post("/confirm/", {"code": code(1)})
    assert answer.headers["Location"] == "/o/harbour/people/invite/"
    assert "lanted" not in client.get("/o/harbour/people/invite/").content.decode()


def test_a_password_alone_never_steps_up(client: Client) -> None:
    """Whatever allauth counts as proving it again: what is looked at is the recorded method."""
    user = person()
    signed_in(client)
    session = client.session
    import time

    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session.save()
    request = RequestFactory().get("/")
    request.session, request.user = client.session, user
    assert not stepped_up(request)
    assert client.get("/account/password/").headers["Location"] == "/confirm/"
    page = client.get("/confirm/").content.decode()
    assert 'type="password"' not in page
    client.post("/confirm/", {"password": "tidal-lantern-orchard-seven"})
    assert client.get("/account/password/").headers["Location"] == "/confirm/"


def test_a_wrong_code_does_not_step_up(client: Client) -> None:
    person()
    signed_in(client)
    step_up_forgotten(client)
    assert client.post("/confirm/", {"code": "000000"}).status_code == 200
    assert client.get("/account/password/").headers["Location"] == "/confirm/"


def test_a_recovery_code_steps_up(client: Client) -> None:
    spare = recovery_codes(person())[0]
    signed_in(client)
    step_up_forgotten(client)
    client.get("/account/password/")
    assert client.post("/confirm/", {"code": spare}).headers["Location"] == "/account/password/"


def test_what_needs_step_up_is_not_run_before(client: Client) -> None:
    ran = []

    @needs_step_up
    def view(request: HttpRequest) -> HttpResponse:
        ran.append(request)
        return HttpResponse()

    request = RequestFactory().post("/somewhere/?q=typed", {"name": "typed"})
    request.session, request.user = client.session, person()
    assert view(request).headers["Location"] == reverse("mfa_reauthenticate")
    assert not ran and "typed" not in json.dumps(dict(request.session.items()))


def test_a_record_of_somebody_else_does_not_count(client: Client) -> None:
    person()
    signed_in(client)
    request = RequestFactory().get("/")
    request.session, request.user = client.session, person("other@harbour.example")
    assert not stepped_up(request)


def test_the_site_asks_for_what_it_says() -> None:
    """Settings on which the rest stands."""
    assert settings.MFA_WEBAUTHN_USER_VERIFICATION == "required"
    assert settings.MFA_RECOVERY_CODES_SHOW_ONCE
    assert {"mfa"} == settings.ACCOUNT_REAUTHENTICATION_METHODS
    assert not settings.ACCOUNT_SIGNUP_ENABLED


def test_the_picture_for_the_app_is_readable_on_a_dark_page(beginner: Client) -> None:
    import base64
    import re

    page = beginner.get(f"{SET_UP}app/").content.decode()
    found = re.search(r"data:image/svg\+xml;base64,([^\"]+)", page)
    assert found
    drawn = base64.b64decode(found.group(1)).decode()
    assert re.search(r"<svg[^>]*><rect [^>]*fill=\"#fff\"", drawn)


@pytest.mark.parametrize("path", ["/sign-in/passkey/", "/confirm/", "/account/second-factors/passkey/"])
@pytest.mark.parametrize(
    "said",
    [
        "[" * 5000 + "]" * 5000,
        '{"id": "\\u0000"}',
        "[1]",
        "null",
        '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "AA",'
        ' "attestationObject": "AA", "authenticatorData": "AA", "signature": "AA", "userHandle": "AA"}}',
    ],
)
def test_what_is_no_passkey_is_a_wrong_one(client: Client, path: str, said: str) -> None:
    person()
    if path != "/sign-in/passkey/":
        signed_in(client)
    assert client.post(path, {"credential": said}).status_code in (200, 302)


@pytest.mark.django_db(transaction=True)
def test_of_two_last_second_factors_taken_away_at_once_one_stays(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = person(of=harbour())
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "webauthn", "credential": {}})
    signed_in(client)
    both, answers = Barrier(2), []
    decide = factors_pages.may_remove_second_factor

    def together(*said: Any) -> Any:
        decision = decide(*said)
        with suppress(BrokenBarrierError):  # with the lock, only one is ever here
            both.wait(1)
        return decision

    monkeypatch.setattr(factors_pages, "may_remove_second_factor", together)

    def take_away(pk: int) -> None:
        own = Client()
        own.cookies = client.cookies
        answers.append(own.post(f"{SET_UP}{pk}/remove/").status_code)
        connection.close()

    threads = [Thread(target=take_away, args=(one.pk,)) for one in Authenticator.objects.filter(user=user)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(answers) == [302, 403]
    assert len(factors(user) & {"totp", "webauthn"}) == 1
