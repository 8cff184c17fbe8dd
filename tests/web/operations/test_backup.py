"""Backups: whole or refused, sealed, and put back whole."""

from __future__ import annotations

import fcntl
import io
import os
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pyrage
import pytest

from fanal.presentation import Refusal
from fanal.web.installation import Installation
from fanal.web.operations import dumping
from fanal.web.operations.backup import back_up, last_backup, restore_backup, verify_backup
from fanal.web.operations.backup_key import read_backup_key
from fanal.web.operations.embedded import OWNER, Cluster
from fanal.web.operations.rooms import room
from fanal.web.operations.serving import serving_alone
from fanal.web.operations.upgrading import upgrade_database
from web.operations.places import installation

SECRET = b"Planted Secret of a table"


@pytest.fixture
def place() -> Iterator[Installation]:
    with installation() as made:
        cluster = Cluster(made)
        cluster.start()
        with cluster.connect(OWNER) as connection:
            connection.execute("create table said (what text)")
            connection.execute("insert into said values (%s)", [SECRET.decode()])
        (made.files / "ab").mkdir(parents=True)
        (made.files / "ab" / "one").write_bytes(b"sealed bytes")
        yield made


def said(place: Installation) -> list[str]:
    cluster = Cluster(place)
    cluster.start()
    with cluster.connect(OWNER) as connection:
        return [what for (what,) in connection.execute("select what from said order by what")]


def test_what_was_backed_up_comes_back_and_nothing_else(place: Installation) -> None:
    file = place.data.parent / "backup.age"
    assert last_backup(place) is None
    made = back_up(place, file)
    assert last_backup(place) == made.made
    with Cluster(place).connect(OWNER) as connection:
        connection.execute("insert into said values ('later')")
    (place.files / "ab" / "later").write_bytes(b"later")
    (place.files / "ab" / "one").unlink()
    Cluster(place).stop()
    assert restore_backup(place, file) == made
    assert said(place) == [SECRET.decode()]
    assert {one.name for one in place.files.rglob("*") if one.is_file()} == {"one"}
    assert (place.files / "ab" / "one").read_bytes() == b"sealed bytes"


def test_a_backup_shows_nothing_and_is_closed_to_others(place: Installation) -> None:
    file = place.data.parent / "backup.age"
    back_up(place, file)
    assert SECRET not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0
    assert not list(place.data.glob("backup-*"))


