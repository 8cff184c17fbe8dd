"""Argon2id for passwords, a few at once: each takes 64 MiB, and a laptop has few of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from django.contrib.auth.hashers import Argon2PasswordHasher

from fanal.web.design.errors import Refused

AT_ONCE = 2
"""Hashes that one process computes at the same time."""
WAIT_SECONDS = 5.0
"""How long the next one waits for its turn."""

_turns = BoundedSemaphore(AT_ONCE)


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=WAIT_SECONDS):
        raise Refused("web.accounts.busy", status=429)
    try:
        yield
    finally:
        _turns.release()


class CappedArgon2(Argon2PasswordHasher):
    """Argon2id with the second parameters that RFC 9106 recommends, for little memory."""

    time_cost = 3
    memory_cost = 64 * 1024
    parallelism = 4

    def encode(self, password: str, salt: str) -> str:
        """Hash a password."""
        with _turn():
            return str(super().encode(password, salt))

    def verify(self, password: str, encoded: str) -> bool:
        """Compare a password with its hash."""
        with _turn():
            return bool(super().verify(password, encoded))
