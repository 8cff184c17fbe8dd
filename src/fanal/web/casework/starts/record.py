"""What the record registers: navigation, the tabs of a case, the words of its events."""

from __future__ import annotations

from django.http import HttpRequest

EVENTS = {
    "cases.viewed": "web.casework.event-viewed",
    "cases.opened": "web.casework.event-opened",
    "cases.changed": "web.casework.event-changed",
    "cases.closed": "web.casework.event-closed",
    "cases.reopened": "web.casework.event-reopened",
    "cases.handed-over": "web.casework.event-handed-over",
    "cases.supervisor-named": "web.casework.event-supervisor-named",
    "cases.hidden-hit": "web.casework.event-hidden-hit",
    "cases.context-added": "web.casework.event-context-added",
    "cases.context-changed": "web.casework.event-context-changed",
    "cases.context-removed": "web.casework.event-context-removed",
    "persons.created": "web.casework.event-person-created",
    "persons.changed": "web.casework.event-person-changed",
    "persons.viewed": "web.casework.event-person-viewed",
    "fields.changed": "web.casework.event-fields-changed",
    "fields.codes-hidden": "web.casework.event-codes-hidden",
    "fields.hidden": "web.casework.event-fields-hidden",
}


def start() -> None:
    """Register; called by `parts`."""
    from fanal.web.access.actor import actor_of
    from fanal.web.access.policy import may
    from fanal.web.accounts import waiting
    from fanal.web.audit_trail import events
    from fanal.web.casework.selectors.owner import waiting_left
    from fanal.web.casework.tabs import Tab, register
    from fanal.web.design import navigation

    def reads(request: HttpRequest) -> bool:
        return may(actor_of(request), "cases.read").allowed

    def changes_fields(request: HttpRequest) -> bool:
        return may(actor_of(request), "fields.change").allowed

    events.register(EVENTS)
    waiting.register(waiting.Kind(key="web.casework.waiting-left", find=waiting_left, order=15))
    navigation.register(
        navigation.Entry(
            key="web.casework.cases", view="casework.case-list", icon="folder-open", shown=reads, order=20
        )
    )
    navigation.register(
        navigation.Entry(
            key="web.casework.own-fields",
            view="casework.own-fields",
            icon="list-plus",
            shown=changes_fields,
            group="organisation",
            order=30,
        )
    )
    navigation.register(
        navigation.Entry(
            key="web.casework.search",
            view="casework.search",
            icon="search",
            shown=reads,
            group=navigation.TOOLS,
            search=True,
            order=10,
        )
    )
    register(Tab(key="web.casework.tab-summary", view="casework.case-show", icon="folder-open", order=10))
    register(Tab(key="web.casework.people", view="casework.context-list", icon="users", order=15))
    register(Tab(key="web.casework.timeline", view="casework.case-timeline", icon="history", order=85))
    register(Tab(key="web.casework.access", view="casework.case-access", icon="key-round", order=90))
