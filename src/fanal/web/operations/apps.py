"""The app of this room."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig

if TYPE_CHECKING:
    from fanal.web.accounts.beginnings import Place


class OperationsConfig(AppConfig):
    """Leads to the health of the installation, and tells people that something waits for them."""

    name = "fanal.web.operations"
    label = "operations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add to the navigation, and listen."""
        from fanal.web.access.signals import emergency_opened
        from fanal.web.accounts.beginnings import register_waiting
        from fanal.web.audit_trail import events
        from fanal.web.audit_trail.signals import alert
        from fanal.web.casework.signals import hidden_hit
        from fanal.web.design.navigation import Entry, register
        from fanal.web.operations import host_notes

        events.register(host_notes.EVENTS)
        register(
            Entry(
                key="web.operations.health",
                view="operations.health",
                icon="heart-pulse",
                where="host",
                order=90,
            )
        )
        register(Entry(key="web.operations.waiting", view="operations.waiting", icon="bell", order=10))
        register_waiting(_places_waiting)
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


def _places_waiting(user: uuid.UUID) -> list[Place]:
    from fanal.web.accounts.beginnings import Place
    from fanal.web.operations.notices import waiting_for

    return [Place(one.key, one.address) for one in waiting_for(user)]
