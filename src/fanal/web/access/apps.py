"""The app of this room."""

from __future__ import annotations

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """See the package."""

    name = "fanal.web.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"
