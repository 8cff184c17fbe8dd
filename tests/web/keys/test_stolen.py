"""Whoever takes the data folder, a dump and the write-ahead log finds no secret in the clear."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from fanal.web.accounts.models import User
from fanal.web.keys.blind_indexes.entries import entries_put
from fanal.web.keys.blind_indexes.searching import search
from fanal.web.keys.files import SealedFiles
from fanal.web.keys.keyring import keyring
from fanal.web.keys.models import SealedFile
from fanal.web.keys.payloads import seal_payload
from fanal.web.keys.services import hold_set, person_erase, rotate
from fanal.web.operations.embedded import SUPERUSER, Cluster, run_program
from fanal.web.organisations.models import Membership, Organisation
from fanal.web.organisations.tenancy import acting, tenant
from web.keys.founding import PASSPHRASE, somebody
from web.keys.searching import planted_secrets_found, ways_to_write
from web.keys.test_sessions import signed_in
from web.sample.models import File

SECRETS = {
    "name": "Oluwaseun Adébáyò-Quist",
    "birth date": "1999-07-23",
    "address": "Impasse du Perroquet 314b",
    "coordinates": "48.76543, 2.98761",
    "telephone": "+33 6 41 72 83 95",
    "identity number": "XQ7719043K",
    "narrative": "The recruiter Zdravomyslov kept her papers in a blue tin.",
    "staff": "Wilhelmina Starkadder",
    "file name": "passeport-oluwaseun.jpg",
    "file text": "Republic of Xanadu, bearer of this passport",
    "session note": "follow-up-with-wilhelmina",
    "hold": "Parquet de Zurich, affaire 77-1903",
    "passphrase": PASSPHRASE,
}


PARTS = ["Oluwaseun", "Adébáyò", "Zdravomyslov", "Wilhelmina", "Starkadder", "0641728395", "33641728395"]


@pytest.fixture
def planted(harbour: Organisation) -> Iterator[Organisation]:
    """Put every secret where it belongs, and move it about."""
    user = User.objects.create(handle="w" * 64, name=SECRETS["staff"])
    session = signed_in(user, note=SECRETS["session note"])
    with acting(user.pk), tenant(harbour.pk):
        Membership.objects.create(user=user)
        person = somebody()
        file = File.objects.create(
            number="1",
            person=person,
            name=SECRETS["name"],
            born=date.fromisoformat(SECRETS["birth date"]),
            narrative=SECRETS["narrative"] * 200,
            contacts=[SECRETS["address"], SECRETS["coordinates"], SECRETS["telephone"]],
        )
        SealedFiles().write(SECRETS["file name"], [SECRETS["file text"].encode()] * 10, person)
        for kind, secret in (
            ("name", "name"),
            ("telephone", "telephone"),
            ("identity-number", "identity number"),
        ):
            entries_put(person, kind, [SECRETS[secret]])
            assert search(kind, SECRETS[secret])
        hold_set(person, reason=SECRETS["hold"])
        assert seal_payload(SECRETS["address"].encode(), model="m", row=file.pk, field="f", person=person)
    with tenant(harbour.pk):
        file.narrative = SECRETS["narrative"] * 100
        file.save()
        person_erase(somebody(), reason="asked")
    rotate(harbour.pk, passphrase=PASSPHRASE)
    session.save()
    yield harbour
    with tenant(harbour.pk):
        for one in SealedFile.objects.all():
            SealedFiles().delete(one)


def taken(cluster: Cluster, folder: Path) -> Path:
    """Write what is in memory to the disk, and dump the database as whoever owns the machine would."""
    with cluster.connect() as connection_:
        connection_.execute("checkpoint")
    dump = folder / "dump.sql"
    with dump.open("wb") as out:
        run_program(
            cluster.binaries,
            "pg_dump",
            "--host",
            str(cluster.socket),
            "--username",
            SUPERUSER,
            connection.settings_dict["NAME"],
            env={"PGPASSWORD": cluster.password(SUPERUSER)},
            stdout=out,
        )
    return dump


@pytest.mark.django_db(transaction=True)
def test_no_secret_lies_in_the_clear(cluster: Cluster, planted: Organisation, tmp_path: Path) -> None:
    dump = taken(cluster, tmp_path)
    key = keyring().get(planted.pk)[2]
    looked_for = [*SECRETS.values(), *PARTS, key.hex(), settings.ROOT_KEY.hex()]
    assert planted_secrets_found(settings.INSTALLATION.data, looked_for) == []
    assert planted_secrets_found(dump, looked_for) == []
    for secret in (key, settings.ROOT_KEY):
        assert not [one for one in settings.INSTALLATION.data.rglob("*") if secret in _content(one)]
    # The search reaches all of this: what lies in the clear is found in a table, in the log, in the dump.
    with tenant(planted.pk):
        File.objects.update(number="in-the-clear")
    dump = taken(cluster, tmp_path)
    places = {path for path, _, _ in planted_secrets_found(settings.INSTALLATION.data, ["in-the-clear"])}
    assert any("base" in path.parts for path in places) and any("pg_wal" in path.parts for path in places)
    assert planted_secrets_found(dump, ["in-the-clear"])


@pytest.mark.parametrize("before", ["", "x", "xy"])
def test_the_search_finds_every_way_of_writing(tmp_path: Path, before: str) -> None:
    secret = "Zoë Quist"
    written = [
        f"{before}{secret}".encode(),
        f"{before}{secret}".upper().encode("utf-16-le"),
        f"{before}{secret}".encode("utf-16-be"),
        f"{before}{secret}".encode("latin-1"),
        base64.b64encode(f"{before}{secret} and more".encode()),
        f"{before}{secret}".encode().hex().encode(),
    ]
    for raw in written:
        file = tmp_path / "deep" / "file"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"\0" * 1000 + raw + b"\xff")
        assert {(path, said) for path, said, _ in planted_secrets_found(tmp_path, [secret])} == {
            (file, secret)
        }
    file.write_bytes(b"nothing")
    assert planted_secrets_found(tmp_path, [secret]) == []
    assert all(raw for raw, _ in ways_to_write(secret))


def test_a_secret_across_two_reads_is_found(tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(bytes(2**24 - 4) + b"Starkadder")
    assert planted_secrets_found(tmp_path, ["Starkadder"])


def _content(path: Path) -> bytes:
    """Read a file; the database takes away some of its own while they are looked at."""
    try:
        return path.read_bytes() if path.is_file() else b""
    except FileNotFoundError:
        return b""
