"""Where the main navigation leads to in this room."""

from __future__ import annotations

from django.http import HttpRequest

from fanal.web.access.actor import actor_of
from fanal.web.access.policy import may
from fanal.web.accounts.waiting import how_many_lately
from fanal.web.design.navigation import TOOLS, Entry, register


def _reads_people(request: HttpRequest) -> bool:
    return may(actor_of(request), "people.read").allowed


def register_entries() -> None:
    """Add the entries of this room."""
    register(
        Entry(
            key="web.accounts.my-work",
            view="accounts.waiting",
            icon="inbox",
            count=how_many_lately,
            order=10,
        )
    )
    register(
        Entry(
            key="web.accounts.people",
            view="accounts.people",
            icon="users",
            where="organisation",
            shown=_reads_people,
            group="organisation",
            order=10,
        )
    )
    register(
        Entry(
            key="web.accounts.organisations",
            view="accounts.organisations",
            icon="building-2",
            where="host",
            group="host",
            order=85,
        )
    )
    register(
        Entry(
            key="web.accounts.host-administrators",
            view="accounts.host-administrators",
            icon="users",
            where="host",
            group="host",
            order=86,
        )
    )
    register(
        Entry(
            key="web.accounts.account",
            view="accounts.account",
            icon="circle-user",
            where="site",
            group=TOOLS,
            order=95,
        )
    )
