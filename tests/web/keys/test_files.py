"""Sealed files: read back by their row only, whole or not at all; no name on the disk tells anything."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from fanal.web.keys.chunks import CHUNK
from fanal.web.keys.errors import KeysLocked, SealBroken
from fanal.web.keys.files import SealedFiles
from fanal.web.keys.keyring import keyring
from fanal.web.keys.models import SealedFile
from fanal.web.organisations.models import Organisation
from fanal.web.organisations.tenancy import tenant
from web.keys.founding import somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(tmp_path: Path) -> SealedFiles:
    return SealedFiles(tmp_path / "files")


def read(files: SealedFiles, file: SealedFile) -> bytes:
    return b"".join(files.read(SealedFile.objects.get(pk=file.pk)))


@pytest.mark.parametrize("length", [0, 5, CHUNK, CHUNK + 1])
def test_it_reads_back(harbour: Organisation, files: SealedFiles, length: int) -> None:
    content = os.urandom(length)
    with tenant(harbour.pk):
        for person in (None, somebody()):
            made = files.write("passport of Amara.jpg", [content[:3], content[3:]], person)
            assert read(files, made) == content
            assert SealedFile.objects.get(pk=made.pk).name == "passport of Amara.jpg"
            assert made.length == length


def test_nothing_on_the_disk_tells(harbour: Organisation, files: SealedFiles) -> None:
    with tenant(harbour.pk):
        made = files.write("passport of Amara.jpg", [b"Amara Okafor"], somebody())
    (path,) = [one for one in files.folder.rglob("*") if one.is_file()]
    assert path == files.path(made.pk) and path.name == made.pk.hex
    assert b"Amara" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and stat.S_IMODE(files.folder.stat().st_mode) == 0o700


def test_swapped_for_another_it_is_refused(harbour: Organisation, files: SealedFiles) -> None:
    with tenant(harbour.pk):
        person = somebody()
        one, other = (files.write("x", [text], person) for text in (b"one", b"other"))
        files.path(one.pk).write_bytes(files.path(other.pk).read_bytes())
        with pytest.raises(SealBroken):
            read(files, one)
        SealedFile.objects.filter(pk=one.pk).update(
            wrapped=SealedFile.objects.values("wrapped").get(pk=other.pk)["wrapped"]
        )
        with pytest.raises(SealBroken):
            read(files, one)


def test_cut_between_chunks_it_is_refused_at_the_end(harbour: Organisation, files: SealedFiles) -> None:
    with tenant(harbour.pk):
        made = files.write("x", [bytes(2 * CHUNK)])
        whole = files.path(made.pk).read_bytes()
        files.path(made.pk).write_bytes(whole[: 6 + CHUNK + 16])
        with pytest.raises(SealBroken):
            read(files, made)


def test_locked_it_is_not_read(harbour: Organisation, files: SealedFiles) -> None:
    with tenant(harbour.pk):
        made = files.write("x", [b"text"])
        keyring().forget(harbour.pk)
        with pytest.raises(KeysLocked):
            read(files, made)


def test_what_fails_half_way_leaves_nothing(harbour: Organisation, files: SealedFiles) -> None:
    def parts() -> Any:
        yield bytes(2 * CHUNK)
        raise OSError("the line went")

    with tenant(harbour.pk):
        with pytest.raises(OSError, match="the line"):
            files.write("x", parts())
        assert not SealedFile.objects.exists()
    assert [one for one in files.folder.rglob("*") if one.is_file()] == []


def test_deleted_after_the_commit_only(
    harbour: Organisation, files: SealedFiles, django_capture_on_commit_callbacks: Any
) -> None:
    with tenant(harbour.pk):
        made = files.write("x", [b"text"])
        path = files.path(made.pk)
        with django_capture_on_commit_callbacks(execute=True):
            files.delete(made)
            assert path.exists()
        assert not path.exists() and not SealedFile.objects.exists()


def test_what_a_crash_left_is_swept(harbour: Organisation, shelter: Organisation, files: SealedFiles) -> None:
    kept = []
    for organisation in (harbour, shelter):
        with tenant(organisation.pk):
            kept.append(files.path(files.write("x", [b"text"]).pk))
    lost, fresh = (files.path(uuid4()) for _ in range(2))
    for path in (lost, fresh):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
    for path in (*kept, lost):
        os.utime(path, (0, 0))
    assert files.sweep() == 1
    assert not lost.exists() and all(path.exists() for path in (*kept, fresh))


def test_a_plain_file_is_not_kept() -> None:
    with pytest.raises(NotImplementedError):
        default_storage.save("x", ContentFile(b"text"))
    assert SealedFiles().folder == settings.INSTALLATION.files
