"""A file appears whole or not at all, whatever stops the writing."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from fanal.exchange.writing.atomic import replacing
from fanal.presentation import Refusal

FOREVER = """
import sys, time
from pathlib import Path
from fanal.exchange.writing.atomic import replacing
with replacing(Path(sys.argv[1])) as file:
    file.write(b"half")
    file.flush()
    print("half", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a file that is there already, open to everybody."""
    there = tmp_path / "cases.csv"
    there.write_bytes(b"before")
    there.chmod(0o644)
    return there


def test_the_new_file_takes_the_place_of_the_old_and_is_its_owners_alone(path: Path) -> None:
    with replacing(path) as file:
        file.write(b"after")
        assert path.read_bytes() == b"before"
    assert path.read_bytes() == b"after"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("stop", [ValueError, KeyboardInterrupt])
def test_what_was_there_stays_if_writing_stops(path: Path, stop: type[BaseException]) -> None:
    with pytest.raises(stop), replacing(path) as file:
        file.write(b"half")
        raise stop
    assert path.read_bytes() == b"before"
    assert list(path.parent.iterdir()) == [path]


def test_what_was_there_stays_if_the_process_is_killed(path: Path) -> None:
    command = [sys.executable, "-c", FOREVER, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"half\n"
        process.send_signal(signal.SIGKILL)
    assert path.read_bytes() == b"before"
    (part,) = [one for one in path.parent.iterdir() if one != path]
    assert stat.S_IMODE(part.stat().st_mode) == 0o600, "the half that is left is its owner's alone too"


def test_a_full_disk_is_one_clear_line(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refusal, match=r"cases\.csv.*No space left"), replacing(path) as file:
        file.write(b"after")
    assert path.read_bytes() == b"before"
    assert list(path.parent.iterdir()) == [path]


def test_a_link_is_followed(path: Path) -> None:
    link = path.with_name("link.csv")
    link.symlink_to(path)
    with replacing(link) as file:
        file.write(b"after")
    assert link.is_symlink() and path.read_bytes() == b"after"


def test_a_device_is_not_replaced() -> None:
    with pytest.raises(Refusal, match="is not a file"), replacing(Path("/dev/null")):
        pass
    assert Path("/dev/null").is_char_device()
