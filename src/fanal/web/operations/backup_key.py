"""The key of backups: an `age` identity beside the root key, the one thing that opens them."""

from __future__ import annotations

import os
from pathlib import Path

from pyrage import x25519

from fanal.presentation import Refusal
from fanal.web.installation import Installation

FILE = "backup.key"


def path_of(installation: Installation) -> Path:
    """Give where it lies."""
    return installation.root_key.with_name(FILE)


def create_backup_key(installation: Installation) -> bool:
    """Write one that only its owner may read, unless there is one; say whether it was made now."""
    try:
        file = os.open(path_of(installation), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        read_backup_key(installation)
        return False
    with os.fdopen(file, "w") as out:
        out.write(f"{x25519.Identity.generate()}\n")
        out.flush()
        os.fsync(out.fileno())
    return True


def read_backup_key(installation: Installation) -> x25519.Identity:
    """Read it.

    Raises
    ------
    Refusal
        If it is not there, others may read it, or it is not an `age` identity.
    """
    path = path_of(installation)
    if path.exists() and path.stat().st_mode & 0o077:
        raise Refusal("web.operations.backup-key-open", file=str(path))
    try:
        return x25519.Identity.from_str(path.read_text().strip())
    except FileNotFoundError:
        raise Refusal("web.operations.backup-key-missing", file=str(path)) from None
    except Exception as error:
        # pyrage raises an exception of its own that is no subclass of ValueError.
        raise Refusal("web.operations.backup-key-damaged", file=str(path)) from error
