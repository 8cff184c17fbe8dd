"""The app of this room."""

from __future__ import annotations

from django.apps import AppConfig


class KeysConfig(AppConfig):
    """See the package."""

    name = "fanal.web.keys"
    label = "keys"
    default_auto_field = "django.db.models.BigAutoField"
