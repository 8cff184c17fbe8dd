"""Whether an installation is well: what its administrator must know before somebody suffers from it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from fanal.presentation import Value
from fanal.web.design.language import say
from fanal.web.operations.backup import last_backup

Tone = Literal["success", "warning", "danger"]
OLD = timedelta(days=2)
"""From when on a backup is too old."""
_SILENT = timedelta(minutes=2)
_LOW, _VERY_LOW = 0.10, 0.03


@dataclass(frozen=True)
class Sign:
    """One thing that was looked at: what, how it is, and what that means."""

    what: str
    tone: Tone
    key: str
    values: dict[str, Value]

    @property
    def words(self) -> str:
        """Say how it is."""
        return say(self.key, **self.values)


def answers() -> bool:
    """Say whether the database answers, with tables of this version: all that anybody may know."""
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Exception:
        # Whatever is wrong with the database, the answer is the same.
        return False


def signs() -> list[Sign]:
    """Look at everything that the administrator of the host is to know."""
    looks: tuple[Callable[[], Sign], ...] = (_database, _worker, _backup, _disk, _mail)
    return [one() for one in looks]


def _database() -> Sign:
    ok = answers()
    key = "web.operations.database-is-well" if ok else "web.operations.database-is-behind"
    return Sign("web.operations.database", "success" if ok else "danger", key, {})


def _worker() -> Sign:
    with connection.cursor() as cursor:
        cursor.execute("select max(last_heartbeat) from procrastinate_workers")
        (last,) = cursor.fetchone()
    if last is not None and timezone.now() - last < _SILENT:
        return Sign("web.operations.worker", "success", "web.operations.worker-is-well", {})
    return Sign("web.operations.worker", "danger", "web.operations.worker-is-silent", {})


def _backup() -> Sign:
    last = last_backup(settings.INSTALLATION)
    if last is None:
        return Sign("web.operations.backups", "danger", "web.operations.backup-never", {})
    old = timezone.now() - last > OLD
    key = "web.operations.backup-old" if old else "web.operations.backup-recent"
    return Sign("web.operations.backups", "warning" if old else "success", key, {"day": last.date()})


def _disk() -> Sign:
    usage = shutil.disk_usage(settings.INSTALLATION.data)
    free = usage.free / usage.total
    tone: Tone = "success" if free > _LOW else "warning" if free > _VERY_LOW else "danger"
    key = "web.operations.disk-is-well" if tone == "success" else "web.operations.disk-fills"
    return Sign("web.operations.disk", tone, key, {"gb": round(usage.free / 1e9)})


def _mail() -> Sign:
    if settings.EMAIL_HOST:
        return Sign("web.operations.mail", "success", "web.operations.mail-is-set", {})
    return Sign("web.operations.mail", "warning", "web.operations.mail-is-not-set", {})
