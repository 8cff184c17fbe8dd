"""What the one-page summary and the dashboard register."""

from __future__ import annotations

from django.http import HttpRequest


def start() -> None:
    """Register; called by `parts`."""
    from fanal.web.audit_trail import events
    from fanal.web.design import navigation

    events.register({"cases.summary-made": "web.casework.event-summary-made"})
    navigation.register(
        navigation.Entry(
            key="web.casework.dashboard",
            view="casework.dashboard-show",
            icon="chart-column",
            shown=_counts,
            group="data",
            order=10,
        )
    )


def _counts(request: HttpRequest) -> bool:
    from fanal.web.access.actor import actor_of
    from fanal.web.access.policy import may

    return may(actor_of(request), "cases.count").allowed
