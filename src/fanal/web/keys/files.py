"""Sealed files: under the data folder, by their random id, with no name that can be read."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.storage import Storage
from django.db import transaction

from fanal.web.keys.chunks import read_chunks, write_chunks
from fanal.web.keys.sealing import KEY_BYTES, Place
from fanal.web.organisations.tenancy import current_organisation, tenant

if TYPE_CHECKING:
    from fanal.web.keys.models import SealedFile

_ABANDONED_AFTER_S = 86_400


class NoPlainFiles(Storage):
    """Refuses: no file of the site lies in the clear."""


class SealedFiles:
    """The sealed files of the organisation whose turn it is.

    Parameters
    ----------
    folder
        Where they lie; none: where the installation keeps them.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or settings.INSTALLATION.files

    def write(self, name: str, parts: Iterable[bytes], person: UUID | None = None) -> SealedFile:
        """Seal a file. It is whole on the disk before its row is written.

        Parameters
        ----------
        name
            What it is called; sealed too.
        parts
            Its bytes, in parts of any length.
        person
            Whose key opens it; none: the organisation's.
        """
        from fanal.web.keys.models import SealedFile

        row = SealedFile(id=uuid4(), person=person, name=name, wrapped=os.urandom(KEY_BYTES))
        path = self.path(row.pk)
        for folder in (self.folder, path.parent):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                row.length = write_chunks(out, row.wrapped, _place(row.pk), parts)
                out.flush()
                os.fsync(out.fileno())
            part.rename(path)
        finally:
            part.unlink(missing_ok=True)
        _sync(path.parent)
        try:
            row.save(force_insert=True)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return row

    def read(self, file: SealedFile) -> Iterator[bytes]:
        """Open a file in parts of 1 MiB.

        Raises
        ------
        KeyUnavailable
            If its key is not to be had.
        SealBroken
            If it was altered or cut; a cut is found at the end.
        """
        key = file.wrapped
        with self.path(file.pk).open("rb") as source:
            yield from read_chunks(source, key, _place(file.pk))

    def delete(self, file: SealedFile) -> None:
        """Delete a file: its key at once, with the row; its bytes after the commit."""
        path = self.path(file.pk)
        file.delete()
        transaction.on_commit(lambda: path.unlink(missing_ok=True))

    def path(self, file: UUID) -> Path:
        """Say where a file lies."""
        return self.folder / file.hex[:2] / file.hex

    def sweep(self) -> int:
        """Delete what belongs to no row of any organisation, after a crash between a file and its row.

        Returns
        -------
        int
            How many files.
        """
        from fanal.web.keys.models import SealedFile
        from fanal.web.organisations.models import Organisation

        there: set[str] = set()
        for organisation in Organisation.objects.values_list("pk", flat=True):
            with tenant(organisation):
                there |= {one.hex for one in SealedFile.objects.values_list("pk", flat=True)}
        before = time.time() - _ABANDONED_AFTER_S
        lost = [
            one for one in self.folder.glob("??/*") if one.name not in there and one.stat().st_mtime < before
        ]
        for one in lost:
            one.unlink(missing_ok=True)
        return len(lost)


def _place(file: UUID) -> Place:
    return Place(
        organisation=str(current_organisation()), model="keys.sealedfile", row=str(file), field="content"
    )


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
