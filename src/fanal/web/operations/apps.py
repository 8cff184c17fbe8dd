"""The app of this room."""

from __future__ import annotations

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """See the package."""

    name = "fanal.web.operations"
    label = "operations"
    default_auto_field = "django.db.models.BigAutoField"
