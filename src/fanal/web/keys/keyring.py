"""Where a process asks for keys of organisations: the agent, or its own memory where there is none.

Nothing here caches a key: each use asks anew, so that a lock holds at once in every process.
"""

from __future__ import annotations

import os
import socket
import threading
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from fanal.web.keys.agent import BadMessage, Memory, Versions, decode_keys, encode_keys, receive, send
from fanal.web.keys.errors import KeysLocked

AGENT = "FANAL_KEY_AGENT"
"""The variable that names the agent's socket."""
_PATIENCE_S = 10.0


class Keyring(Protocol):
    """What holds the keys of organisations while they are open."""

    def get(self, organisation: UUID) -> Versions:
        """Give the open keys of an organisation by version; none where it is locked."""

    def put(self, organisation: UUID, versions: Versions, *, only_if_open: bool = False) -> None:
        """Hold keys of an organisation; on wish only where some are held, so that no lock is undone."""

    def forget(self, organisation: UUID) -> None:
        """Forget them."""

    def forget_all(self) -> None:
        """Forget all keys of all organisations."""

    def ids(self) -> set[UUID]:
        """List whose keys are open."""


class AgentMissing(KeysLocked):
    """The key agent does not answer: no key can be had, nor kept."""


class _Connection:
    """A connection of one thread, closed when the thread is gone."""

    def __init__(self, path: Path) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(_PATIENCE_S)
        self.process = os.getpid()
        try:
            self.socket.connect(str(path))
        except OSError:
            self.socket.close()
            raise

    def __del__(self) -> None:
        self.socket.close()


class AgentKeyring:
    """The agent's client, with one connection for each thread.

    Parameters
    ----------
    path
        The agent's socket.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._own = threading.local()

    def get(self, organisation: UUID) -> Versions:
        return decode_keys(self._ask(do="get", organisation=str(organisation))["keys"])

    def put(self, organisation: UUID, versions: Versions, *, only_if_open: bool = False) -> None:
        keys = encode_keys(versions)
        self._ask(do="put", organisation=str(organisation), keys=keys, only_if_open=only_if_open)

    def forget(self, organisation: UUID) -> None:
        self._ask(do="forget", organisation=str(organisation))

    def forget_all(self) -> None:
        self._ask(do="forget_all")

    def ids(self) -> set[UUID]:
        return {UUID(one) for one in self._ask(do="ids")["ids"]}

    def _ask(self, **message: Any) -> dict[str, Any]:
        # The agent may have been started anew since the last question: once more on a fresh connection.
        for again in (False, True):
            try:
                connection = self._connection(fresh=again)
                send(connection, message)
                answer = receive(connection)
            except (OSError, BadMessage):
                continue
            if answer is not None:
                if "error" in answer:
                    raise ValueError("the key agent did not understand")
                return answer
        raise AgentMissing("the key agent does not answer")

    def _connection(self, *, fresh: bool) -> socket.socket:
        mine: _Connection | None = getattr(self._own, "connection", None)
        if mine is None or fresh or mine.process != os.getpid():
            mine = self._own.connection = _Connection(self._path)
        return mine.socket


def keyring() -> Keyring:
    """Give the keyring of this process."""
    path = os.environ.get(AGENT)
    return _agent(path) if path else _own_memory()


@cache
def _agent(path: str) -> Keyring:
    return AgentKeyring(Path(path))


@cache
def _own_memory() -> Keyring:
    return Memory()
