"""A hub with its people, and two organisations that contribute to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from fanal.web.keys import passphrases
from fanal.web.keys.keyring import AGENT, keyring

if TYPE_CHECKING:
    from django.test import Client

    from fanal.web.collaborative.models import Agreement, Hub
    from web.collaborative.people import Team


@pytest.fixture(autouse=True)
def _cheap_and_forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(passphrases, "COST", passphrases.Cost(passes=1, memory_kib=64, lanes=1))
    monkeypatch.delenv(AGENT, raising=False)
    keyring().forget_all()
    yield
    keyring().forget_all()


@pytest.fixture
def lighthouse() -> Team:
    """The organisation that runs the hub: open keys, one member of every role (`people.Team`)."""
    from web.collaborative.people import team

    return team("lighthouse")


@pytest.fixture
def hub(lighthouse: Team) -> Hub:
    """The hub that it runs."""
    from web.collaborative.people import founded

    return founded(lighthouse)


@pytest.fixture
def harbour() -> Team:
    """An organisation that contributes, once `harbour_agreement` is asked for too."""
    from web.collaborative.people import team

    return team("harbour")


@pytest.fixture
def shelter() -> Team:
    """Another one."""
    from web.collaborative.people import team

    return team("shelter")


@pytest.fixture
def harbour_agreement(hub: Hub, lighthouse: Team, harbour: Team) -> Agreement:
    """The first contributor's agreement, signed; `.contributor` is its row at the hub."""
    from web.collaborative.people import contributing

    return contributing(lighthouse, harbour, name="Harbour Association")


@pytest.fixture
def shelter_agreement(hub: Hub, lighthouse: Team, shelter: Team) -> Agreement:
    """The second contributor's."""
    from web.collaborative.people import contributing

    return contributing(lighthouse, shelter, name="Shelter Foundation")


@pytest.fixture
def client_of(lighthouse: Team) -> Callable[[str], Client]:
    """Give a client that is signed in as the hub's member of a role; of others: ``harbour.client(role)``."""
    return lighthouse.client
