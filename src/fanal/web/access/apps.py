"""The app of this room."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_delete


class AccessConfig(AppConfig):
    """See the package."""

    name = "fanal.web.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say which roles there are, and listen for who leaves and for what is deleted."""
        from fanal.web.access.actor import actor_of
        from fanal.web.access.leaving import forget_assignments, take_off
        from fanal.web.access.levels import access_controlled_models
        from fanal.web.access.roles import roles
        from fanal.web.design.navigation import Entry, register
        from fanal.web.organisations.names import roles_are
        from fanal.web.organisations.signals import membership_ended

        roles_are(role.name for role in roles().of_organisations())
        membership_ended.connect(take_off, dispatch_uid="access.take_off")
        for kind, model in access_controlled_models().items():
            post_delete.connect(forget_assignments, sender=model, dispatch_uid=f"access.forget.{kind}")
        register(
            Entry(
                key="web.access.emergencies",
                view="access.emergencies",
                icon="siren",
                shown=lambda request: "access.read-emergencies" in actor_of(request).actions,
                group="governance",
                order=30,
            )
        )
