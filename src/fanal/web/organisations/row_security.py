"""Row-level security of PostgreSQL, put on every table of an organisation after each migration.

By the base class, not by remembering: whoever subclasses `OrganisationModel` gets a policy, rights for the
site, and references that cannot cross organisations.
"""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models import ForeignKey

from fanal.web.organisations.tenancy import OWN, OrganisationModel, organisation_models

POLICY, ALSO_SEEN = "by_organisation", "also_seen"
SITE_ROLE = "fanal_site"


def secure_tables(sender: AppConfig, using: str = "default", **_: Any) -> None:
    """Put policies, rights and references on the tables that there are, once at the end of a migration.

    Parameters
    ----------
    sender
        The app whose tables were made.
    using
        The database.
    """
    from django.apps import apps

    if sender.label != [one.label for one in apps.get_app_configs() if one.models_module][-1]:
        return
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(f"grant usage on schema public to {SITE_ROLE}")
        cursor.execute(f"grant select, insert, update, delete on all tables in schema public to {SITE_ROLE}")
        cursor.execute(f"grant usage, select on all sequences in schema public to {SITE_ROLE}")
        cursor.execute(f"revoke insert, update, delete on django_migrations from {SITE_ROLE}")
        there = set(connection.introspection.table_names(cursor))
        for model in organisation_models():
            if model._meta.db_table in there:
                for statement in _statements(model):
                    cursor.execute(statement)
    for model in organisation_models():
        if model._meta.db_table in there:
            _references(connection, model, there)


def _statements(model: type[OrganisationModel]) -> list[str]:
    table, seen, own = model._meta.db_table, model.row_rule(), OWN
    return [
        f'alter table "{table}" enable row level security',
        f'alter table "{table}" force row level security',
        f'drop policy if exists {POLICY} on "{table}"',
        f'create policy {POLICY} on "{table}" using ({own}) with check ({own})',
        f'drop policy if exists {ALSO_SEEN} on "{table}"',
        *([f'create policy {ALSO_SEEN} on "{table}" for select using ({seen})'] if seen != own else []),
        *(f'revoke {right} on "{table}" from {SITE_ROLE}' for right in model.withheld),
    ]


def _references(connection: Any, model: type[OrganisationModel], there: set[str]) -> None:
    """Let a reference to a row of an organisation be to one of the same organisation only."""
    for field in model._meta.local_fields:
        if not isinstance(field, ForeignKey):
            continue
        other = field.remote_field.model
        if not issubclass(other, OrganisationModel) or other._meta.db_table not in there:
            continue
        table, target = model._meta.db_table, other._meta.db_table
        unique, name = f"{target}_own"[:60], f"{table}_{field.column}_own"[:60]
        with connection.cursor() as cursor:
            cursor.execute(
                f'create unique index if not exists "{unique}" on "{target}" (organisation_id, id)'
            )
            cursor.execute("select 1 from pg_constraint where conname = %s", [name])
            if cursor.fetchone() is None:
                cursor.execute(
                    f'alter table "{table}" add constraint "{name}"'
                    f' foreign key (organisation_id, "{field.column}")'
                    f' references "{target}" (organisation_id, id) deferrable initially deferred'
                )
