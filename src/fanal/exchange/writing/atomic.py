"""A file appears whole or not at all, and only its owner may read it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from fanal.presentation import Refusal

Target = Path | BinaryIO
"""Where to write: a path, or a file that is open and may lie in memory only: nothing then touches a disk."""


@contextmanager
def replacing(path: Target) -> Iterator[BinaryIO]:
    """Open a new file that takes the place of `path` once all of it is on the disk.

    It lies in the same folder until then, and is gone if writing fails. Files written here hold
    identities: mode 0600, whatever the umask says.

    Parameters
    ----------
    path
        What to write or replace. A link is followed. A file that is open already is written to as it is.

    Raises
    ------
    Refusal
        If nothing can be written there.
    """
    if not isinstance(path, Path):
        yield path
        return
    target = path.resolve()
    if target.exists() and not target.is_file():
        raise Refusal("exchange.not-a-file-to-write", file=path.name)
    if not target.parent.is_dir():
        raise Refusal("exchange.no-folder-to-write", folder=str(path.parent))
    try:
        descriptor, name = tempfile.mkstemp(prefix=".fanal-", suffix=".part", dir=target.parent)
    except OSError as error:
        raise _cannot_write(path, error) from error
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
        _sync(target.parent)
    except OSError as error:
        raise _cannot_write(path, error) from error
    finally:
        part.unlink(missing_ok=True)


def _cannot_write(path: Path, error: OSError) -> Refusal:
    return Refusal("exchange.cannot-write", file=path.name, reason=error.strerror or type(error).__name__)


def _sync(folder: Path) -> None:
    """Make the new name itself survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
