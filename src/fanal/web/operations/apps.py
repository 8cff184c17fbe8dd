"""The app of this room."""

from __future__ import annotations

import uuid
from typing import Any

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Leads to the health of the installation, and tells people that something waits for them."""

    name = "fanal.web.operations"
    label = "operations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add to the navigation, and listen."""
        from fanal.web.access.signals import emergency_opened
        from fanal.web.accounts import waiting
        from fanal.web.audit_trail import events
        from fanal.web.audit_trail.signals import alert
        from fanal.web.casework.signals import hidden_hit
        from fanal.web.design.navigation import Entry, register
        from fanal.web.operations import host_notes
        from fanal.web.operations.notices import notices_found

        events.register(host_notes.EVENTS)
        register(
            Entry(
                key="web.operations.health",
                view="operations.health",
                icon="heart-pulse",
                where="host",
                group="host",
                order=90,
            )
        )
        waiting.register(waiting.Kind(key="web.operations.notices", find=notices_found, order=5))
        alert.connect(_tell_auditors, dispatch_uid="operations.alert")
        emergency_opened.connect(_tell_owners, dispatch_uid="operations.emergency")
        hidden_hit.connect(_tell_supervisors, dispatch_uid="operations.hidden-hit")


def _tell_auditors(**_: Any) -> None:
    from fanal.web.operations.notices import holders_of, notice_give

    notice_give(holders_of("auditor"), "alert")


def _tell_owners(owners: list[uuid.UUID], **_: Any) -> None:
    from fanal.web.operations.notices import notice_give

    notice_give(owners, "emergency")


def _tell_supervisors(supervisors: list[uuid.UUID], **_: Any) -> None:
    from fanal.web.operations.notices import notice_give

    notice_give(supervisors, "hidden-hit")
