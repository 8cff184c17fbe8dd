"""Keys cost little here, and no test leaves any open for the next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fanal.web.keys import passphrases
from fanal.web.keys.agent import KeyAgent
from fanal.web.keys.keyring import AGENT, keyring

if TYPE_CHECKING:
    from fanal.web.organisations.models import Organisation


@pytest.fixture(autouse=True)
def _cheap_and_forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(passphrases, "COST", passphrases.Cost(passes=1, memory_kib=64, lanes=1))
    monkeypatch.delenv(AGENT, raising=False)
    keyring().forget_all()
    yield
    monkeypatch.delenv(AGENT, raising=False)
    keyring().forget_all()


@pytest.fixture
def harbour() -> Organisation:
    from web.keys.founding import PASSPHRASE, found

    return found("harbour", passphrase=PASSPHRASE)


@pytest.fixture
def shelter() -> Organisation:
    from web.keys.founding import PASSPHRASE, found

    return found("shelter", passphrase=PASSPHRASE)


@pytest.fixture
def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KeyAgent]:
    """Serve a key agent, and let this process ask it."""
    made = KeyAgent(tmp_path / "run" / "keys")
    made.serve_in_thread()
    monkeypatch.setenv(AGENT, str(made.path))
    yield made
    made.stop()
