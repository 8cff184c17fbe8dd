"""What a password must be, and how it is hashed."""

from __future__ import annotations

from threading import Event, Thread

import pytest
from django.core.exceptions import ValidationError

from fanal.web.accounts import hashing
from fanal.web.accounts.hashing import CappedArgon2
from fanal.web.accounts.passwords import check_password_rule
from fanal.web.config import settings as site
from fanal.web.design.errors import Refused

KNOWN = ("mireille.quenneville@harbour.example", "Mireille Quenneville")


@pytest.mark.parametrize(
    "good", ["tidal-lantern-orchard-seven", "quatre mots sans rapport", "x9#Lm2!qPz7&Rt"]
)
def test_long_and_uncommon_is_good(good: str) -> None:
    check_password_rule(good, *KNOWN)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("short-one", "at least 12"),
        ("passwordpassword", "lists"),
        ("aaaaaaaaaaaaaaaa", "lists"),
        ("abcabcabcabcabc", "lists"),
        ("mireille.quenneville", "too much like"),
        ("Quenneville2026", "too much like"),
        ("MIREILLEQUENNEVILLE", "too much like"),
    ],
)
def test_what_is_guessed_first_is_refused(bad: str, why: str) -> None:
    with pytest.raises(ValidationError) as refused:
        check_password_rule(bad, *KNOWN)
    assert why in " ".join(refused.value.messages)


def test_the_site_hashes_with_argon2id() -> None:
    assert site.PASSWORD_HASHERS == ["fanal.web.accounts.hashing.CappedArgon2"]
    encoded = CappedArgon2().encode("tidal-lantern-orchard-seven", "saltsaltsaltsalt")
    assert encoded.startswith("argon2$argon2id$v=19$m=65536,t=3,p=4$")
    assert CappedArgon2().verify("tidal-lantern-orchard-seven", encoded)
    assert not CappedArgon2().verify("tidal-lantern-orchard-eight", encoded)


def test_the_surplus_waits_and_is_then_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "WAIT_SECONDS", 0.05)
    inside, go = [Event() for _ in range(hashing.AT_ONCE)], Event()

    def hold(entered: Event) -> None:
        with hashing._turn():
            entered.set()
            go.wait(5)

    holders = [Thread(target=hold, args=(one,)) for one in inside]
    for one in holders:
        one.start()
    assert all(one.wait(5) for one in inside)
    with pytest.raises(Refused) as refused:
        CappedArgon2().encode("x", "saltsaltsaltsalt")
    assert refused.value.status == 429
    go.set()
    for one in holders:
        one.join()
    assert CappedArgon2().encode("x", "saltsaltsaltsalt")
