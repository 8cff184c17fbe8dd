"""What the record registers: navigation, the first tabs of a case, the words of its events."""

from __future__ import annotations


def start() -> None:
    """Register; called by `parts`."""
    from fanal.web.audit_trail import events
    from fanal.web.casework import tabs

    tabs.register(
        tabs.Tab(key="web.casework.tab-summary", view="casework.case-show", icon="folder-open", order=10)
    )
    events.register(EVENTS)


EVENTS = {
    "cases.viewed": "web.casework.event-viewed",
    "cases.opened": "web.casework.event-opened",
    "cases.changed": "web.casework.event-changed",
    "persons.created": "web.casework.event-person-created",
    "persons.changed": "web.casework.event-person-changed",
}
