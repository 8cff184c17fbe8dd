"""Organisations and what keeps them apart."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class OrganisationsConfig(AppConfig):
    """Puts every table of an organisation under row-level security after each migration."""

    name = "fanal.web.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for the end of migrations."""
        from fanal.web.organisations.row_security import secure_tables

        post_migrate.connect(secure_tables, dispatch_uid="organisations.row_security")
