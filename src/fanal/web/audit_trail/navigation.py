"""Where the navigation leads to in this room."""

from __future__ import annotations

from fanal.web.access.actor import actor_of
from fanal.web.access.policy import may
from fanal.web.design.navigation import Entry, register


def register_pages() -> None:
    """Add the two pages."""
    register(
        Entry(
            key="web.audit_trail.title",
            view="audit_trail.entries",
            icon="history",
            shown=lambda request: may(actor_of(request), "audit.read").allowed,
            group="governance",
            order=20,
        )
    )
    register(
        Entry(
            key="web.audit_trail.host-title",
            view="audit_trail.host",
            icon="history",
            where="host",
            group="host",
            shown=lambda request: may(actor_of(request), "host.read-audit").allowed,
            order=80,
        )
    )
