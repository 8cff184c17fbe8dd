from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from release.tables_of_people import people

MOMENTS = (0.25, 0.6, 1.0, 1.5, 2.2)
"""Seconds after the start at which the command is stopped: reading, writing, drawing."""


@pytest.mark.parametrize("after", MOMENTS)
def test_a_command_that_is_stopped_leaves_all_or_nothing(tmp_path: Path, after: float) -> None:
    source = tmp_path / "people.csv"
    people().write_csv(source)
    ending = signal.SIGINT if after < 2 else signal.SIGTERM
    command = [sys.executable, "-c", "import sys; from fanal.cli.main import run; sys.exit(run())"]
    options = ["--out", str(tmp_path / "out"), "--consent", "agreed", "--columns", "place,year", "--k", "5"]
    with subprocess.Popen(
        [*command, "release", str(source), *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        time.sleep(after)
        running.send_signal(ending)
        _, errors = running.communicate(timeout=60)
    left = {path.name for path in tmp_path.iterdir()} - {"people.csv"}
    assert left in (set(), {"out"}), errors
    if left:
        checked = subprocess.run(
            ["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=tmp_path / "out", capture_output=True
        )
        assert checked.returncode == 0, checked.stderr
    elif after > 0.5:
        assert b"Nothing half-written was left" in errors
