"""The app of this room."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditTrailConfig(AppConfig):
    """See the package."""

    name = "fanal.web.audit_trail"
    label = "audit_trail"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Begin to listen, and show the pages in the navigation."""
        from fanal.web.audit_trail import navigation, receivers
        from fanal.web.audit_trail.rights import withhold

        receivers.connect()
        navigation.register_pages()
        post_migrate.connect(withhold, dispatch_uid="audit_trail.rights")
