"""Folders for what lies open for a moment: a dump, an opened backup. None outlives whoever made it."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fanal.web.installation import Installation

_PREFIX = "room-"
_YOUNG_S = 60
"""One that was made a moment ago may not be held yet."""


@contextmanager
def room(installation: Installation) -> Iterator[Path]:
    """Give a folder of the data folder. It is gone after; where the process is killed, a sweep takes it."""
    installation.data.mkdir(parents=True, exist_ok=True, mode=0o711)
    sweep_rooms(installation)
    with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=installation.data) as name:
        held = os.open(name, os.O_RDONLY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield Path(name)
        finally:
            os.close(held)


def sweep_rooms(installation: Installation) -> None:
    """Delete the rooms of processes that were killed: a dump in one would still hold who is erased later."""
    for left in installation.data.glob(f"{_PREFIX}*"):
        held = os.open(left, os.O_RDONLY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if time.time() - os.fstat(held).st_mtime > _YOUNG_S:
                shutil.rmtree(left, ignore_errors=True)
        except BlockingIOError:
            continue
        finally:
            os.close(held)
