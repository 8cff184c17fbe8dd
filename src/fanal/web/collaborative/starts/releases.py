"""What releases register: their places in the navigation, what waits, the words of their events."""

from __future__ import annotations

from django.http import HttpRequest


def start() -> None:
    """Register; called by the app."""
    from fanal.web.accounts import waiting
    from fanal.web.audit_trail import events
    from fanal.web.collaborative.selectors.release_waiting import releases_to_sign, reviews_to_answer
    from fanal.web.design.navigation import Entry, register

    events.register(EVENTS)
    waiting.register(waiting.Kind(key="web.collaborative.waiting-reviews", find=reviews_to_answer, order=52))
    waiting.register(
        waiting.Kind(key="web.collaborative.waiting-signatures", find=releases_to_sign, order=53)
    )
    register(
        Entry(
            key="web.collaborative.releases",
            view="collaborative.release-list",
            icon="book-open-check",
            shown=_at_hub,
            group="data",
            order=62,
        )
    )
    register(
        Entry(
            key="web.collaborative.reviews",
            view="collaborative.review-list",
            icon="message-square-warning",
            shown=_contributes,
            group="data",
            order=66,
        )
    )


def _at_hub(request: HttpRequest) -> bool:
    from fanal.web.access.actor import actor_of
    from fanal.web.access.policy import may
    from fanal.web.collaborative.models import Hub

    return may(actor_of(request), "hubs.read").allowed and Hub.objects.exists()


def _contributes(request: HttpRequest) -> bool:
    from fanal.web.access.actor import actor_of
    from fanal.web.access.policy import may
    from fanal.web.collaborative.selectors.seen import contributors_seen

    return may(actor_of(request), "contributions.read").allowed and bool(contributors_seen())


EVENTS = {
    "releases.prepared": "web.collaborative.event-release-prepared",
    "releases.changed": "web.collaborative.event-release-changed",
    "releases.assessing": "web.collaborative.event-release-assessing",
    "releases.assessment-refused": "web.collaborative.event-release-assessment-refused",
    "releases.assess": "web.collaborative.event-release-assessed",
    "releases.redraft": "web.collaborative.event-release-redrafted",
    "releases.harm-answered": "web.collaborative.event-release-harm-answered",
    "releases.review": "web.collaborative.event-release-review",
    "releases.agreed": "web.collaborative.event-release-agreed",
    "releases.vetoed": "web.collaborative.event-release-vetoed",
    "releases.veto": "web.collaborative.event-release-veto",
    "releases.signed-by-one": "web.collaborative.event-release-signed-by-one",
    "releases.sign": "web.collaborative.event-release-signed",
    "releases.publish": "web.collaborative.event-release-published",
    "releases.supersede": "web.collaborative.event-release-superseded",
    "releases.stand-again": "web.collaborative.event-release-stands-again",
    "releases.withdraw": "web.collaborative.event-release-withdrawn",
    "releases.budget-opened": "web.collaborative.event-budget-opened",
    "reviews.agreed": "web.collaborative.event-review-agreed",
    "reviews.vetoed": "web.collaborative.event-review-vetoed",
}
