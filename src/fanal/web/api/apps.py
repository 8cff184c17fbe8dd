"""The app of this room."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """See the package."""

    name = "fanal.web.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
