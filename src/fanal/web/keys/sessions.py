"""Sessions in the database, sealed: neither who is signed in, nor the key of a cookie can be read there.

The name of this module is the engine: ``SESSION_ENGINE = "fanal.web.keys.sessions"``. The row is found by a
keyed hash of the cookie's key, and what it holds is sealed for that row.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.core.exceptions import SuspiciousOperation
from django.utils import timezone

from fanal.web.keys.errors import SealBroken
from fanal.web.keys.host import host_index, host_open, host_seal

_PURPOSE = "sessions"
_STORED_LENGTH = 40


class SessionStore(DatabaseStore):
    """A session."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        return sealed_session(session_dict, stored_key(self._get_or_create_session_key()))

    def decode(self, session_data: str) -> dict[str, Any]:
        """Open a session; one that does not open is nobody's."""
        try:
            return opened_session(session_data, stored_key(self.session_key or ""))
        except (SealBroken, ValueError):
            return {}

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = super().create_model_instance(data)
        row.session_key = stored_key(row.session_key)
        return row

    def exists(self, session_key: str) -> bool:
        return bool(super().exists(stored_key(session_key)))

    def delete(self, session_key: str | None = None) -> None:
        if (key := session_key or self.session_key) is not None:
            self.model.objects.filter(session_key=stored_key(key)).delete()

    def _get_session_from_db(self) -> Session | None:
        try:
            return self.model.objects.get(
                session_key=stored_key(self.session_key or ""), expire_date__gt=timezone.now()
            )
        except (self.model.DoesNotExist, SuspiciousOperation):
            self._session_key = None
            return None


def stored_key(session_key: str) -> str:
    """Give what a session is found by in the database."""
    return host_index("session", session_key)[:_STORED_LENGTH]


def sealed_session(content: dict[str, Any], stored: str) -> str:
    """Seal what a session holds, for its row."""
    return host_seal(_PURPOSE, json.dumps(content).encode(), stored).hex()


def opened_session(sealed: str, stored: str) -> dict[str, Any]:
    """Open what a session holds.

    Raises
    ------
    SealBroken, ValueError
        If it was not sealed for this row.
    """
    found: dict[str, Any] = json.loads(host_open(_PURPOSE, bytes.fromhex(sealed), stored))
    return found


def open_sessions() -> Iterator[tuple[Session, dict[str, Any]]]:
    """Give every session that has not expired, and what it holds."""
    for row in Session.objects.filter(expire_date__gt=timezone.now()).order_by("-expire_date"):
        try:
            yield row, opened_session(row.session_data, row.session_key)
        except (SealBroken, ValueError):
            continue


def end_sessions(users: Collection[UUID]) -> int:
    """End every session of some users; how many there were."""
    whose = {str(user) for user in users}
    ended = [row.session_key for row, held in open_sessions() if held.get(SESSION_KEY) in whose]
    return int(Session.objects.filter(session_key__in=ended).delete()[0])
