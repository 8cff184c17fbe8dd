"""What the hub's side of contributions registers: navigation, what waits, words of events, the API."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest


def start() -> None:
    """Register; called when the app is ready."""
    from fanal.web.accounts import waiting
    from fanal.web.audit_trail import events
    from fanal.web.collaborative import endpoints
    from fanal.web.collaborative.selectors.waiting import agreements_to_sign, contributions_to_look_at
    from fanal.web.design.navigation import Entry, Group, register, register_group

    register_group(Group(name="collaborative", key="web.collaborative.hub", icon="share-2", order=45))
    register(
        Entry(
            key="web.collaborative.hub-page",
            view="collaborative.hub-show",
            icon="share-2",
            shown=_may("hubs.read"),
            group="collaborative",
            order=10,
        )
    )
    register(
        Entry(
            key="web.collaborative.seen",
            view="collaborative.seen-list",
            icon="handshake",
            shown=_may("contributions.read"),
            group="collaborative",
            order=20,
        )
    )
    waiting.register(
        waiting.Kind(key="web.collaborative.waiting-contributions", find=contributions_to_look_at, order=50)
    )
    waiting.register(
        waiting.Kind(key="web.collaborative.waiting-agreements", find=agreements_to_sign, order=51)
    )
    events.register(EVENTS)
    endpoints.add()


def _may(action: str) -> Callable[[HttpRequest], bool]:
    def shown(request: HttpRequest) -> bool:
        from fanal.web.access.actor import actor_of
        from fanal.web.access.policy import may

        return may(actor_of(request), action).allowed

    return shown


EVENTS = {
    "hubs.founded": "web.collaborative.event-hub-founded",
    "hubs.changed": "web.collaborative.event-hub-changed",
    "contributors.invited": "web.collaborative.event-contributor-invited",
    "contributors.ended": "web.collaborative.event-contributor-ended",
    "agreements.offered": "web.collaborative.event-agreement-offered",
    "agreements.signed": "web.collaborative.event-agreement-signed",
    "agreements.signed-here": "web.collaborative.event-agreement-signed-here",
    "agreements.ended": "web.collaborative.event-agreement-ended",
    "agreements.ended-here": "web.collaborative.event-agreement-ended-here",
    "assessments.saved": "web.collaborative.event-assessment-saved",
    "assessments.accepted": "web.collaborative.event-assessment-accepted",
    "mappings.saved": "web.collaborative.event-mapping-saved",
    "contributions.received": "web.collaborative.event-contribution-received",
    "contributions.checked": "web.collaborative.event-contribution-checked",
    "contributions.accepted": "web.collaborative.event-contribution-accepted",
    "contributions.refused": "web.collaborative.event-contribution-refused",
    "contributions.withdrawn": "web.collaborative.event-contribution-withdrawn",
    "contributions.withdrawn-here": "web.collaborative.event-contribution-withdrawn-here",
    "contributions.rows-removed": "web.collaborative.event-rows-removed",
    "contributions.rows-seen": "web.collaborative.event-rows-seen",
}
