"""The key agent: one process that holds the keys of organisations, in memory only, for all others.

It listens on a Unix socket that only its own user reaches. A message is a length (4 bytes) and JSON. It
writes nothing down, and what it has forgotten is gone for every process at once.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import json
import os
import resource
import socket
import socketserver
import struct
import sys
import threading
from pathlib import Path
from typing import Any
from uuid import UUID

LARGEST_MESSAGE = 64 * 1024
MOST_CLIENTS = 200
_KEY_BYTES = 32
Versions = dict[int, bytes]
"""Keys of an organisation by their version."""


class BadMessage(ValueError):
    """A message that is not one of ours."""


class Memory:
    """Keys of organisations, held for as long as the process lives or until they are forgotten."""

    def __init__(self) -> None:
        self._keys: dict[UUID, Versions] = {}
        self._lock = threading.Lock()

    def get(self, organisation: UUID) -> Versions:
        """Give the keys of an organisation; none where they are not open."""
        with self._lock:
            return dict(self._keys.get(organisation, {}))

    def put(self, organisation: UUID, versions: Versions, *, only_if_open: bool = False) -> None:
        """Hold these keys, and no others, for an organisation; on wish only where some are held already."""
        if not versions or any(len(key) != _KEY_BYTES for key in versions.values()):
            raise BadMessage("no key of 32 bytes")
        with self._lock:
            if not only_if_open or organisation in self._keys:
                self._keys[organisation] = dict(versions)

    def forget(self, organisation: UUID) -> None:
        """Forget the keys of an organisation."""
        with self._lock:
            self._keys.pop(organisation, None)

    def forget_all(self) -> None:
        """Forget every key."""
        with self._lock:
            self._keys.clear()

    def ids(self) -> set[UUID]:
        """List the organisations whose keys are open."""
        with self._lock:
            return set(self._keys)


class KeyAgent:
    """Serves `Memory` on a socket.

    Parameters
    ----------
    path
        Where the socket lies. Its folder is made, for the owner alone; an old socket is replaced.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.memory = Memory()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.parent.chmod(0o700)
        path.unlink(missing_ok=True)
        # Keys do not end in the image of a process that crashed.
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
        self._server = _Server(str(path), _Conversation)
        path.chmod(0o600)
        self._server.memory = self.memory

    def serve(self) -> None:
        """Serve until `stop`."""
        self._server.serve_forever(poll_interval=0.2)

    def serve_in_thread(self) -> threading.Thread:
        """Serve beside what else the process does."""
        thread = threading.Thread(target=self.serve, name="key-agent", daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """Forget every key and end."""
        self.memory.forget_all()
        self._server.shutdown()
        self._server.server_close()
        self._server.leave_clients()
        self.path.unlink(missing_ok=True)


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    block_on_close = False
    memory: Memory

    def __init__(self, *arguments: Any) -> None:
        self.clients: set[socket.socket] = set()
        super().__init__(*arguments)

    def leave_clients(self) -> None:
        """End every conversation."""
        for client in list(self.clients):
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Answer only processes of the same user or of root, and not too many."""
        return len(self.clients) < MOST_CLIENTS and _same_user(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: whatever a bad client sent could be anything."""


class _Conversation(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        """Answer one client until it leaves or says something that is not ours."""
        self.server.clients.add(self.request)
        try:
            with contextlib.suppress(OSError, BadMessage):
                while (said := receive(self.request)) is not None:
                    send(self.request, _answer(self.server.memory, said))
        finally:
            self.server.clients.discard(self.request)


def _answer(memory: Memory, said: dict[str, Any]) -> dict[str, Any]:
    do = said.get("do")
    if do == "ids":
        return {"ids": [str(one) for one in memory.ids()]}
    if do == "forget_all":
        memory.forget_all()
        return {}
    try:
        organisation = UUID(str(said.get("organisation")))
        if do == "get":
            return {"keys": encode_keys(memory.get(organisation))}
        if do == "put":
            memory.put(
                organisation, decode_keys(said.get("keys")), only_if_open=bool(said.get("only_if_open"))
            )
            return {}
        if do == "forget":
            memory.forget(organisation)
            return {}
    except ValueError:
        pass
    return {"error": "not understood"}


def encode_keys(versions: Versions) -> dict[str, str]:
    """Write keys as they are sent."""
    return {str(version): base64.b64encode(key).decode() for version, key in versions.items()}


def decode_keys(said: object) -> Versions:
    """Read keys as they are sent.

    Raises
    ------
    BadMessage
        If they are none.
    """
    if not isinstance(said, dict):
        raise BadMessage("no keys")
    try:
        return {int(version): base64.b64decode(key, validate=True) for version, key in said.items()}
    except (ValueError, TypeError, binascii.Error):
        raise BadMessage("no keys") from None


def send(connection: socket.socket, message: dict[str, Any]) -> None:
    """Send one message."""
    raw = json.dumps(message).encode()
    if len(raw) > LARGEST_MESSAGE:
        raise BadMessage("too long")
    connection.sendall(struct.pack(">I", len(raw)) + raw)


def receive(connection: socket.socket) -> dict[str, Any] | None:
    """Receive one message; None where the other side has left.

    Raises
    ------
    BadMessage
        If it is too long, cut, or no JSON object.
    """
    head = _read(connection, 4)
    if not head:
        return None
    if len(head) < 4 or (length := struct.unpack(">I", head)[0]) > LARGEST_MESSAGE:
        raise BadMessage("length")
    raw = _read(connection, length)
    try:
        message = json.loads(raw)
    except (ValueError, RecursionError):
        raise BadMessage("no JSON") from None
    if len(raw) < length or not isinstance(message, dict):
        raise BadMessage("cut, or no object")
    return message


def _read(connection: socket.socket, length: int) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        part = connection.recv(length - len(parts))
        if not part:
            break
        parts += part
    return bytes(parts)


def _same_user(connection: socket.socket) -> bool:
    if sys.platform != "linux":
        return True  # The folder is closed to others.
    _, user, _ = struct.unpack(
        "3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    )
    # Root could read the keys anyhow, and must be able to lock.
    return user in (0, os.geteuid())
