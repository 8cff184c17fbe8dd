"""The app of this room."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """See the package."""

    name = "fanal.web.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
