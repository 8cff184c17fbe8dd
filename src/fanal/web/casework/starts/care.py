"""What care and work register: tabs of a case, navigation, what waits, the words of their events."""

from __future__ import annotations

from django.http import HttpRequest


def start() -> None:
    """Register; called by `parts`."""
    from fanal.web.accounts import waiting
    from fanal.web.audit_trail import events
    from fanal.web.casework import tabs
    from fanal.web.casework.selectors import unfinished
    from fanal.web.casework.selectors import waiting as waits
    from fanal.web.design import navigation

    for place, (key, view, icon) in enumerate(TABS):
        tabs.register(tabs.Tab(key=key, view=view, icon=icon, order=30 + place))
    navigation.register_group(
        navigation.Group(name="beds", key="web.casework.calendar-and-beds", icon="calendar", order=30)
    )
    for key, view, icon in PAGES:
        navigation.register(navigation.Entry(key=key, view=view, icon=icon, shown=_reads, group="beds"))
    waiting.register(waiting.Kind(key="web.casework.waiting-tasks", find=waits.tasks, order=10))
    waiting.register(waiting.Kind(key="web.casework.waiting-appointments", find=waits.appointments, order=20))
    waiting.register(waiting.Kind(key="web.casework.waiting-steps", find=waits.steps, order=30))
    waiting.register(waiting.Kind(key="web.casework.waiting-safety", find=waits.safety_reviews, order=40))
    waiting.register(waiting.Kind(key="web.casework.waiting-assessments", find=waits.assessments, order=41))
    waiting.register(waiting.Kind(key="web.casework.waiting-drafts", find=unfinished.drafts, order=60))
    events.register(EVENTS)


def _reads(request: HttpRequest) -> bool:
    from fanal.web.access.actor import actor_of
    from fanal.web.access.policy import may

    return may(actor_of(request), "cases.read").allowed


TABS = (
    ("web.casework.tab-events", "casework.event-list", "map-pin"),
    ("web.casework.tab-safety", "casework.safety-plan-list", "shield"),
    ("web.casework.tab-plan", "casework.plan-list", "list-checks"),
    ("web.casework.tab-services", "casework.service-list", "heart-handshake"),
    ("web.casework.tab-assessments", "casework.assessment-list", "scale"),
    ("web.casework.tab-files", "casework.file-list", "paperclip"),
    ("web.casework.tab-comments", "casework.comment-list", "message-square"),
)
PAGES = (
    ("web.casework.calendar", "casework.calendar", "calendar"),
    ("web.casework.beds", "casework.bed-list", "bed"),
)
EVENTS = {
    "cases.entry-added": "web.casework.event-entry-added",
    "cases.entry-changed": "web.casework.event-entry-changed",
    "cases.entry-mistaken": "web.casework.event-entry-mistaken",
    "cases.entry-restored": "web.casework.event-entry-restored",
    "cases.file-destroyed": "web.casework.event-file-destroyed",
    "cases.file-downloaded": "web.casework.event-file-downloaded",
    "cases.step-done": "web.casework.event-step-done",
    "cases.step-reopened": "web.casework.event-step-reopened",
    "cases.task-done": "web.casework.event-task-done",
    "cases.task-reopened": "web.casework.event-task-reopened",
    "cases.appointment-cancelled": "web.casework.event-appointment-cancelled",
    "cases.appointment-restored": "web.casework.event-appointment-restored",
    "cases.bed-added": "web.casework.event-bed-added",
    "cases.bed-changed": "web.casework.event-bed-changed",
}
