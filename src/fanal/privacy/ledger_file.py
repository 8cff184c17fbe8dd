"""A file of sealed lines: it grows by whole lines, one writer at a time, and shows where it was changed."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fanal.presentation import Refusal

_START = "fanal ledger 1"
"""What the first line is sealed to: the form of the file."""

_PATIENCE_SECONDS = 20.0
_MOST_BYTES = 64 * 2**20


@dataclass(frozen=True)
class Line:
    """A line as it was said, its number from 1, and its seal."""

    number: int
    said: Mapping[str, Any]
    seal: str


class LedgerFile:
    """The lines of an open, locked file.

    Parameters
    ----------
    descriptor
        Of the file, open for appending if `append` will be called.
    path
        What it is called in refusals.

    Raises
    ------
    Refusal
        If a line is cut short or does not bear its seal.
    """

    def __init__(self, descriptor: int, path: Path) -> None:
        self._descriptor = descriptor
        self._path = path
        self.lines = self._read()

    def append(self, said: Mapping[str, Any]) -> Line:
        """Write one line, and return when it is on the disk.

        Raises
        ------
        Refusal
            If it cannot be written.
        """
        before = self.lines[-1].seal if self.lines else _START
        line = Line(len(self.lines) + 1, said, _seal(said, before))
        written = json.dumps({**said, "seal": line.seal}, ensure_ascii=False).encode() + b"\n"
        end = os.fstat(self._descriptor).st_size
        try:
            while written:
                written = written[os.write(self._descriptor, written) :]
            os.fsync(self._descriptor)
        except OSError as error:
            # A full disk: half a line tells nothing and would stop the ledger.
            with suppress(OSError):
                os.ftruncate(self._descriptor, end)
            raise _unusable(self._path, error) from error
        self.lines.append(line)
        return line

    def changed(self, number: int) -> Refusal:
        """Refuse a line that was not written by the ledger."""
        return Refusal("privacy.ledger-changed", file=self._path.name, line=number)

    def _read(self) -> list[Line]:
        size = os.fstat(self._descriptor).st_size
        if size > _MOST_BYTES:
            raise self.changed(1)
        with os.fdopen(os.dup(self._descriptor), "rb") as file:
            file.seek(0)
            content = file.read()
        lines: list[Line] = []
        before = _START
        for number, written in enumerate(content.splitlines(keepends=True), start=1):
            if not written.endswith(b"\n"):
                raise Refusal("privacy.ledger-cut", file=self._path.name, line=number)
            try:
                said = json.loads(written)
                seal = said.pop("seal")
                sound = seal == _seal(said, before)
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                sound = False
            if not sound:
                raise self.changed(number)
            lines.append(Line(number, said, seal))
            before = seal
        return lines


@contextmanager
def locked(path: Path, *, create: bool, write: bool) -> Iterator[LedgerFile]:
    """Open the file of a ledger for one writer, or for readers only, and read it.

    Parameters
    ----------
    path
        The file.
    create
        Whether it is made if it is not there.
    write
        Whether something will be appended: then nobody else reads or writes meanwhile.

    Raises
    ------
    Refusal
        If it is not there, cannot be opened, is not sound, or stays locked by another program.
    """
    descriptor = _open(path, create=create, write=write)
    try:
        _lock(descriptor, path, alone=write)
        yield LedgerFile(descriptor, path)
    finally:
        # Closing gives the lock back.
        os.close(descriptor)


def _open(path: Path, *, create: bool, write: bool) -> int:
    flags = (os.O_RDWR | os.O_APPEND if write else os.O_RDONLY) | (os.O_CREAT if create else 0)
    new = create and not path.exists()
    try:
        if path.exists() and not path.is_file():
            raise Refusal("privacy.ledger-no-file", file=str(path))
        descriptor = os.open(path, flags, 0o600)
        if new:
            _sync_folder(path.resolve().parent)
    except FileNotFoundError:
        code = "privacy.ledger-no-folder" if create else "privacy.ledger-missing"
        raise Refusal(code, file=str(path)) from None
    except OSError as error:
        raise _unusable(path, error) from error
    return descriptor


def _lock(descriptor: int, path: Path, *, alone: bool) -> None:
    """Wait for the advisory lock, and see that the file is still the one of that name."""
    import fcntl

    wanted = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, wanted | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            if time.monotonic() > until:
                raise Refusal("privacy.ledger-busy", file=path.name) from None
            time.sleep(0.01)
        except OSError as error:
            raise _unusable(path, error) from error
    if not path.exists() or not os.path.samestat(os.fstat(descriptor), path.stat()):
        raise Refusal("privacy.ledger-busy", file=path.name)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _seal(said: Mapping[str, Any], before: str) -> str:
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{canonical}".encode()).hexdigest()


def _unusable(path: Path, error: OSError) -> Refusal:
    return Refusal("privacy.ledger-unusable", file=path.name, reason=error.strerror or type(error).__name__)
