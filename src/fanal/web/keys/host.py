"""Keys of the host, derived from its root key: for users, sessions and what else is of no organisation.

Whoever holds the root key can open all of this: it protects a stolen disk or backup, not from the host.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from functools import cache

from django.conf import settings

from fanal.web.installation import derived
from fanal.web.keys.sealing import Place, open_sealed, seal

_VERSION = 1


def host_seal(purpose: str, plain: bytes, place: str = "") -> bytes:
    """Seal bytes with the host's key for one purpose.

    Parameters
    ----------
    purpose
        What for, such as ``sessions``: nothing sealed for one purpose opens for another.
    plain
        What is sealed.
    place
        The row or the like that it is bound to, where it has one.
    """
    return seal(_key(f"seal/{purpose}"), _VERSION, plain, _place(purpose, place))


def host_open(purpose: str, sealed: bytes, place: str = "") -> bytes:
    """Open what `host_seal` sealed for the same purpose and place.

    Raises
    ------
    SealBroken
        If it was not sealed so, or was altered.
    """
    return open_sealed(_key(f"seal/{purpose}"), sealed, _place(purpose, place))


def host_index(purpose: str, text: str) -> str:
    """Give a keyed hash to find something by, in 64 hexadecimal figures.

    Parameters
    ----------
    purpose
        What is found, such as ``sign-in``.
    text
        What it is found by; capitals, spaces around it and forms of Unicode do not matter.
    """
    said = unicodedata.normalize("NFKC", text).strip().casefold()
    return hmac.new(_key(f"index/{purpose}"), said.encode(), hashlib.sha256).hexdigest()


def field_key() -> tuple[bytes, int]:
    """Give the key of sealed fields of the host's rows, and its version."""
    return _key("fields"), _VERSION


def _place(purpose: str, row: str) -> Place:
    return Place(organisation="", model="host", row=row, field=purpose)


def _key(purpose: str) -> bytes:
    return _derived(settings.ROOT_KEY, purpose)


@cache
def _derived(root: bytes, purpose: str) -> bytes:
    return derived(root, f"host/{purpose}")
