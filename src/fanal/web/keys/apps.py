"""The app of this room."""

from __future__ import annotations

from django.apps import AppConfig


class KeysConfig(AppConfig):
    """See the package."""

    name = "fanal.web.keys"
    label = "keys"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the page to the navigation."""
        from fanal.web.design.navigation import Entry, register

        register(
            Entry(key="web.keys.title", view="keys.page", icon="lock-keyhole", group="organisation", order=20)
        )
