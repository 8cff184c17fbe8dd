from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fanal.privacy.ledger import Ledger
from fanal.release import METHODS
from release.tables_of_people import people

MOMENTS = ("reading", "protecting", "writing", "drawing")
"""When the command is stopped; the last two are seen in the folder that it has not yet given its name."""


def reached(moment: str, folder: Path) -> bool:
    """Whether a command that works in a folder has come to a moment."""
    if moment == "reading":
        return True
    if moment == "protecting":
        ledger = folder / "ledger.jsonl"
        return not ledger.exists() or len(ledger.read_text().splitlines()) > 1
    hidden = list(folder.glob(".out-*.part"))
    return bool(hidden) and (moment == "writing" or (hidden[0] / "charts").exists())


@pytest.mark.parametrize(
    ("method", "moment"),
    [
        *(("k-anonymous", moment) for moment in MOMENTS),
        *((method, moment) for method in METHODS for moment in MOMENTS[1::2] if method != "k-anonymous"),
    ],
)
def test_a_command_that_is_stopped_leaves_all_or_nothing(tmp_path: Path, method: str, moment: str) -> None:
    source = tmp_path / "people.csv"
    people().write_csv(source)
    ending = {"drawing": signal.SIGTERM, "writing": signal.SIGHUP}.get(moment, signal.SIGINT)
    command = [sys.executable, "-c", "import sys; from fanal.cli.main import run; sys.exit(run())"]
    options = ["--out", str(tmp_path / "out"), "--consent", "agreed", "--columns", "place,year"]
    options += [*("--method", method), *(_private(tmp_path) if method == "dp" else ("--k", "5"))]
    before = {path.name for path in tmp_path.iterdir()}
    with subprocess.Popen(
        [*command, "release", str(source), *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        time.sleep(0.25)
        while not reached(moment, tmp_path) and running.poll() is None:
            time.sleep(0.002)
        running.send_signal(ending)
        _, errors = running.communicate(timeout=120)
    left = {path.name for path in tmp_path.iterdir()} - before
    assert left in (set(), {"out"}), errors
    if left:
        checked = subprocess.run(
            ["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=tmp_path / "out", capture_output=True
        )
        assert checked.returncode == 0, checked.stderr
    elif moment in ("writing", "drawing"):
        assert b"Nothing half-written was left" in errors
    if method == "dp":
        spent = Ledger(tmp_path / "ledger.jsonl").spent("people").entries
        assert len(spent) == 1 or moment == "reading", "what was stopped counts"


def _private(folder: Path) -> list[str]:
    Ledger(folder / "ledger.jsonl").open_population("people", 8, 1e-9)
    (folder / "domain.toml").write_text('place = ["north", "south"]\nyear = {from = 2018, to = 2024}\n')
    options = {"--epsilon": "4", "--population": "people"}
    options |= {f"--{name}": str(next(folder.glob(f"{name}.*"))) for name in ("ledger", "domain")}
    return [word for option in options.items() for word in option]


def test_ctrl_c_while_fanal_is_imported_shows_no_traceback(tmp_path: Path) -> None:
    """Whenever it comes once `run` was called."""
    code = (
        "import os, signal, sys, threading; from fanal.cli.main import run;"
        "signal.signal(signal.SIGINT, signal.default_int_handler);"
        "threading.Timer(float(sys.argv.pop()), os.kill, (os.getpid(), signal.SIGINT)).start();"
        "sys.exit(run())"
    )
    for seconds in ("0.01", "0.05", "0.12"):
        done = subprocess.run(
            [sys.executable, "-c", code, "release", "--out", "out", str(tmp_path / "no.csv"), seconds],
            capture_output=True,
        )
        assert b"Traceback" not in done.stderr, done.stderr
        assert done.returncode in (2, 130, -signal.SIGINT)
