"""What stories, quiz and calendar register: their place in the navigation, the words of their events."""

from __future__ import annotations

from django.http import HttpRequest


def start() -> None:
    """Register; called by the app."""
    from fanal.web.audit_trail import events
    from fanal.web.design.navigation import Entry, register

    events.register(EVENTS)
    register(
        Entry(
            key="web.collaborative.stories",
            view="collaborative.story-list",
            icon="book-open-text",
            shown=_writes,
            group="data",
            order=64,
        )
    )


def _writes(request: HttpRequest) -> bool:
    from fanal.web.access.actor import actor_of
    from fanal.web.access.policy import may
    from fanal.web.collaborative.models import Hub

    return may(actor_of(request), "stories.write").allowed and Hub.objects.exists()


EVENTS = {
    "stories.saved": "web.collaborative.event-writing-saved",
    "stories.published": "web.collaborative.event-writing-published",
    "stories.taken-back": "web.collaborative.event-writing-taken-back",
    "stories.removed": "web.collaborative.event-writing-removed",
}
