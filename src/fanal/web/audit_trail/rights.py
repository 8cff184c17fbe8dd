"""Rights that the site does not have on tables of the host, as `OrganisationModel.withheld` on the others."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connections

from fanal.web.audit_trail.models import HostEntry, HostHead
from fanal.web.organisations.row_security import SITE_ROLE


def withhold(sender: Any, using: str = "default", **_: Any) -> None:
    """Take them away, after each migration and after `secure_tables` has given all."""
    if sender.label != [one.label for one in apps.get_app_configs() if one.models_module][-1]:
        return
    connection = connections[using]
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for model in (HostEntry, HostHead):
            if model._meta.db_table in there:
                rights = ", ".join(model.withheld)
                cursor.execute(f'revoke {rights} on "{model._meta.db_table}" from {SITE_ROLE}')
