"""The app of this room."""

from __future__ import annotations

from django.apps import AppConfig


class DesignConfig(AppConfig):
    """See the package."""

    name = "fanal.web.design"
    label = "design"
    default_auto_field = "django.db.models.BigAutoField"
