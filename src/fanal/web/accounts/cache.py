"""Django's cache, shared by all processes: used TOTP codes lie in it, and a code must work once.

Keys are hashed with a key of the host, and values are sealed: what others put in may hold anything.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from random import random
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

from fanal.web.keys.host import host_index, host_open, host_seal

_PURPOSE = "cache"
_TIDY = 0.02
"""How often a write also takes away what has expired."""

_PUT = """
insert into accounts_cacheentry (key, value, expires_at) values (%s, %s, %s)
on conflict (key) do update set value = excluded.value, expires_at = excluded.expires_at
"""
_ADD = _PUT + "where accounts_cacheentry.expires_at <= now() returning key"


class SharedCache(BaseCache):
    """A table. Values are what JSON can hold: nothing that is read from it is ever run."""

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Put something in where nothing is, and say whether that was so: of two at a time, one."""
        return bool(self._run(_ADD, [self._hashed(key, version), _seal(value), self._ends(timeout)]))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Give what was put in."""
        found = self._run(
            "select value from accounts_cacheentry"
            " where key = %s and (expires_at is null or expires_at > now())",
            [self._hashed(key, version)],
        )
        return json.loads(host_open(_PURPOSE, bytes(found[0]))) if found else default

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Put something in."""
        self._run(_PUT + "returning key", [self._hashed(key, version), _seal(value), self._ends(timeout)])
        if random() < _TIDY:  # noqa: S311 - nothing hangs on it
            self._run("delete from accounts_cacheentry where expires_at <= now() returning key", [])

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Let something live on."""
        return bool(
            self._run(
                "update accounts_cacheentry set expires_at = %s"
                " where key = %s and (expires_at is null or expires_at > now()) returning key",
                [self._ends(timeout), self._hashed(key, version)],
            )
        )

    def delete(self, key: str, version: int | None = None) -> bool:
        """Take something away."""
        return bool(
            self._run(
                "delete from accounts_cacheentry where key = %s returning key", [self._hashed(key, version)]
            )
        )

    def clear(self) -> None:
        """Take everything away."""
        self._run("delete from accounts_cacheentry returning key", [])

    def _hashed(self, key: str, version: int | None) -> str:
        # `host_index` minds no capitals; a cache does.
        exact = hashlib.sha256(self.make_key(key, version=version).encode()).hexdigest()
        return host_index(_PURPOSE, exact)

    def _ends(self, timeout: Any) -> datetime | None:
        ends = self.get_backend_timeout(timeout)
        return None if ends is None else datetime.fromtimestamp(ends, tz=UTC)

    @staticmethod
    def _run(statement: str, values: list[Any]) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchone()


def _seal(value: Any) -> bytes:
    return host_seal(_PURPOSE, json.dumps(value).encode())
