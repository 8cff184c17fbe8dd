"""The same site on a PostgreSQL server, by three roles: here another embedded one plays the server."""

from __future__ import annotations

import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from fanal.web.installation import Installation
from fanal.web.operations.embedded import OWNER, SITE, SUPERUSER, Cluster
from web.operations.places import installation
from web.operations.test_killed import FANAL, _free_port


def url(cluster: Cluster, role: str) -> str:
    password = cluster.password(role)
    return f"postgresql://{role}:{password}@/fanal?host={quote(str(cluster.socket), safe='')}"


@pytest.fixture
def on_server() -> Iterator[tuple[Installation, dict[str, str]]]:
    """Give an installation without a database of its own, and the environment that names a server."""
    with installation() as server, installation() as place:
        cluster = Cluster(server)
        cluster.start()
        clean = {
            name: value for name, value in os.environ.items() if not name.startswith(("FANAL_", "DJANGO_"))
        }
        yield (
            place,
            clean
            | {
                "FANAL_DATA": str(place.data),
                "FANAL_ROOT_KEY": str(place.root_key),
                "FANAL_LANG": "en",
                "DATABASE_URL": url(cluster, SITE),
                "FANAL_OWNER_URL": url(cluster, OWNER),
                "FANAL_BACKUP_URL": url(cluster, SUPERUSER),
            },
        )


def fanal(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([FANAL, *arguments], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.needs_database
def test_the_site_runs_on_a_server(on_server: tuple[Installation, dict[str, str]]) -> None:
    place, environment = on_server
    migrated = fanal(environment, "migrate")
    assert migrated.returncode == 0, migrated.stderr
    port = _free_port()
    served = subprocess.Popen(
        [FANAL, "serve", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(f"http://localhost:{port}/health", timeout=2) as answer:
                    assert answer.status == 200
                break
            except OSError:
                assert time.monotonic() < end and served.poll() is None
                time.sleep(0.2)
    finally:
        served.terminate()
        assert served.wait(40) == 0
    assert not Cluster(place).exists
    backup = place.data.parent / "server.age"
    made = fanal(environment, "backup", str(backup))
    assert made.returncode == 0, made.stderr
    assert fanal(environment, "verify-backup", str(backup)).returncode == 0


@pytest.mark.needs_database
def test_what_is_missing_for_a_server_is_said(on_server: tuple[Installation, dict[str, str]]) -> None:
    place, environment = on_server
    for lacking, words, command in (
        ("FANAL_OWNER_URL", "FANAL_OWNER_URL", ("migrate",)),
        ("FANAL_BACKUP_URL", "BYPASSRLS", ("backup", str(Path(place.data).parent / "b.age"))),
    ):
        without = {name: value for name, value in environment.items() if name != lacking}
        done = fanal(without, *command)
        assert done.returncode == 2
        assert words in done.stderr
    wrong = fanal(environment | {"DATABASE_URL": "mysql://x/y", "FANAL_OWNER_URL": "mysql://x/y"}, "migrate")
    assert wrong.returncode == 2
    assert "PostgreSQL only" in wrong.stderr
