"""The app of this room."""

from __future__ import annotations

from django.apps import AppConfig


class DesignConfig(AppConfig):
    """See the package."""

    name = "fanal.web.design"
    label = "design"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Stand in the navigation."""
        from fanal.web.design.navigation import Entry, register

        register(
            Entry(
                key="web.design.living",
                view="design.living",
                icon="palette",
                where="host",
                group="host",
                order=90,
            )
        )
