"""Runs one piece of work in a process of its own and says what it took."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "results"


@dataclass(frozen=True)
class Taken:
    """What a process took."""

    process_s: float
    """Wall time of the whole process, seconds."""
    inside_s: float
    """Wall time that the work itself reported, after its imports, seconds."""
    cpu_s: float
    """Time that its threads computed, imports and compiling included, seconds."""
    peak_mb: float
    """Largest resident memory, megabytes of 10^6 bytes."""
    said: dict[str, Any]
    """What else the work reported."""


def measure(module: str, *arguments: str, times: int = 1, interpreter: str = sys.executable) -> Taken:
    """Run ``python -m module arguments`` and take the fastest of some runs.

    The module prints one JSON object with ``inside_s`` as its last line. A peer runs in an `interpreter`
    of its own. Keep this process small: a child is born with the largest memory of who starts it.
    """
    runs = [_once(module, arguments, interpreter) for _ in range(times)]
    return min(runs, key=lambda taken: taken.inside_s)


def _once(module: str, arguments: tuple[str, ...], interpreter: str) -> Taken:
    start = time.perf_counter()
    process = subprocess.Popen([interpreter, "-m", module, *arguments], stdout=subprocess.PIPE, cwd=ROOT)
    assert process.stdout is not None
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    taken = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{module} {' '.join(arguments)} ended with {process.returncode}")
    said = json.loads(out.splitlines()[-1])
    unit = 1 if platform.system() == "Darwin" else 1024
    computed = usage.ru_utime + usage.ru_stime
    return Taken(taken, said.pop("inside_s"), computed, usage.ru_maxrss * unit / 1e6, said)


def wait_for(address: str) -> None:
    """Wait until a site answers, a minute at most."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"{address} does not answer")


def machine() -> dict[str, Any]:
    """Say what the figures were taken on."""
    return {"python": platform.python_version(), "system": platform.system(), "cores": os.cpu_count()}


def record(name: str, result: dict[str, Any], *, quick: bool) -> None:
    """Keep a result; a quick run is printed only."""
    if not quick:
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"{name}.json"
        path.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def peer_python(environment: str = "peers") -> str:
    """Give the interpreter of an environment that holds what is compared with."""
    path = ROOT / f".venv-{environment}" / "bin" / "python"
    if not path.exists():
        raise SystemExit(f"Set it up with: make .venv-{environment}/ready")
    return str(path)


def real_file() -> Path:
    """Give the CTDC file that figures are taken on."""
    folder = os.environ.get("FANAL_REAL_DATA")
    if not folder:
        raise SystemExit("Set FANAL_REAL_DATA to the folder with the real files.")
    return Path(folder, "data", "ctdc", "ctdc_global_kanon_20210715.csv.gz")