@pytest.mark.parametrize("harm", ["cut", "flipped", "empty", "other"])
def test_a_damaged_backup_is_refused_and_changes_nothing(place: Installation, harm: str) -> None:
    file, bad = place.data.parent / "backup.age", place.data.parent / "bad.age"
    back_up(place, file)
    raw = file.read_bytes()
    bad.write_bytes(
        {
            "cut": raw[: len(raw) // 2],
            "flipped": raw[:-40] + bytes([raw[-40] ^ 1]) + raw[-39:],
            "empty": b"",
            "other": b"age-encryption.org/v1\nnot one of ours\n",
        }[harm]
    )
    with pytest.raises(Refusal, match=r"bad\.age"):
        verify_backup(place, bad)
    Cluster(place).stop()
    with pytest.raises(Refusal, match=r"bad\.age"):
        restore_backup(place, bad)
    assert said(place) == [SECRET.decode()]


def test_a_backup_of_another_host_does_not_open(place: Installation) -> None:
    file = place.data.parent / "backup.age"
    back_up(place, file)
    with installation() as other, pytest.raises(Refusal, match="another host"):
        verify_backup(other, file)


def test_nothing_is_restored_under_a_site_that_is_served(place: Installation) -> None:
    file = place.data.parent / "backup.age"
    back_up(place, file)
    with serving_alone(place), pytest.raises(Refusal, match="served already"):
        restore_backup(place, file)


def test_a_backup_is_not_written_over(place: Installation) -> None:
    file = place.data.parent / "backup.age"
    file.write_bytes(b"the only one")
    with pytest.raises(Refusal, match="there already"):
        back_up(place, file)
    assert file.read_bytes() == b"the only one"


def test_a_backup_opens_without_fanal(place: Installation, tmp_path: Path) -> None:
    """With any program for age, and tar; here with pyrage as somebody else would use it."""
    import pyrage

    file = place.data.parent / "backup.age"
    back_up(place, file)
    key = pyrage.x25519.Identity.from_str(place.root_key.with_name("backup.key").read_text().strip())
    (tmp_path / "backup.tar").write_bytes(pyrage.decrypt(file.read_bytes(), [key]))
    listed = subprocess.run(
        ["tar", "tf", tmp_path / "backup.tar"], capture_output=True, check=True, text=True
    )
    assert listed.stdout.split() == ["manifest.json", "database.dump", "files/ab/one"]


def test_an_older_database_is_carried_over_and_kept() -> None:
    with installation() as place:
        old = Cluster(place, major="16")
        old.start()
        with old.connect(OWNER) as connection:
            connection.execute("create table said (what text)")
            connection.execute("insert into said select n::text from generate_series(1, 500) n")
        old.stop()
        done = upgrade_database(place)
        assert done is not None
        assert (done.old, done.kept.name) == ("16", "cluster-16")
        assert len(said(place)) == 500
        Cluster(place).stop()
        assert upgrade_database(place) is None


def test_a_backup_that_is_cut_off_leaves_nothing(
    place: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = place.data.parent / "backup.age"
    (place.files / "ab" / "two").write_bytes(os.urandom(1000))
    monkeypatch.setattr("pyrage.encrypt_io", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        back_up(place, file)
    assert not list(place.data.parent.glob("*.age*")) + list(place.data.parent.glob(".*.part"))


def _with_a_later_state(place: Installation) -> Path:
    """Back up, then change the database and the files."""
    file = place.data.parent / "backup.age"
    back_up(place, file)
    with Cluster(place).connect(OWNER) as connection:
        connection.execute("insert into said values ('later')")
    (place.files / "ab" / "one").unlink()
    (place.files / "ab" / "later").write_bytes(b"later")
    Cluster(place).stop()
    return file


def test_a_restore_that_is_cut_off_between_the_names_leaves_the_database(
    place: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = _with_a_later_state(place)

    class Cut(psycopg.Connection[Any]):
        def execute(self, query: Any, *args: Any, **more: Any) -> Any:
            if "fanal_restored rename" in str(query):
                raise KeyboardInterrupt
            return super().execute(query, *args, **more)

    with monkeypatch.context() as patch:
        patch.setattr("psycopg.connect", Cut.connect)
        with pytest.raises(KeyboardInterrupt):
            restore_backup(place, file)
    assert said(place) == [SECRET.decode(), "later"]
    assert (place.files / "ab" / "later").exists()


def test_files_of_both_are_there_while_the_database_is_exchanged(
    place: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, restore, seen = _with_a_later_state(place), dumping.restore, []

    def looking(*args: Any) -> None:
        restore(*args)
        seen.append({one.name for one in place.files.rglob("*") if one.is_file()})

    monkeypatch.setattr(dumping, "restore", looking)
    restore_backup(place, file)
    assert seen == [{"one", "later"}]
    assert {one.name for one in place.files.rglob("*") if one.is_file()} == {"one"}


def test_what_a_killed_backup_left_open_is_swept(place: Installation) -> None:
    dead, alive = place.data / "room-dead", place.data / "room-alive"
    for one in (dead, alive):
        one.mkdir()
        (one / "database.dump").write_bytes(SECRET)
        os.utime(one, (0, 0))
    held = os.open(alive, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    back_up(place, place.data.parent / "backup.age")
    os.close(held)
    assert [one.name for one in place.data.glob("room-*")] == ["room-alive"]


def test_what_a_backup_works_in_is_called_so(place: Installation) -> None:
    with room(place) as folder:
        assert folder.name.startswith("room-") and folder.stat().st_mode & 0o077 == 0
    assert not folder.exists()


def test_a_backup_opens_with_the_first_python_that_is_promised(
    place: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python 3.11.2, of Debian 12, knows no filter for what it takes out of a tar file."""
    file = place.data.parent / "backup.age"
    made = back_up(place, file)
    monkeypatch.setattr("tarfile.TarFile.extractall", lambda self, path=".", members=None: pytest.fail())
    assert verify_backup(place, file) == made


@pytest.mark.parametrize("name", ["../outside", "/outside", "files/../../outside", "link"])
def test_nothing_of_a_backup_is_written_elsewhere(place: Installation, name: str) -> None:
    file, packed = place.data.parent / "backup.age", io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        entry = tarfile.TarInfo(name)
        if name == "link":
            entry.type, entry.linkname = tarfile.SYMTYPE, "/etc"
        tar.addfile(entry)
    file.write_bytes(pyrage.encrypt(packed.getvalue(), [read_backup_key(place).to_public()]))
    with pytest.raises(Refusal) as refused:
        verify_backup(place, file)
    assert refused.value.finding.code == "web.operations.backup-damaged"
