"""The database as one file and back, by the programs of PostgreSQL."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from fanal.presentation import Refusal
from fanal.web.installation import Installation
from fanal.web.operations.embedded import DATABASE, MAJOR, OWNER, SUPERUSER, Cluster, binaries, run_program

_RESTORED, _REPLACED = "fanal_restored", "fanal_replaced"


def dump(installation: Installation, out: Path, cluster: Cluster | None = None) -> None:
    """Write the database to a file.

    Row-level security hides rows even from the owner of the tables: this is done by a role that it does
    not bind, the superuser of the embedded database or that of `FANAL_BACKUP_URL`.

    Raises
    ------
    Refusal
        If there is no such role, or it fails.
    """
    programs, environment = _reach(installation, cluster)
    with out.open("wb") as target:
        os.fchmod(target.fileno(), 0o600)
        run_program(
            programs, "pg_dump", "--format=custom", "--compress=gzip:3", "--no-password",
            env=environment, stdout=target,
        )  # fmt: skip


def restore(installation: Installation, dumped: Path, cluster: Cluster | None = None) -> None:
    """Put a dumped database in the place of the one that there is, whole or not at all.

    It is read into a database beside, which then takes the name; the other goes.

    Raises
    ------
    Refusal
        If the file is not a dump, or the database cannot be replaced.
    """
    target = cluster or Cluster(installation)
    with target.connect(SUPERUSER, "postgres") as connection:
        connection.execute(f"drop database if exists {_RESTORED} with (force)")
        connection.execute(f"create database {_RESTORED} owner {OWNER}")
        connection.execute(f"revoke all on database {_RESTORED} from public")
        connection.execute(f"grant connect, temporary on database {_RESTORED} to fanal_site")
    environment = _environment(target.parameters(SUPERUSER, _RESTORED))
    with dumped.open("rb") as source:
        run_program(
            target.binaries, "pg_restore", "--dbname", _RESTORED, "--exit-on-error", "--single-transaction",
            "--no-password", env=environment, stdin=source,
        )  # fmt: skip
    with target.connect(SUPERUSER, "postgres") as connection:
        connection.execute(f"drop database if exists {_REPLACED} with (force)")
        there = connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone()
        # Both names change at once: cut off between, the next start would find none and make an empty one.
        with connection.transaction():
            if there is not None:
                _end_sessions(connection, DATABASE)
                connection.execute(f"alter database {DATABASE} rename to {_REPLACED}")
            connection.execute(f"alter database {_RESTORED} rename to {DATABASE}")
        connection.execute(f"drop database if exists {_REPLACED} with (force)")


def check_dump(dumped: Path) -> int:
    """Read a dump through, and give how many tables it holds.

    Raises
    ------
    Refusal
        If it is damaged.
    """
    with dumped.open("rb") as source, open(os.devnull, "wb") as nowhere:  # noqa: PTH123
        run_program(binaries(MAJOR), "pg_restore", "--file=-", stdin=source, stdout=nowhere)
    with dumped.open("rb") as source:
        listed = subprocess.run(  # noqa: S603
            [str(binaries(MAJOR) / "pg_restore"), "--list"], stdin=source, capture_output=True, check=True
        )
    return sum(b" TABLE DATA " in line for line in listed.stdout.splitlines())


def _reach(installation: Installation, cluster: Cluster | None) -> tuple[Path, dict[str, str]]:
    if installation.embedded or cluster is not None:
        found = cluster or Cluster(installation)
        # Whatever is older can be dumped by the newest.
        return binaries(MAJOR), _environment(found.parameters(SUPERUSER))
    url = os.environ.get("FANAL_BACKUP_URL")
    if not url:
        raise Refusal("web.operations.no-backup-url")
    return binaries(MAJOR), _environment(psycopg.conninfo.conninfo_to_dict(url))


def _environment(parameters: Mapping[str, Any]) -> dict[str, str]:
    names = {
        "host": "PGHOST",
        "port": "PGPORT",
        "dbname": "PGDATABASE",
        "user": "PGUSER",
        "password": "PGPASSWORD",
    }
    return {names[key]: str(value) for key, value in parameters.items() if key in names and value is not None}


def _end_sessions(connection: psycopg.Connection[Any], database: str) -> None:
    connection.execute(
        sql.SQL("alter database {} with allow_connections false").format(sql.Identifier(database))
    )
    connection.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [database]
    )
