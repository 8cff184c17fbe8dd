"""A program that fills an installation, takes our migrations back and makes them again; prints what it saw.

In a process of its own, as the owner of the tables: ``python -m web.operations.scenario_of_migrations``.
"""

from __future__ import annotations

import json
import os
from typing import Any

import django
from django.core.management import call_command
from django.db.migrations.executor import MigrationExecutor

from fanal.web.installation import Installation
from fanal.web.operations import demonstration
from fanal.web.operations.embedded import Cluster
from fanal.web.operations.serving import prepare

OURS = ("operations", "casework", "accounts", "api", "jobs", "audit_trail", "keys", "access", "organisations")
"""From the top down."""


def main() -> dict[str, Any]:
    cluster = Cluster(Installation.of())
    cluster.start()
    prepare(dict(os.environ))
    demonstration.main()
    before = _tables()
    filled = {name: rows for name, rows in before.items() if rows}
    # In one go: each command would go through the whole history again.
    MigrationExecutor(django.db.connection).migrate([(app, None) for app in OURS])
    left = [
        name
        for name in _tables()
        if name.split("_", 1)[0] in ("operations", "keys", "access", "organisations")
    ]
    call_command("migrate", verbosity=0)
    after = _tables()
    secured = _secured()
    django.db.connection.close()
    cluster.stop()
    return {
        "filled": filled,
        "left": left,
        "same_tables": sorted(before) == sorted(after),
        "rows_after": sum(after[name] for name in filled if name.split("_", 1)[0] in ("keys", "access")),
        "secured": secured,
    }


def _tables() -> dict[str, int]:
    """Count the rows of every table, as the superuser, from whom row-level security hides none."""
    with Cluster(Installation.of()).connect() as connection:
        names = [
            name
            for (name,) in connection.execute("select tablename from pg_tables where schemaname = 'public'")
        ]
        return {name: connection.execute(f'select count(*) from "{name}"').fetchone()[0] for name in names}


def _secured() -> bool:
    from fanal.web.organisations.tenancy import organisation_models

    with Cluster(Installation.of()).connect() as connection:
        found = {
            name
            for (name,) in connection.execute(
                "select relname from pg_class where relrowsecurity and relforcerowsecurity"
            )
        }
    return found == {model._meta.db_table for model in organisation_models()}


if __name__ == "__main__":
    os.environ["FANAL_DATABASE_ROLE"] = "owner"
    django.setup()
    print(json.dumps(main()))
