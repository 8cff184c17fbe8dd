"""How often the API of the portal may be asked from one network address; counted in memory, for a minute."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import Counter

from fanal.web.api.problems import Problem

A_MINUTE = 240
"""Requests a minute to one process."""
_MOST_ADDRESSES = 50_000
_SALT = secrets.token_bytes(16)
"""Addresses are told apart, and cannot be read out of memory."""
_lock = threading.Lock()
_counted: Counter[bytes] = Counter()
_minute = 0


def count(address: str) -> None:
    """Count one request.

    Raises
    ------
    Problem
        429, if it is one too many.
    """
    global _minute
    now = time.time()
    who = hashlib.blake2b(address.encode(), key=_SALT, digest_size=8).digest()
    with _lock:
        if int(now // 60) != _minute or len(_counted) > _MOST_ADDRESSES:
            _minute = int(now // 60)
            _counted.clear()
        _counted[who] += 1
        too_many = _counted[who] > A_MINUTE
    if too_many:
        wait = int((_minute + 1) * 60 - now) + 1
        raise Problem(429, f"Ask again in {wait} seconds.", headers={"Retry-After": str(wait)})
