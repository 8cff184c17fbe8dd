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
        from fanal.web.accounts import navigation, receivers, telling
        from fanal.web.audit_trail import events

        del receivers
        navigation.register_entries()
        events.register(telling.EVENTS)
