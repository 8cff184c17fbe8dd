"""An organisation with open keys, one member of every role, and a case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from fanal.web.keys import passphrases
from fanal.web.keys.keyring import AGENT, keyring

if TYPE_CHECKING:
    from django.test import Client

    from fanal.web.access.actor import Actor
    from fanal.web.casework.models import Case
    from fanal.web.organisations.models import Membership, Organisation

WorkingAs = Any
"""``with working_as("caseworker") as actor:`` - inside the organisation, as that member."""


@pytest.fixture(autouse=True)
def _cheap_and_forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(passphrases, "COST", passphrases.Cost(passes=1, memory_kib=64, lanes=1))
    monkeypatch.delenv(AGENT, raising=False)
    keyring().forget_all()
    yield
    keyring().forget_all()


@pytest.fixture
def harbour() -> Organisation:
    """An organisation whose keys are open, and that accepted its procedures."""
    from web.casework.cases import procedures_accepted
    from web.keys.founding import found

    made = found("harbour")
    procedures_accepted(made)
    return made


@pytest.fixture
def nothing_accepted(harbour: Organisation) -> None:
    """Let it be as on its first day: no procedure is accepted."""
    from fanal.web.casework.models import Procedure
    from fanal.web.organisations.tenancy import tenant

    with tenant(harbour.pk):
        Procedure.objects.all().delete()


@pytest.fixture
def members(harbour: Organisation) -> dict[str, Membership]:
    """One member of every role of an organisation, by the name of the role."""
    from web.access.people import ORGANISATION_ROLES, member_of

    return {role: member_of(harbour.pk, role, role) for role in ORGANISATION_ROLES}


@pytest.fixture
def working_as(
    harbour: Organisation, members: dict[str, Membership]
) -> Callable[[str], AbstractContextManager[Actor]]:
    """Work inside the organisation as the member of a role: ``with working_as("supervisor") as actor:``."""
    from fanal.web.access.actor import current_actor
    from fanal.web.keys.hierarchy import remembered
    from fanal.web.organisations.tenancy import acting, tenant

    @contextmanager
    def working(role: str) -> Iterator[Actor]:
        with acting(members[role].user_id), tenant(harbour.pk), remembered():
            yield current_actor()

    return working


@pytest.fixture
def case(working_as: WorkingAs) -> Case:
    """Give a case that a caseworker opened: of Amina Farouk, 24 years old, of Nigeria. None of it is true."""
    from web.casework.cases import case_of_amina

    with working_as("caseworker") as actor:
        return case_of_amina(actor)


@pytest.fixture
def client_of(members: dict[str, Membership]) -> Callable[[str], Client]:
    """Give a client that is signed in as the member of a role."""
    from django.test import Client

    def client(role: str) -> Client:
        made = Client()
        made.force_login(members[role].user)
        return made

    return client
