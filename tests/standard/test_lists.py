"""Long code lists are read when they are asked for: once, whoever asks meanwhile."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from fanal.standard import vocabulary


def test_a_list_that_many_ask_for_at_once_is_given_to_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    load = vocabulary.load

    def slow(name: str) -> Any:
        read.append(name)
        if name.startswith("iso"):
            time.sleep(0.05)
        return load(name)

    monkeypatch.setattr(vocabulary, "load", slow)
    lists = vocabulary.htcds.__wrapped__().lists
    with ThreadPoolExecutor(8) as asking:
        found = list(asking.map(lambda _: lists["iso-639-2"].by_code["fra"].code, range(16)))
    assert found == ["fra"] * 16
    assert read.count("iso-639-2.toml") == 1
