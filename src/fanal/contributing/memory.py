"""What a contributor by file keeps beside its file: the secret that names rows, and which rows it sent.

Without it the rows of the next version have other names, and nobody could be taken back. It stays here.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, replace
from pathlib import Path

from fanal.exchange.writing.atomic import replacing
from fanal.presentation import Refusal

NAME = "fanal-contributing.key"
_FORMAT, _VERSION, _BYTES = "fanal-contributing-key", 1, 32


@dataclass(frozen=True)
class Memory:
    """The secret, and the names of rows.

    Attributes
    ----------
    sent
        Those that left, as far as is known: also where it is not known whether they arrived.
    taken_back
        Those that were taken back.
    """

    secret: bytes
    sent: frozenset[str] = frozenset()
    taken_back: frozenset[str] = frozenset()

    @classmethod
    def at(cls, path: Path) -> Memory:
        """Read it; where there is none yet, draw a secret and write nothing.

        Raises
        ------
        Refusal
            If it cannot be read: a new secret in its place would lose all rows sent before.
        """
        if not path.exists():
            return cls(secrets.token_bytes(_BYTES))
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
            if said["format"] != _FORMAT or said["version"] != _VERSION:
                raise ValueError
            secret = bytes.fromhex(said["secret"])
            if len(secret) != _BYTES:
                raise ValueError
            return cls(secret, frozenset(said["sent"]), frozenset(said["taken_back"]))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            raise Refusal("contributing.memory-unreadable", file=path.name) from None

    def leaving(self, names: frozenset[str], removed: frozenset[str]) -> Memory:
        """Remember before anything leaves: what may arrive can be taken back later."""
        return replace(self, sent=self.sent | names, taken_back=self.taken_back | removed)

    def arrived(self, names: frozenset[str], removed: frozenset[str]) -> Memory:
        """Remember that a package arrived: it holds all that is there now."""
        return replace(self, sent=names, taken_back=self.taken_back | removed)

    def keep(self, path: Path) -> None:
        """Write it, for its owner alone."""
        said = {
            "format": _FORMAT,
            "version": _VERSION,
            "secret": self.secret.hex(),
            "sent": sorted(self.sent),
            "taken_back": sorted(self.taken_back),
        }
        with replacing(path) as out:
            out.write(json.dumps(said, indent=1).encode())
