"""The app of this room."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """See the package."""

    name = "fanal.web.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen, and stand in the navigation."""
        from fanal.web.access.step_up import ask_with
        from fanal.web.accounts import navigation, receivers, step_up, telling
        from fanal.web.audit_trail import events

        del receivers
        ask_with(step_up.ask)
        navigation.register_entries()
        events.register(telling.EVENTS)
