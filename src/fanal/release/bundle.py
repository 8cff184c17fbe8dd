"""A folder of files that appears whole or not at all, and never changes."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from fanal.presentation import Refusal

CHECKSUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Written:
    """One file of a bundle: its path inside it, its size in bytes, its SHA-256 in hexadecimal."""

    path: str
    bytes: int
    sha256: str


@dataclass
class Bundle:
    """A bundle while it is written.

    Attributes
    ----------
    folder
        Where it lies until it is whole.
    files
        What was written, by path.
    """

    folder: Path
    files: dict[str, Written] = field(default_factory=dict)

    def write(self, path: str, content: bytes | str) -> Written:
        """Write one file, readable by all, and remember its checksum.

        Raises
        ------
        ValueError
            If the file was written already.
        """
        target = self._place(path)
        with target.open("xb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
        return self._written(path)

    def write_with(self, path: str, writer: Callable[[Path], None]) -> Written:
        """Let something that writes files itself write one, and remember its checksum.

        Raises
        ------
        ValueError
            If the file was written already.
        """
        target = self._place(path)
        writer(target)
        return self._written(path)

    def _place(self, path: str) -> Path:
        if path in self.files:
            raise ValueError(f"{path} was written already")
        target = self.folder / path
        target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        return target

    def _written(self, path: str) -> Written:
        target = self.folder / path
        target.chmod(0o644)
        raw = target.read_bytes()
        self.files[path] = Written(path, len(raw), hashlib.sha256(raw).hexdigest())
        return self.files[path]

    def finish(self) -> None:
        """Write the checksums of all files, in the order of their paths."""
        lines = [f"{one.sha256}  {path}\n" for path, one in sorted(self.files.items())]
        self.write(CHECKSUMS, "".join(lines))


@contextmanager
def whole_or_nothing(out: Path) -> Iterator[Bundle]:
    """Open a bundle that becomes the folder `out` once all of it is on the disk.

    It lies beside `out` until then, under a name that starts with a dot, and is gone if anything
    fails or the person stops it.

    Parameters
    ----------
    out
        A folder that does not exist, or is empty.

    Raises
    ------
    Refusal
        If `out` holds something, or cannot be written.
    """
    target = Path(os.path.abspath(out))  # noqa: PTH100 - resolve() would follow a link out of the folder named
    check_free(target)
    part: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{target.name}-", suffix=".part", dir=target.parent))
        bundle = Bundle(part)
        yield bundle
        bundle.finish()
        # All at the end: the disk is waited for once rather than for each of many files.
        for path in bundle.files:
            _sync(part / path)
        for folder in sorted({part, *(each for each in part.rglob("*") if each.is_dir())}):
            folder.chmod(0o755)
            _sync(folder)
        check_free(target)
        part.rename(target)
        part = None
        _sync(target.parent)
    except OSError as error:
        raise Refusal(
            "release.cannot-write", folder=str(out), why=error.strerror or type(error).__name__
        ) from error
    finally:
        if part is not None:
            shutil.rmtree(part, ignore_errors=True)


def check_free(out: Path) -> None:
    """Make sure that a folder may become a release.

    Raises
    ------
    Refusal
        If it is a file, a link, or holds something.
    """
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise Refusal("release.not-a-folder", folder=str(out))
    if out.is_dir() and any(out.iterdir()):
        raise Refusal("release.out-not-empty", folder=str(out))


def check_can_be_made(out: Path) -> None:
    """Make sure that a folder can be made, by making one beside it and taking it away again.

    Raises
    ------
    Refusal
        If the disk does not let it.
    """
    target = Path(os.path.abspath(out))  # noqa: PTH100 - as in whole_or_nothing
    try:
        there = next(folder for folder in target.parents if folder.exists())
        Path(tempfile.mkdtemp(prefix=f".{target.name}-", suffix=".part", dir=there)).rmdir()
    except OSError as error:
        raise Refusal(
            "release.cannot-write", folder=str(out), why=error.strerror or type(error).__name__
        ) from None


def _sync(folder: Path) -> None:
    """Make a file, or the names inside a folder, survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
