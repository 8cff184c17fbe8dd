"""The embedded database: started once, attached to, recovered after a kill, and closed to others."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from fanal.presentation import Refusal
from fanal.web.installation import Installation
from fanal.web.operations.embedded import OWNER, SITE, SUPERUSER, Cluster
from web.operations.places import installation


@pytest.fixture
def place() -> Iterator[Installation]:
    with installation() as made:
        yield made


def server(cluster: Cluster) -> int:
    return int((cluster.folder / "postmaster.pid").read_text().split("\n", 1)[0])


def test_many_starts_at_once_make_one_database(place: Installation) -> None:
    failed: list[BaseException] = []

    def start() -> None:
        try:
            Cluster(place).start()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not failed
    assert Cluster(place).running


def test_what_was_committed_is_there_after_a_kill(place: Installation) -> None:
    cluster = Cluster(place)
    cluster.start()
    with cluster.connect(OWNER) as connection:
        connection.execute("create table kept (n int)")
        connection.execute("insert into kept values (1)")
    os.kill(server(cluster), signal.SIGKILL)
    cluster.start()
    with cluster.connect(OWNER) as connection:
        assert connection.execute("select n from kept").fetchall() == [(1,)]


def test_the_id_of_a_process_that_is_no_server_is_not_believed(place: Installation) -> None:
    cluster = Cluster(place)
    cluster.start()
    found = (cluster.folder / "postmaster.pid").read_text()
    os.kill(server(cluster), signal.SIGKILL)
    # The id is used again, by a process that lives on: this one.
    (cluster.folder / "postmaster.pid").write_text(
        found.replace(found.split("\n", 1)[0], str(os.getpid()), 1)
    )
    cluster.start()
    assert cluster.running


def test_a_start_that_was_cut_off_is_done_again(place: Installation) -> None:
    base = place.data / "database"
    (base / "cluster.new" / "half").mkdir(parents=True)
    cluster = Cluster(place)
    cluster.start()
    with cluster.connect(SUPERUSER, "postgres") as connection:
        connection.execute("drop database fanal")
    cluster.start()
    with cluster.connect(SITE) as connection:
        assert connection.execute("select current_user").fetchone() == (SITE,)


def test_only_the_keeper_of_the_root_key_gets_in(place: Installation) -> None:
    cluster = Cluster(place)
    cluster.start()
    for role in (SUPERUSER, OWNER, SITE):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(**cluster.parameters(role) | {"password": "guessed"})
    assert cluster.socket.stat().st_mode & 0o077 == 0
    assert cluster.folder.stat().st_mode & 0o077 == 0
    with cluster.connect() as connection:
        assert connection.execute("show listen_addresses").fetchone() == ("",)


def test_what_is_typed_reaches_no_log(place: Installation) -> None:
    cluster = Cluster(place)
    cluster.start()
    with cluster.connect(OWNER) as connection:
        connection.execute("create table once (name text primary key)")
        connection.execute("insert into once values (%s)", ["Planted Secret"])
        for statement in ("insert into once values (%s)", "select %s::int"):
            with pytest.raises(psycopg.Error):
                connection.execute(statement, ["Planted Secret"])
    cluster.stop()
    assert b"Planted" not in cluster.log.read_bytes()


def test_a_database_of_another_version_is_not_touched(place: Installation) -> None:
    folder = place.data / "database" / "cluster"
    folder.mkdir(parents=True)
    (folder / "PG_VERSION").write_text("16\n")
    with pytest.raises(Refusal, match="upgrade-database"):
        Cluster(place).start()
    assert list(folder.iterdir()) == [folder / "PG_VERSION"]


def test_a_long_path_has_a_short_socket(place: Installation) -> None:
    deep = place.data.parent.joinpath(*["a-folder-with-a-long-name"] * 5)
    deep.mkdir(parents=True)
    far = replace(place, data=deep / "data")
    cluster = Cluster(far)
    try:
        cluster.start()
        assert cluster.running
        assert len(str(cluster.socket)) < 100
    finally:
        cluster.stop()
        if cluster.socket.parent == Path("/tmp"):  # noqa: S108
            for one in cluster.socket.iterdir():
                one.unlink()
            cluster.socket.rmdir()
