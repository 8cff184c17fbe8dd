"""The app of this room."""

from __future__ import annotations

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """See the package."""

    name = "fanal.web.casework"
    label = "casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Start the parts."""
        from fanal.web.casework import parts

        parts.start()
