"""What the site takes of a small laptop: on the disk once installed, and in memory while nobody works.

The limits are those of a laptop with 4 GB and a bad line; a ratio under one is within them.
"""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from benchmarks.measuring import ROOT, machine, record, wait_for

INSTALLED_MB, IDLE_MB = 500, 600
_QUIET_S = 20


def run(*, quick: bool) -> dict[str, Any]:
    """Add up what the lock of the site installs, and what an idle site holds in memory."""
    installed, compiled = _installed_mb()
    idle = _idle_mb(3 if quick else _QUIET_S)
    result = {
        "what": "fanal[site] as locked, and database, site and worker while nobody works",
        "machine": machine(),
        "installed_mb": installed,
        "installed_of_limit": installed / INSTALLED_MB,
        "compiled_by_python_mb": compiled,
        "idle_mb": idle,
        "idle_of_limit": sum(idle.values()) / IDLE_MB,
        "limits": {"installed_mb": INSTALLED_MB, "idle_mb": IDLE_MB},
    }
    record("footprint", result, quick=quick)
    return result


def _installed_mb() -> tuple[float, float]:
    """Add up the files of every package that the lock of the site names, and our own.

    With them, what Python itself adds when it first compiles them.
    """
    lines = (ROOT / "requirements" / "site.txt").read_text(encoding="utf-8").splitlines()
    names = {found[1] for line in lines if (found := re.match(r"([A-Za-z0-9._-]+)==", line))}
    paths = [one for one in (ROOT / "src").rglob("*") if one.is_file()]
    for name in names:
        try:
            files = importlib.metadata.files(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue  # Of another system.
        paths += [path for one in files if (path := Path(str(one.locate()))).is_file()]
    sizes = {path: path.stat().st_size / 1e6 for path in paths}
    compiled = sum(size for path, size in sizes.items() if path.suffix == ".pyc")
    return sum(sizes.values()) - compiled, compiled


def _idle_mb(seconds: float) -> dict[str, float]:
    """Serve a new installation, wait, and add up what each part holds alone (proportional set size)."""
    folder = Path(tempfile.mkdtemp(prefix="fanal-footprint-"))
    folder.chmod(0o711)
    environment = os.environ | {
        "FANAL_DATA": str(folder / "data"),
        "FANAL_ROOT_KEY": str(folder / "keys" / "root.key"),
    }
    fanal = str(Path(sys.executable).with_name("fanal"))
    try:
        subprocess.run([fanal, "init"], env=environment, check=True, capture_output=True)
        served = subprocess.Popen(
            [fanal, "serve", "--port", "8199"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for("http://localhost:8199/health")
            for _ in range(20):
                urllib.request.urlopen("http://localhost:8199/sign-in/").read()
            time.sleep(seconds)
            return _held(str(folder / "data"), served.pid)
        finally:
            served.terminate()
            served.wait(60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _held(data: str, parent: int) -> dict[str, float]:
    found = {"parent": 0.0, "site": 0.0, "worker": 0.0, "database": 0.0}
    for one in Path("/proc").glob("[0-9]*"):
        try:
            command = (one / "cmdline").read_text()
            inside = data in (one / "environ").read_text() or data in command or _serves(one, data)
            held = re.search(r"^Pss:\s+(\d+)", (one / "smaps_rollup").read_text(), re.MULTILINE)
        except OSError:
            continue
        if not inside or held is None:
            continue
        if int(one.name) == parent:
            name = "parent"
        else:
            name = "site" if "granian" in command else "database" if "postgres" in command else "worker"
        found[name] += int(held[1]) * 1024 / 1e6
    return found


def _serves(process: Path, data: str) -> bool:
    return data in str((process / "cwd").readlink())
