"""Whoever fails is slowed, and nobody can lock others out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from fanal.web.accounts import slowing
from fanal.web.accounts.models import AttemptCount
from fanal.web.accounts.views import sign_in
from web.accounts.people import ADDRESS, code, person, signed_in, with_password

pytestmark = pytest.mark.django_db
HOME, ELSEWHERE, CAFE = "192.0.2.10", "198.51.100.66", "203.0.113.7"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in, "FAILED_SECONDS", 0.0)


def _fails(client: Client, times: int, place: str, address: str = ADDRESS) -> int:
    status = 0
    for _ in range(times):
        status = with_password(client, address, "wrong-wrong-wrong", REMOTE_ADDR=place).status_code
    return status


def test_after_five_failures_even_the_right_password_waits() -> None:
    person()
    attacker = Client()
    assert _fails(attacker, slowing.FREE + 1, ELSEWHERE) == 200
    answer = with_password(attacker, REMOTE_ADDR=ELSEWHERE)
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) <= slowing.FIRST_WAIT


def test_an_attacker_elsewhere_does_not_lock_the_owner_out() -> None:
    """Neither in a browser they signed in with before, nor, by few places, in a new one."""
    person()
    known, attacker = Client(), Client()
    signed_in(known, REMOTE_ADDR=HOME)
    known.post("/sign-out/", REMOTE_ADDR=HOME)
    for _ in range(3):
        _fails(attacker, slowing.FREE + 2, ELSEWHERE)
    assert with_password(Client(), REMOTE_ADDR=CAFE).status_code == 302
    # All strangers together are slowed as well, and the known browser still is not.
    AttemptCount.objects.update(blocked_until=timezone.now() + timedelta(minutes=15))
    assert with_password(Client(), REMOTE_ADDR=CAFE).status_code == 429
    assert with_password(known, REMOTE_ADDR=ELSEWHERE).status_code == 302


def test_failures_in_a_known_browser_slow_that_browser() -> None:
    person()
    known = Client()
    signed_in(known, REMOTE_ADDR=HOME)
    known.post("/sign-out/", REMOTE_ADDR=HOME)
    _fails(known, slowing.FREE + 1, HOME)
    assert with_password(known, REMOTE_ADDR=HOME).status_code == 429
    assert with_password(Client(), REMOTE_ADDR=CAFE).status_code == 302


def test_a_device_cookie_of_one_account_is_none_for_another() -> None:
    person()
    person("other@harbour.example")
    known = Client()
    signed_in(known, REMOTE_ADDR=HOME)
    known.post("/sign-out/", REMOTE_ADDR=HOME)
    _fails(Client(), slowing.FREE + 1, HOME, "other@harbour.example")
    assert with_password(known, "other@harbour.example", REMOTE_ADDR=HOME).status_code == 429


def test_a_made_up_device_cookie_is_none() -> None:
    person()
    forger = Client()
    forger.cookies["fanal_device"] = "00ff:" + "0" * 64
    _fails(forger, slowing.FREE + 1, ELSEWHERE)
    forger.cookies["fanal_device"] = "11ff:" + "1" * 64
    assert with_password(forger, REMOTE_ADDR=ELSEWHERE).status_code == 429


def test_many_places_together_are_slowed() -> None:
    for number in range(slowing.FREE_OF_STRANGERS + 1):
        _fails(Client(), 1, f"198.51.100.{number}")
    assert _fails(Client(), 1, "203.0.113.200") == 429


def test_many_accounts_from_one_place_are_slowed() -> None:
    for number in range(slowing.FREE_OF_ADDRESS + 1):
        _fails(Client(), 1, ELSEWHERE, f"person{number}@harbour.example")
    assert _fails(Client(), 1, ELSEWHERE, "one.more@harbour.example") == 429
    assert _fails(Client(), 1, CAFE, "one.more@harbour.example") == 200


def test_an_unknown_account_is_slowed_as_a_known_one() -> None:
    _fails(Client(), slowing.FREE + 1, ELSEWHERE, "nobody@nowhere.example")
    assert _fails(Client(), 1, ELSEWHERE, "nobody@nowhere.example") == 429


def test_codes_are_counted_too() -> None:
    person()
    thief = Client()
    with_password(thief, REMOTE_ADDR=ELSEWHERE)
    for _ in range(slowing.FREE + 1):
        thief.post("/sign-in/second-factor/", {"code": "000000"}, REMOTE_ADDR=ELSEWHERE)
    answer = thief.post("/sign-in/second-factor/", {"code": code()}, REMOTE_ADDR=ELSEWHERE)
    assert answer.status_code == 429 and "_auth_user_id" not in thief.session


def test_success_forgets_failures_from_here() -> None:
    person()
    owner = Client()
    _fails(owner, slowing.FREE, HOME)
    assert with_password(owner, REMOTE_ADDR=HOME).status_code == 302
    assert _fails(Client(), slowing.FREE, HOME) == 200


def test_the_wait_doubles_and_ends_at_a_quarter_of_an_hour() -> None:
    assert [slowing._wait(over) for over in (1, 2, 3, 30)] == [15, 30, 60, 900]


def test_no_network_address_is_kept() -> None:
    person()
    _fails(Client(), 1, ELSEWHERE)
    assert not [row for row in AttemptCount.objects.all() if ELSEWHERE in row.key]
    assert AttemptCount.objects.count() == 3


def test_what_is_forgotten_is_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    AttemptCount.objects.create(key="old", last_at=timezone.now() - timedelta(days=2))
    AttemptCount.objects.create(key="fresh")
    monkeypatch.setattr(slowing, "_TIDY", 1.0)
    _fails(Client(), 1, ELSEWHERE)
    kept = set(AttemptCount.objects.values_list("key", flat=True))
    assert "fresh" in kept and "old" not in kept
