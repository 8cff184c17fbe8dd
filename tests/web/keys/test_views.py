"""The pages of keys, and what is shown where they are locked."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from fanal.presentation import all_texts
from fanal.web.accounts.models import User
from fanal.web.keys.errors import KeyDestroyed, KeysLocked, NoKeys, OnHold, TooManySearches
from fanal.web.keys.keyring import keyring
from fanal.web.keys.middleware import KeysMiddleware
from fanal.web.keys.selectors import organisation_keys
from fanal.web.keys.services import person_erase
from fanal.web.organisations.models import Membership, Organisation
from fanal.web.organisations.selectors import belonging
from fanal.web.organisations.tenancy import tenant
from web.keys.founding import PASSPHRASE, somebody

pytestmark = pytest.mark.django_db
NEW = "eleven white herons by the weir"


def at(name: str, organisation: Organisation) -> str:
    return reverse(f"keys.{name}", kwargs={"organisation": organisation.slug})


def member(organisation: Organisation, *roles: str) -> Client:
    user = User.objects.create(handle=("".join(roles) or "none").ljust(64, "0"))
    with tenant(organisation.pk):
        Membership.objects.create(user=user, roles=list(roles))
    client = Client()
    client.force_login(user)
    return client


def test_unlocked_with_the_passphrase_and_led_back(harbour: Organisation) -> None:
    keyring().forget_all()
    client = member(harbour, "caseworker")
    assert "Locked" in client.get(at("page", harbour)).text
    wrong = client.post(at("unlock", harbour), {"passphrase": "not the one"})
    assert "does not open the keys" in wrong.text and "not the one" not in wrong.text
    assert keyring().ids() == set()
    there = at("erasures", harbour)
    done = client.post(at("unlock", harbour), {"passphrase": PASSPHRASE, "next": there})
    assert done.headers["Location"] == there and keyring().ids() == {harbour.pk}
    assert "Unlocked" in client.get(at("page", harbour)).text


def test_nobody_is_led_elsewhere(harbour: Organisation) -> None:
    client = member(harbour, "caseworker")
    for elsewhere in ("https://example.org/", "//example.org", "javascript:alert(1)"):
        done = client.post(at("unlock", harbour), {"passphrase": PASSPHRASE, "next": elsewhere})
        assert done.headers["Location"] == at("page", harbour)


def test_locked_by_one_action(harbour: Organisation) -> None:
    client, colleague = member(harbour, "caseworker"), member(harbour, "supervisor")
    assert client.get(at("lock", harbour)).status_code == 405
    done = client.post(at("lock", harbour))
    assert done.headers["Location"] == reverse("account_login")
    assert keyring().ids() == set() and Session.objects.count() == 0
    for one in (client, colleague):
        assert one.get(at("page", harbour)).headers["Location"].startswith(reverse("account_login"))


def test_whoever_left_is_not_signed_out_by_a_lock(harbour: Organisation) -> None:
    client, left = member(harbour, "caseworker"), member(harbour, "supervisor")
    with tenant(harbour.pk):
        Membership.objects.filter(roles=["supervisor"]).update(ended_at=timezone.now())
    client.post(at("lock", harbour))
    assert Session.objects.count() == 1 and left.get("/account/").status_code == 200


def test_created_by_an_administrator(django_capture_on_commit_callbacks: Any) -> None:
    bare = Organisation.objects.create(name="bare", slug="bare")
    client = member(bare, "organisation-administrator")
    assert "Set up the keys" in client.get(at("page", bare)).text
    for said, why in (
        ({"new": "short", "again": "short"}, "at least 16"),
        ({"new": NEW, "again": PASSPHRASE}, "differ"),
    ):
        assert why in client.post(at("create", bare), said).text
    with django_capture_on_commit_callbacks(execute=True):
        client.post(at("create", bare), {"new": NEW, "again": NEW, "host": "on"})
    with tenant(bare.pk):
        keys = organisation_keys()
    assert (keys.state, keys.by_passphrase, keys.by_host) == ("open", True, True)
    assert client.get(at("create", bare)).status_code == 403


def test_what_opens_is_changed(harbour: Organisation) -> None:
    client = member(harbour, "organisation-administrator")
    wrong = client.post(at("passphrase", harbour), {"old": NEW, "new": NEW, "again": NEW})
    assert "does not open the keys" in wrong.text
    client.post(at("passphrase", harbour), {"old": PASSPHRASE, "new": NEW, "again": NEW})
    client.post(at("host", harbour), {"allowed": "yes"})
    assert "machine’s own key" in client.get(at("page", harbour)).text
    keyring().forget_all()
    client.post(at("unlock-by-host", harbour))
    assert keyring().ids() == {harbour.pk}
    client.post(at("host", harbour), {"allowed": "no"})
    keyring().forget_all()
    assert client.post(at("unlock-by-host", harbour)).status_code == 403
    client.post(at("unlock", harbour), {"passphrase": PASSPHRASE})
    assert keyring().ids() == set()
    client.post(at("unlock", harbour), {"passphrase": NEW})
    assert keyring().ids() == {harbour.pk}


def test_certificates_are_listed_to_whom_may_see_them(harbour: Organisation) -> None:
    with tenant(harbour.pk):
        person = somebody()
        person_erase(person, reason="retention")
    shown = member(harbour, "auditor").get(at("erasures", harbour)).text
    assert str(person) in shown and "retention" in shown
    assert member(harbour, "caseworker").get(at("erasures", harbour)).status_code == 403


def test_both_languages_say_all(harbour: Organisation) -> None:
    client = member(harbour, "organisation-administrator")
    for name in ("page", "passphrase", "erasures"):
        english, french = (client.get(at(name, harbour) + f"?language={one}").text for one in ("en", "fr"))
        assert english != french
    for key, said in all_texts("web.keys").items():
        assert all(said["en"]) and all(said["fr"]), key


def request_of(organisation: Organisation, *roles: str, method: str = "get") -> Any:
    user = User.objects.create(handle=f"{method}{len(roles)}".ljust(64, "0"))
    with tenant(organisation.pk):
        Membership.objects.create(user=user, roles=list(roles))
    request = getattr(RequestFactory(), method)(f"/o/{organisation.slug}/cases/")
    request.user, request.belonging = user, belonging(user.pk, organisation.slug)
    request.session = {}
    return request


def test_whoever_may_unlock_is_led_there_and_others_are_told(harbour: Organisation) -> None:
    shown = KeysMiddleware(lambda request: None).process_exception  # type: ignore[arg-type,return-value]
    with tenant(harbour.pk):
        led = shown(request_of(harbour, "caseworker"), KeysLocked())
        assert led is not None and led.status_code == 302
        assert led.headers["Location"] == f"{at('page', harbour)}?next=%2Fo%2Fharbour%2Fcases%2F"
        for request, error, status, said in (
            (request_of(harbour), KeysLocked(), 423, "locked"),
            (request_of(harbour, "caseworker", method="post"), KeysLocked(), 423, "locked"),
            (request_of(harbour, "caseworker", "auditor"), NoKeys(), 423, "no keys yet"),
            (request_of(harbour, "a", "b", "c"), KeyDestroyed(), 423, "erased"),
            (request_of(harbour, "a", "b", "c", "d"), OnHold(harbour.pk, "why"), 403, "legal hold"),
            (request_of(harbour, *"abcde"), TooManySearches(), 429, "Wait ten minutes"),
        ):
            answer = shown(request, error)
            assert answer is not None and answer.status_code == status and said in answer.text
    assert shown(request_of(harbour, *"abcdef"), ValueError("a defect")) is None
