"""What governance registers: its page, the tab of requests, what waits, the words of its events, reviews."""

from __future__ import annotations

from django.http import HttpRequest


def start() -> None:
    """Register; called by `parts`."""
    from fanal.web.accounts import waiting
    from fanal.web.audit_trail import events
    from fanal.web.casework import tabs
    from fanal.web.casework.selectors import governance as selectors
    from fanal.web.casework.services.retention import when_case_closed
    from fanal.web.casework.signals import case_closed
    from fanal.web.design.navigation import Entry, register

    events.register(EVENTS)
    register(
        Entry(
            key="web.casework.procedures-and-registers",
            view="casework.governance-show",
            icon="scale",
            shown=_reads,
            group="governance",
            order=10,
        )
    )
    tabs.register(
        tabs.Tab(key="web.casework.tab-requests", view="casework.request-list", icon="inbox", order=90)
    )
    kinds = {
        "web.casework.waiting-procedures": selectors.waiting_procedures,
        "web.casework.waiting-breaches": selectors.waiting_breaches,
        "web.casework.waiting-person-requests": selectors.waiting_requests,
        "web.casework.waiting-authority-requests": selectors.waiting_authorities,
        "web.casework.waiting-reviews": selectors.waiting_reviews,
    }
    for order, (key, find) in enumerate(kinds.items(), start=70):
        waiting.register(waiting.Kind(key=key, find=find, order=order))
    case_closed.connect(when_case_closed, dispatch_uid="casework.governance.case-closed")


def _reads(request: HttpRequest) -> bool:
    from fanal.web.access.actor import actor_of
    from fanal.web.access.policy import may

    return may(actor_of(request), "procedures.read").allowed


EVENTS = {
    "procedures.worded": "web.casework.event-procedure-worded",
    "procedures.accepted": "web.casework.event-procedure-accepted",
    "retention.rule-set": "web.casework.event-retention-rule-set",
    "retention.reviews-set": "web.casework.event-retention-reviews-set",
    "retention.decided": "web.casework.event-retention-decided",
    "retention.role-erased": "web.casework.event-retention-role-erased",
    "retention.attachments-erased": "web.casework.event-retention-attachments-erased",
    "requests.registered": "web.casework.event-request-registered",
    "requests.answered": "web.casework.event-request-answered",
    "requests.copied": "web.casework.event-request-copied",
    "authority-requests.registered": "web.casework.event-authority-request-registered",
    "authority-requests.answered": "web.casework.event-authority-request-answered",
    "breaches.reported": "web.casework.event-breach-reported",
    "breaches.viewed": "web.casework.event-breach-viewed",
    "breaches.changed": "web.casework.event-breach-changed",
    "breaches.closed": "web.casework.event-breach-closed",
    "processing.begun": "web.casework.event-processing-begun",
    "processing.added": "web.casework.event-processing-added",
    "processing.changed": "web.casework.event-processing-changed",
    "processing.removed": "web.casework.event-processing-removed",
}
