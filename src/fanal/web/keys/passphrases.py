"""Passphrases: Argon2id with a cap on how many run at once, and the rule of what is too weak."""

from __future__ import annotations

import os
import threading
import unicodedata
from dataclasses import asdict, dataclass

from argon2.low_level import Type, hash_secret_raw

from fanal.web.keys.errors import WeakPassphrase
from fanal.web.keys.sealing import KEY_BYTES

SHORTEST, FEWEST_DIFFERENT = 16, 8
AT_ONCE = 2
"""How many derivations run at once in a process: each takes 64 MiB, and a laptop has 4 GB."""
_running = threading.BoundedSemaphore(AT_ONCE)
SALT_BYTES = 16


@dataclass(frozen=True)
class Cost:
    """What one derivation costs: the second recommended choice of RFC 9106, section 4."""

    passes: int = 3
    memory_kib: int = 65_536
    lanes: int = 4

    def __post_init__(self) -> None:
        # Stored beside the salt: whoever can write there must neither weaken it nor exhaust the machine.
        if not (1 <= self.passes <= 20 and 8 <= self.memory_kib <= 1_048_576 and 1 <= self.lanes <= 16):
            raise ValueError("cost out of bounds")

    def as_json(self) -> dict[str, int]:
        """Give it as it is stored."""
        return asdict(self)


COST = Cost()


def check_strength(passphrase: str) -> None:
    """Refuse what is too easy to guess.

    Raises
    ------
    WeakPassphrase
        If it is shorter than 16 characters, or made of fewer than 8 different ones.
    """
    said = normalised(passphrase)
    if len(said) < SHORTEST:
        raise WeakPassphrase("web.keys.passphrase-short", n=SHORTEST)
    if len(set(said)) < FEWEST_DIFFERENT:
        raise WeakPassphrase("web.keys.passphrase-monotonous", n=FEWEST_DIFFERENT)


def normalised(passphrase: str) -> str:
    """Make the same passphrase from every keyboard the same: NFKC, no space around."""
    return unicodedata.normalize("NFKC", passphrase).strip()


def new_salt() -> bytes:
    """Draw a salt."""
    return os.urandom(SALT_BYTES)


def derive(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """Derive a key of 32 bytes; waits while `AT_ONCE` others run.

    Parameters
    ----------
    passphrase
        As typed.
    salt, cost
        As stored beside what the key opens.
    """
    with _running:
        return hash_secret_raw(
            normalised(passphrase).encode(),
            salt,
            time_cost=cost.passes,
            memory_cost=cost.memory_kib,
            parallelism=cost.lanes,
            hash_len=KEY_BYTES,
            type=Type.ID,
        )
