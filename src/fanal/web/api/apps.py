"""The app of this room."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """See the package."""

    name = "fanal.web.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the endpoints and the page of tokens, give words to events, listen for who leaves."""
        from fanal.web.access.actor import actor_of
        from fanal.web.access.policy import may
        from fanal.web.api import endpoints
        from fanal.web.api.services import tokens_revoke_of
        from fanal.web.audit_trail import events
        from fanal.web.design.navigation import Entry, register
        from fanal.web.organisations.signals import membership_ended

        endpoints.add()
        membership_ended.connect(tokens_revoke_of, dispatch_uid="api.revoke")
        register(
            Entry(
                key="web.api.title",
                view="api.tokens",
                icon="key-round",
                shown=lambda request: may(actor_of(request), "api.read-tokens").allowed,
                group="organisation",
                order=75,
            )
        )
        events.register(
            {
                "api.token-created": "web.api.event-token-created",
                "api.token-revoked": "web.api.event-token-revoked",
            }
        )
