"""By what a person is found: never the sign-in address itself, only a keyed hash of it."""

from __future__ import annotations

import unicodedata

from fanal.web.keys.host import host_index


def normalised(address: str) -> str:
    """Write a sign-in address as everybody who types it means it: no case, no stray spaces."""
    return " ".join(unicodedata.normalize("NFKC", address).casefold().split())


def handle_of(address: str) -> str:
    """Give what a user is found by."""
    return host_index("sign-in", normalised(address))
