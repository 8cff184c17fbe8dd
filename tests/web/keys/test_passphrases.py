"""What opens by a passphrase: the rule, and the cap on how many derivations run at once."""

from __future__ import annotations

import threading
import time

import pytest

from fanal.web.keys import passphrases
from fanal.web.keys.errors import WeakPassphrase
from fanal.web.keys.passphrases import AT_ONCE, Cost, check_strength, derive

CHEAP = Cost(passes=1, memory_kib=64, lanes=1)


@pytest.mark.parametrize(
    ("weak", "key"),
    [
        ("fifteen letters", "web.keys.passphrase-short"),
        ("               short               ", "web.keys.passphrase-short"),
        ("abcabcabcabcabcabcabc", "web.keys.passphrase-monotonous"),
    ],
)
def test_what_is_easy_to_guess_is_refused(weak: str, key: str) -> None:
    with pytest.raises(WeakPassphrase) as refused:
        check_strength(weak)
    assert refused.value.key == key


def test_a_long_one_passes_and_opens_from_every_keyboard() -> None:
    check_strength("sixteen letters!")
    salt = b"s" * 16
    assert derive(" café au bord de l’eau", salt, CHEAP) == derive(
        "cafe\u0301 au bord de l’eau ", salt, CHEAP
    )
    assert derive("café au bord de l’eau", salt, CHEAP) != derive("café au bord de l’eau!", salt, CHEAP)


def test_what_is_stored_cannot_exhaust_the_machine() -> None:
    for cost in ({"memory_kib": 2**31}, {"passes": 1000}, {"lanes": 0}):
        with pytest.raises(ValueError, match="out of bounds"):
            Cost(**cost)


def test_the_site_uses_the_cost_that_rfc_9106_recommends() -> None:
    assert Cost() == Cost(passes=3, memory_kib=64 * 1024, lanes=4)


def test_few_run_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    now, most, lock = 0, 0, threading.Lock()

    def slow(*_: object, **__: object) -> bytes:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.02)
        with lock:
            now -= 1
        return b""

    monkeypatch.setattr(passphrases, "hash_secret_raw", slow)
    threads = [threading.Thread(target=derive, args=("x", b"s" * 16, CHEAP)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == AT_ONCE
