"""The app of this room."""

from __future__ import annotations

from django.apps import AppConfig


class AuditTrailConfig(AppConfig):
    """See the package."""

    name = "fanal.web.audit_trail"
    label = "audit_trail"
    default_auto_field = "django.db.models.BigAutoField"
