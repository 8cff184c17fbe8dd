"""The host's root key: a file outside the data folder, and the keys that are derived from it."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fanal.presentation import Refusal

BYTES = 32


def create_root_key(path: Path) -> bool:
    """Write a new root key that only its owner may read; leave one that is there.

    Returns
    -------
    bool
        Whether it was made now.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        read_root_key(path)
        return False
    with os.fdopen(file, "wb") as out:
        out.write(base64.b64encode(secrets.token_bytes(BYTES)) + b"\n")
        out.flush()
        os.fsync(out.fileno())
    return True


def read_root_key(path: Path) -> bytes:
    """Read the root key.

    Raises
    ------
    Refusal
        If it is not there, is not a key, or others may read it.
    """
    try:
        raw = path.read_bytes()
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise Refusal("web.installation.root-key-missing", file=str(path)) from None
    except OSError as error:
        raise Refusal(
            "web.installation.root-key-unreadable", file=str(path), why=error.strerror or ""
        ) from None
    if mode & 0o077:
        raise Refusal("web.installation.root-key-open", file=str(path))
    try:
        key = base64.b64decode(raw.strip(), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != BYTES:
        raise Refusal("web.installation.root-key-damaged", file=str(path))
    return key


def derived(root: bytes, purpose: str, length: int = BYTES) -> bytes:
    """Derive a key for one purpose (HKDF-SHA256, RFC 5869).

    Parameters
    ----------
    root
        The root key.
    purpose
        What for; two purposes never share a key.
    length
        Bytes.
    """
    return HKDF(
        algorithm=hashes.SHA256(), length=length, salt=None, info=f"fanal/1/{purpose}".encode()
    ).derive(root)
