"""What basis, children and status register: their tabs of a case, the words of their events."""

from __future__ import annotations


def start() -> None:
    """Register; called by `parts`."""
    from fanal.web.audit_trail import events
    from fanal.web.casework import tabs
    from fanal.web.casework.ages import is_child

    events.register(EVENTS)
    tabs.register(
        tabs.Tab(key="web.casework.tab-basis", view="casework.basis-list", icon="shield-check", order=40)
    )
    tabs.register(
        tabs.Tab(
            key="web.casework.tab-status",
            view="casework.status_decision-list",
            icon="milestone",
            order=45,
        )
    )
    tabs.register(
        tabs.Tab(
            key="web.casework.tab-child",
            view="casework.child_decision-list",
            icon="users",
            order=47,
            shown=lambda case: is_child(case.person.age),
        )
    )


EVENTS = {
    "cases.basis-recorded": "web.casework.event-basis-recorded",
    "cases.copy-noted": "web.casework.event-copy-noted",
    "cases.copy-told": "web.casework.event-copy-told",
    "cases.copy-recalled": "web.casework.event-copy-recalled",
    "cases.child-decided": "web.casework.event-child-decided",
    "cases.guardian-changed": "web.casework.event-guardian-changed",
    "cases.status-decided": "web.casework.event-status-decided",
    "cases.stage-added": "web.casework.event-stage-added",
    "cases.stage-changed": "web.casework.event-stage-changed",
    "persons.where-shown": "web.casework.event-where-shown",
}
