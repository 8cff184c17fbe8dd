"""The cache that all processes share."""

from __future__ import annotations

import threading

import pytest
from django.core.cache import cache
from django.db import connection

from fanal.web.accounts.models import CacheEntry


@pytest.mark.django_db
def test_what_is_put_in_comes_out() -> None:
    cache.set("a key", [1.5, "zwei"], 60)
    assert cache.get("a key") == [1.5, "zwei"]
    assert cache.get("A KEY") is None
    assert cache.delete("a key") and cache.get("a key", "gone") == "gone"


@pytest.mark.django_db
def test_what_has_expired_is_gone_and_may_be_added_anew() -> None:
    assert cache.add("code", "y", 60) and not cache.add("code", "y", 60)
    CacheEntry.objects.update(expires_at="2020-01-01T00:00Z")
    assert cache.get("code") is None and not cache.touch("code", 60)
    assert cache.add("code", "z", 60) and cache.get("code") == "z"


@pytest.mark.django_db
def test_neither_key_nor_value_lies_in_the_clear() -> None:
    cache.set("planted-key-of-a-person", "planted-value", 60)
    entry = CacheEntry.objects.get()
    assert "planted" not in entry.key and b"planted" not in bytes(entry.value)


@pytest.mark.django_db(transaction=True)
def test_of_several_at_once_one_adds() -> None:
    added, gate = [], threading.Barrier(4)

    def add() -> None:
        gate.wait()
        added.append(cache.add("totp", "y", 60))
        connection.close()

    threads = [threading.Thread(target=add) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(added) == [False, False, False, True]
