"""The list of erasures, apart from the database: lines of JSON with ids and a time, nothing else.

A line is on the disk before the erasure is committed: what is listed counts as erased, even where the machine
fell between the two. A restore of an older backup destroys again what the list names.
"""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Line:
    """One erasure."""

    organisation: UUID
    person: UUID
    at: datetime


def append(path: Path, line: Line) -> None:
    """Add an erasure, and return when the disk has it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        said = {"organisation": str(line.organisation), "person": str(line.person), "at": line.at.isoformat()}
        # A line that a crash cut is closed first.
        cut = b"" if _ends_well(file.fileno()) else b"\n"
        os.write(descriptor, cut + json.dumps(said).encode() + b"\n")
        os.fsync(descriptor)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read(path: Path) -> tuple[list[Line], int]:
    """Read the list, and how many lines of it could not be read; nothing where there is no list."""
    if not path.exists():
        return [], 0
    found, unread = [], 0
    for raw in path.read_bytes().splitlines():
        try:
            said = json.loads(raw)
            found.append(
                Line(UUID(said["organisation"]), UUID(said["person"]), datetime.fromisoformat(said["at"]))
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            unread += 1
    return found, unread


def _ends_well(descriptor: int) -> bool:
    size = os.fstat(descriptor).st_size
    return size == 0 or os.pread(descriptor, 1, size - 1) == b"\n"
