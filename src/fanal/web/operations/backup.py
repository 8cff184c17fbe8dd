"""Backups: one sealed file of the database and of all sealed files, with a list of what is in it.

A tar file, sealed with `age` to the backup key: ``manifest.json`` first, then ``database.dump`` and the
sealed files as they lie. It opens without Fanal too: ``age --decrypt --identity backup.key FILE | tar x``.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import pyrage

from fanal.presentation import Refusal
from fanal.web.installation import Installation
from fanal.web.operations import dumping
from fanal.web.operations.backup_key import read_backup_key
from fanal.web.operations.embedded import Cluster
from fanal.web.operations.rooms import room
from fanal.web.operations.serving import serving_alone

FORMAT = "fanal-backup-1"
MANIFEST, DATABASE = "manifest.json", "database.dump"
_FILES = "files/"
_LAST = "last-backup.json"


@dataclass(frozen=True)
class Backup:
    """What a backup holds."""

    made: datetime
    files: int
    tables: int


def back_up(installation: Installation, out: Path) -> Backup:
    """Write a backup, whole or not at all; the site may serve meanwhile.

    Raises
    ------
    Refusal
        If there is a file already, or the database cannot be read.
    """
    if out.exists():
        raise Refusal("web.operations.backup-exists", file=str(out))
    recipient = read_backup_key(installation).to_public()
    made = datetime.now(UTC)
    with room(installation) as folder:
        dumped = folder / DATABASE
        dumping.dump(installation, dumped)
        tables = dumping.check_dump(dumped)
        # Files that came after the dump are only more than it knows of.
        files = sorted(one for one in installation.files.rglob("*") if one.is_file())
        manifest = {
            "format": FORMAT,
            "made": made.isoformat(),
            "database": _digest(dumped),
            "files": {str(one.relative_to(installation.files)): _digest(one) for one in files},
        }
        part = out.with_name(f".{out.name}.part")
        try:
            with part.open("wb") as target:
                os.fchmod(target.fileno(), 0o600)
                _seal(_packed(manifest, dumped, installation.files), target, recipient)
                target.flush()
                os.fsync(target.fileno())
            part.rename(out)
        finally:
            part.unlink(missing_ok=True)
    (installation.data / _LAST).write_text(json.dumps({"made": made.isoformat()}))
    return Backup(made, len(files), tables)


def last_backup(installation: Installation) -> datetime | None:
    """Say when the last backup was made."""
    try:
        return datetime.fromisoformat(json.loads((installation.data / _LAST).read_text())["made"])
    except (FileNotFoundError, ValueError, KeyError):
        return None


def verify_backup(installation: Installation, source: Path) -> Backup:
    """Open a backup and read all of it.

    Raises
    ------
    Refusal
        If it cannot be opened, or anything of it is missing or changed.
    """
    with room(installation) as folder:
        return _unpacked(installation, source, folder)


def restore_backup(installation: Installation, source: Path) -> Backup:
    """Put a backup in the place of all that is there; the next start applies the list of erasures.

    Raises
    ------
    Refusal
        If the site is being served, or the backup is not whole: then nothing is changed.
    """
    if not installation.embedded:
        raise Refusal("web.operations.restore-on-server")
    with serving_alone(installation), room(installation) as folder:
        found = _unpacked(installation, source, folder)
        # First beside those that there are: whichever database a crash leaves, its files are there.
        names = _put_beside(folder / "files", installation.files)
        cluster = Cluster(installation)
        cluster.start()
        try:
            dumping.restore(installation, folder / DATABASE, cluster)
        finally:
            cluster.stop()
        _keep_only(installation.files, names)
        return found


def _put_beside(source: Path, target: Path) -> set[Path]:
    """Move files into a folder, over those of the same name, which are the same; say which."""
    names = {one.relative_to(source) for one in source.rglob("*") if one.is_file()}
    for name in names:
        for folder in (target, (target / name).parent):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (source / name).replace(target / name)
    return names


def _keep_only(folder: Path, names: set[Path]) -> None:
    for one in [one for one in folder.rglob("*") if one.is_file()]:
        if one.relative_to(folder) not in names:
            one.unlink()


def _packed(manifest: dict[str, Any], dumped: Path, files: Path) -> Iterator[tuple[str, Path | bytes]]:
    yield MANIFEST, json.dumps(manifest, indent=1).encode()
    yield DATABASE, dumped
    for name in manifest["files"]:
        yield f"{_FILES}{name}", files / name


def _seal(parts: Iterator[tuple[str, Path | bytes]], target: IO[bytes], recipient: Any) -> None:
    """Pack in one thread and seal in the other, through a pipe: nothing is held in memory."""
    reading, writing = os.pipe()
    failed: list[BaseException] = []

    def pack() -> None:
        try:
            with os.fdopen(writing, "wb") as pipe, tarfile.open(fileobj=pipe, mode="w|") as tar:
                for name, part in parts:
                    if isinstance(part, bytes):
                        entry = tarfile.TarInfo(name)
                        entry.size = len(part)
                        tar.addfile(entry, io.BytesIO(part))
                    else:
                        tar.add(part, name, recursive=False, filter=_nameless)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=pack)
    thread.start()
    with os.fdopen(reading, "rb") as pipe:
        pyrage.encrypt_io(pipe, target, [recipient])
    thread.join()
    if failed:
        raise failed[0]


def _nameless(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o600
    return entry


def _unpacked(installation: Installation, source: Path, folder: Path) -> Backup:
    """Open a backup into a folder, and compare all that is in it with its list."""
    identity = read_backup_key(installation)
    opened = folder / "opened.tar"
    try:
        with source.open("rb") as sealed, opened.open("wb") as target:
            os.fchmod(target.fileno(), 0o600)
            pyrage.decrypt_io(sealed, target, [identity])
        with tarfile.open(opened) as tar:
            _extract(tar, folder)
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except FileNotFoundError:
        raise Refusal("web.operations.backup-missing", file=str(source)) from None
    except (pyrage.DecryptError, OSError, tarfile.TarError, ValueError):
        raise Refusal("web.operations.backup-damaged", file=source.name) from None
    opened.unlink()
    if manifest.get("format") != FORMAT:
        raise Refusal("web.operations.backup-damaged", file=source.name)
    wanted = {DATABASE: manifest["database"]} | {
        f"{_FILES}{name}": one for name, one in manifest["files"].items()
    }
    if any(
        not (folder / name).is_file() or _digest(folder / name) != digest for name, digest in wanted.items()
    ):
        raise Refusal("web.operations.backup-damaged", file=source.name)
    tables = dumping.check_dump(folder / DATABASE)
    return Backup(datetime.fromisoformat(manifest["made"]), len(manifest["files"]), tables)


def _extract(tar: tarfile.TarFile, folder: Path) -> None:
    """Take plain files out, into the folder and nowhere else; Python had no filter for that before 3.11.4.

    Raises
    ------
    ValueError
        If there is anything else in it.
    """
    for entry in tar:
        if not entry.isreg() or entry.name.startswith("/") or ".." in Path(entry.name).parts:
            raise ValueError("not a plain file")
        target, source = folder / entry.name, tar.extractfile(entry)
        assert source is not None  # noqa: S101
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with source, target.open("xb") as out:
            os.fchmod(out.fileno(), 0o600)
            shutil.copyfileobj(source, out)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
