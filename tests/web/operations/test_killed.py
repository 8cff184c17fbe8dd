"""The site killed in the middle of writes and jobs: what was acknowledged is there, and nothing by half.

A round serves the site, writes from several threads, and kills at a moment drawn by chance: the parent, the
site, the worker and the database, or only some of them. Then it is served again and all is counted.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from fanal.web.installation import Installation
from fanal.web.operations.embedded import SUPERUSER, Cluster
from fanal.web.operations.serving import prepare
from web.operations.places import installation

ROUNDS, SOAK_ROUNDS = 5, 50
WRITERS = 3
_TESTS = Path(__file__).parents[2]
FANAL = str(Path(sys.executable).with_name("fanal"))


@dataclass
class Site:
    """A served site, and what it acknowledged."""

    place: Installation
    port: int
    process: subprocess.Popen[bytes] | None = None
    acknowledged: list[str] = field(default_factory=list)
    log: Path = Path(os.devnull)

    @property
    def environment(self) -> dict[str, str]:
        more = {"DJANGO_SETTINGS_MODULE": "web.operations.served", "PYTHONPATH": str(_TESTS)}
        clean = {
            name: value for name, value in os.environ.items() if not name.startswith(("FANAL_", "DJANGO_"))
        }
        return clean | self.place.environment() | more

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [FANAL, "serve", "--port", str(self.port)],
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        end = time.monotonic() + 60
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > end:
                pytest.fail(f"the site does not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.1)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://localhost:{self.port}/health", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def write(self, number: str) -> bool:
        body = urllib.parse.urlencode({"number": number}).encode()
        try:
            with urllib.request.urlopen(
                f"http://localhost:{self.port}/trial/write/", body, timeout=5
            ) as answer:
                return bool(answer.status == 201)
        except (OSError, ValueError):
            return False

    def children(self) -> dict[str, list[int]]:
        """Give the process ids of the site, the worker and the database."""
        found: dict[str, list[int]] = {"granian": [], "operations.working": []}
        for one in Path("/proc").glob("[0-9]*"):
            try:
                command = (one / "cmdline").read_bytes()
                environment = (one / "environ").read_bytes()
            except OSError:
                continue
            if str(self.place.data).encode() in environment:
                for name in found:
                    if name.encode() in command:
                        found[name].append(int(one.name))
        pid = self.place.data / "database" / "cluster" / "postmaster.pid"
        if pid.exists():
            found["database"] = [int(pid.read_text().split("\n", 1)[0])]
        return found

    def stop(self) -> int:
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(40)


@pytest.fixture(scope="module")
def place() -> Iterator[Installation]:
    """Give an installation with an organisation; its tables are made once."""
    with installation() as made:
        cluster = Cluster(made)
        cluster.start()
        prepare(Site(made, port=0).environment)
        with cluster.connect(SUPERUSER) as connection:
            connection.execute(
                "insert into organisations_organisation (id, name, slug, created_at)"
                " values (gen_random_uuid(), 'Trial', 'trial', now())"
            )
        yield made


@pytest.fixture
def site(place: Installation, tmp_path: Path) -> Iterator[Site]:
    """Serve it, and stop it if it still runs."""
    made = Site(place, port=_free_port(), log=tmp_path / "serve.log")
    try:
        made.start()
        yield made
    finally:
        if made.process is not None and made.process.poll() is None:
            made.stop()


def _lives(pid: int) -> bool:
    """Say whether a process runs; one that ended but that nobody waited for does not."""
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def _free_port() -> int:
    import socket

    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _write_until(site: Site, stop: threading.Event, name: str) -> None:
    number = 0
    while not stop.is_set() and number < 500:
        number += 1
        if site.write(f"{name}-{number}"):
            site.acknowledged.append(f"{name}-{number}")


def _kill(site: Site, chance: random.Random) -> None:
    """Kill all, or some; the parent is always among those of every second round."""
    assert site.process is not None
    children = site.children()
    victims = [pid for name in children for pid in children[name] if chance.random() < 0.7]
    if chance.random() < 0.7 or not victims:
        victims.append(site.process.pid)
    chance.shuffle(victims)
    for pid in victims:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    site.process.kill()
    site.process.wait()


def _round(site: Site, chance: random.Random, number: str) -> None:
    stop = threading.Event()
    writers = [
        threading.Thread(target=_write_until, args=(site, stop, f"{number}.{one}")) for one in range(WRITERS)
    ]
    for one in writers:
        one.start()
    time.sleep(chance.uniform(0.05, 1.0))
    _kill(site, chance)
    stop.set()
    for one in writers:
        one.join()
    site.start()


def _check(site: Site) -> None:
    with Cluster(site.place).connect(SUPERUSER) as connection:
        _wait_for_jobs(connection)
        files = {number for (number,) in connection.execute("select number from sample_file")}
        missing = set(site.acknowledged) - files
        assert not missing, f"acknowledged and lost: {sorted(missing)[:5]}"
        for what, count in (
            ("a note", "select count(*) from sample_note n where n.file_id = f.id and n.about = 'written'"),
            (
                "its job’s note",
                "select count(*) from sample_note n where n.file_id = f.id and n.about = 'by job'",
            ),
            ("its entry", "select count(*) from audit_trail_auditentry e where e.subject_id = f.id"),
        ):
            half = connection.execute(f"select count(*) from sample_file f where ({count}) <> 1").fetchone()
            jobs = connection.execute(
                "select status, attempts, count(*) from procrastinate_jobs group by 1, 2"
            )
            assert half == (0,), f"files without exactly one {what}: {half}; jobs: {jobs.fetchall()}"
    verified = subprocess.run(
        [FANAL, "audit-trail", "verify"],
        env=site.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr


def _wait_for_jobs(connection: psycopg.Connection[object]) -> None:
    waiting = (
        "select count(*) from procrastinate_jobs"
        " where task_name like 'sample.%%' and status in ('todo', 'doing')"
    )
    end = time.monotonic() + 120
    while connection.execute(waiting).fetchone() != (0,):
        assert time.monotonic() < end, "jobs do not come back"
        time.sleep(0.5)


def _killed(site: Site, rounds: int, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    for number in range(rounds):
        _round(site, chance, f"{seed}.{number}")
    assert site.acknowledged
    _check(site)


@pytest.mark.needs_database
def test_nothing_acknowledged_is_lost_and_nothing_is_half_there(site: Site) -> None:
    _killed(site, ROUNDS, seed=1)


@pytest.mark.soak
@pytest.mark.needs_database
@pytest.mark.parametrize("half", [2, 3])
def test_nothing_is_lost_in_a_hundred_kills(site: Site, half: int) -> None:
    _killed(site, SOAK_ROUNDS, seed=half)


@pytest.mark.needs_database
def test_what_a_killed_parent_left_is_ended_by_the_next_start(site: Site) -> None:
    assert site.process is not None
    left = [pid for name, pids in site.children().items() if name != "database" for pid in pids]
    for pid in left:
        os.kill(pid, signal.SIGSTOP)  # Not even able to end when its parent does.
    site.process.kill()
    site.process.wait()
    site.start()
    assert not [pid for pid in left if _lives(pid)]


@pytest.mark.needs_database
def test_a_second_start_is_refused_and_a_stop_leaves_nothing_running(site: Site) -> None:
    second = subprocess.run(
        [FANAL, "serve", "--port", str(_free_port())],
        env=site.environment | {"FANAL_LANG": "en"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert second.returncode == 2
    assert "served already" in second.stderr
    children = [pid for pids in site.children().values() for pid in pids]
    assert len(children) >= 4
    assert site.stop() == 0
    assert not [pid for pid in children if _lives(pid)]
    assert "forgotten" in site.log.read_text()
    assert not Cluster(site.place).running
