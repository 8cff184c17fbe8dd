"""`fanal serve`: database, site and worker started together, and stopped together.

This process stays small: it holds the lock of the data folder and, in memory, the keys that were opened.
What it starts ends with it, even if it is killed; the database goes on, and the next start attaches to it.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import psutil

from fanal.presentation import Refusal
from fanal.web.installation import DEFAULT_PORT, Installation, read_root_key
from fanal.web.operations.embedded import Cluster
from fanal.web.operations.rooms import sweep_rooms

WORKERS, THREADS = 2, 8
"""Processes of the web server, and how many requests each answers at once: some only wait for a drawing.

The server warns of more threads than cores need, which is why it tells errors alone."""
_GRACE_S = 10
_READY_S = 60
_RESTARTS = 5
"""How often within a minute something that ended by itself is started again."""
_MARK = "FANAL_SERVED"
"""What the processes of a served site have in their environment."""
_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG


@dataclass
class Served:
    """A process of the site, started again where it ends by itself."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it in a session of its own: Ctrl-C reaches the parent, who ends it in order."""
        self.started = [one for one in self.started if time.monotonic() - one < 60]
        if len(self.started) >= _RESTARTS:
            raise Refusal("web.operations.ends-again", name=self.name)
        self.started.append(time.monotonic())
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )

    def ended(self) -> bool:
        """Say whether it runs no longer."""
        return self.process is not None and self.process.poll() is not None

    def stop(self) -> None:
        """Ask it to end, wait, and end what is left of it."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(_GRACE_S)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def serve(
    installation: Installation,
    port: int = DEFAULT_PORT,
    host: str = "127.0.0.1",
    ready: Callable[[str], bool] = lambda address: True,
) -> None:
    """Serve until a signal ends it.

    Parameters
    ----------
    installation
        What to serve.
    port, host
        Where the web server listens.
    ready
        Called with the address once the site answers; says whether to go on.

    Raises
    ------
    Refusal
        If it is served already, the port is taken, there is no root key, or something ends again and again.
    """
    from fanal.web.keys.agent import KeyAgent

    read_root_key(installation.root_key)
    stopping = _Stopping()
    with ExitStack() as stack:
        stack.enter_context(serving_alone(installation))
        end_orphans(installation)
        _check_port(host, port)
        sweep_rooms(installation)
        if installation.embedded:
            cluster = Cluster(installation)
            cluster.start()
            stack.callback(cluster.stop)
        environment = os.environ | installation.environment() | {_MARK: "1"}
        runtime = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fanal-")))
        environment["FANAL_KEY_AGENT"] = str(runtime / "keys")
        agent = KeyAgent(runtime / "keys")
        agent.serve_in_thread()
        prepare(environment)
        stack.callback(agent.stop)
        remember_agent(installation, runtime / "keys")
        stack.callback(_agent_file(installation).unlink, missing_ok=True)
        served = [_site(environment, host, port), _worker(environment)]
        for one in served:
            stack.callback(one.stop)
            one.start()
        address = f"http://localhost:{port}"
        health = urllib.request.Request(
            f"http://{host}:{port}/health", headers={"Host": installation.hosts[0]}
        )
        _wait_until_ready(health, served, stopping)
        if not stopping.asked:
            stopping.asked = not ready(address)
        while not stopping.wait(0.5):
            for one in served:
                if one.ended():
                    one.start()


def prepare(environment: dict[str, str]) -> None:
    """Bring the tables up to date, as their owner, and apply the list of erasures, before anybody is served.

    Raises
    ------
    Refusal
        If that fails.
    """
    done = subprocess.run(
        [sys.executable, "-m", "fanal.web.operations.preparing"],
        env=environment | {"FANAL_DATABASE_ROLE": "owner"},
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
    )
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()
        raise Refusal("web.operations.not-prepared", why=last[-1] if last else "")


@contextmanager
def serving_alone(installation: Installation) -> Iterator[None]:
    """Hold the data folder for as long as it is served.

    Raises
    ------
    Refusal
        If another process holds it.
    """
    installation.data.mkdir(parents=True, exist_ok=True, mode=0o711)
    with (installation.data / "serve.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal("web.operations.served-already", folder=str(installation.data)) from None
        yield


def end_orphans(installation: Installation) -> None:
    """End what the parent of an earlier start left when it was killed; called while the data folder is held.

    They are asked to end when their parent dies, where the system does that, and take a moment over it.
    """
    left = [one for one in psutil.process_iter() if _is_of(one, installation)]
    for one in left:
        with suppress(psutil.NoSuchProcess):
            one.terminate()
    deaf = psutil.wait_procs(left, timeout=_GRACE_S)[1]
    for one in deaf:
        with suppress(psutil.NoSuchProcess):
            one.kill()
    psutil.wait_procs(deaf, timeout=_GRACE_S)


def _is_of(process: psutil.Process, installation: Installation) -> bool:
    try:
        environment = process.environ()
    except (psutil.Error, OSError):
        return False
    return environment.get(_MARK) == "1" and environment.get("FANAL_DATA") == str(installation.data)


def remember_agent(installation: Installation, path: Path) -> None:
    """Say where the keys are held, so that `fanal lock` finds them."""
    _agent_file(installation).write_text(str(path))


def agent_path(installation: Installation) -> Path | None:
    """Give where the keys of a served installation are held; none where it is not served."""
    try:
        found = Path(_agent_file(installation).read_text())
    except FileNotFoundError:
        return None
    with socket.socket(socket.AF_UNIX) as trial:
        try:
            trial.connect(str(found))
        except (FileNotFoundError, ConnectionRefusedError):
            return None  # It is of a site that was killed, and whose keys went with it.
    return found


def _agent_file(installation: Installation) -> Path:
    return installation.data / "key-agent"


class _Stopping:
    """Whether somebody asked to stop: by Ctrl-C, or as services are stopped."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = True

    def wait(self, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while not self.asked and time.monotonic() < end:
            time.sleep(0.05)
        return self.asked


def _site(environment: dict[str, str], host: str, port: int) -> Served:
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(WORKERS), "--blocking-threads", str(THREADS), "--respawn-failed-workers"),
        *("--workers-kill-timeout", str(_GRACE_S), "--no-access-log", "--log-level", "error", "--no-ws"),
        "fanal.web.config.wsgi:application",
    ]
    return Served("site", command, environment)


def _worker(environment: dict[str, str]) -> Served:
    return Served("worker", [sys.executable, "-m", "fanal.web.operations.working"], environment)


def _wait_until_ready(health: urllib.request.Request, served: list[Served], stopping: _Stopping) -> None:
    end = time.monotonic() + _READY_S
    while not stopping.asked:
        try:
            with urllib.request.urlopen(health, timeout=5) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except OSError:
            pass
        for one in served:
            if one.ended():
                one.start()
        if time.monotonic() > end:
            raise Refusal("web.operations.does-not-answer", address=health.full_url)
        stopping.wait(0.1)


def _check_port(host: str, port: int) -> None:
    """Refuse a port that somebody listens on: the web server would share it."""
    with socket.socket() as trial:
        trial.settimeout(1)
        if trial.connect_ex((host, port)) == 0:
            raise Refusal("web.operations.port-taken", port=str(port))


def _end_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGTERM)
