"""The app of this room."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """See the package."""

    name = "fanal.web.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Show the pages in the navigation, and give words to what the audit trail tells of jobs."""
        from fanal.web.access.actor import actor_of
        from fanal.web.access.policy import may
        from fanal.web.audit_trail import events
        from fanal.web.design.navigation import Entry, register

        register(
            Entry(
                key="web.jobs.title", view="jobs.tickets", icon="list-checks", group="organisation", order=70
            )
        )
        register(
            Entry(
                key="web.jobs.host-title",
                view="jobs.host",
                icon="list-checks",
                where="host",
                group="host",
                shown=lambda request: may(actor_of(request), "jobs.read").allowed,
                order=70,
            )
        )
        events.register({"jobs.retried": "web.jobs.event-retried"})
