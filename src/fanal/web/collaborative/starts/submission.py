"""What the contributor's side registers: its page, and the words of its events."""

from __future__ import annotations

from django.http import HttpRequest


def start() -> None:
    """Register; called when the app is ready."""
    from fanal.web.audit_trail import events
    from fanal.web.design.navigation import Entry, register

    register(
        Entry(
            key="web.collaborative.submissions",
            view="collaborative.submission-list",
            icon="send",
            shown=_reads,
            group="collaborative",
            order=15,
        )
    )
    events.register(EVENTS)


def _reads(request: HttpRequest) -> bool:
    from fanal.web.access.actor import actor_of
    from fanal.web.access.policy import may

    return may(actor_of(request), "contributions.read").allowed


EVENTS = {
    "contributions.prepared": "web.collaborative.event-submission-prepared",
    "contributions.looked-at": "web.collaborative.event-submission-looked-at",
    "contributions.downloaded": "web.collaborative.event-submission-downloaded",
    "contributions.discarded": "web.collaborative.event-submission-discarded",
    "contributions.sent": "web.collaborative.event-submission-sent",
    "contributions.not-sent": "web.collaborative.event-submission-not-sent",
    "contributions.carried": "web.collaborative.event-submission-carried",
    "destinations.added": "web.collaborative.event-destination-added",
    "destinations.ended": "web.collaborative.event-destination-ended",
}
