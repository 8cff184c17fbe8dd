"""Commands of the site that speak to its database."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from fanal.cli.running import run_command
from fanal.web.accounts.models import INVITATION_DAYS, HostInvitation
from fanal.web.installation import Installation
from fanal.web.installation.paths import SETTINGS
from fanal.web.keys.agent import KeyAgent
from fanal.web.operations.backup_key import path_of
from fanal.web.operations.serving import agent_path, remember_agent
from web.operations.places import installation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _role(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANAL_DATABASE_ROLE", "site")


@pytest.mark.parametrize(
    "said", [[], ["--name", "Ines"], ["--address", " "], ["--name", "I", "--address", ""]]
)
def test_nobody_is_invited_who_could_not_sign_in_again(
    said: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(["administrator", *said]) == 2
    assert not HostInvitation.objects.exists()
    assert "--address" in capsys.readouterr().err


def test_the_link_of_an_administrator_says_for_how_long(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["administrator", "--name", "Ines", "--address", "ines@host.example"]) == 0
    made = HostInvitation.objects.get()
    assert (made.expires_at - made.since).days in (INVITATION_DAYS, INVITATION_DAYS - 1)
    assert f"for {INVITATION_DAYS} days" in capsys.readouterr().out


def _command(place: Installation, *said: str) -> tuple[int, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("FANAL_", "DJANGO_"))}
    done = subprocess.run(
        [str(Path(sys.executable).with_name("fanal")), *said, "--lang", "en"],
        env=clean | place.environment() | {"DJANGO_SETTINGS_MODULE": SETTINGS},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


def test_keys_are_forgotten_though_the_database_is_silent(tmp_path: Path) -> None:
    with installation() as place:
        agent = KeyAgent(tmp_path / "agent" / "keys")
        agent.serve_in_thread()
        agent.memory.put(uuid4(), {1: bytes(32)})
        place.data.mkdir(mode=0o711)
        remember_agent(place, agent.path)
        code, said = _command(place, "lock")
        assert agent.memory.ids() == set()
        agent.stop()
    assert code == 2 and "does not answer" in said and "Traceback" not in said


def test_the_socket_of_a_site_that_was_killed_is_no_agent(tmp_path: Path) -> None:
    with installation() as place, socket.socket(socket.AF_UNIX) as left:
        left.bind(str(tmp_path / "keys"))
        place.data.mkdir(mode=0o711)
        remember_agent(place, tmp_path / "keys")
        assert agent_path(place) is None


@pytest.mark.parametrize("folder", ["nowhere", "file"])
def test_a_backup_that_cannot_be_written_says_so(tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").touch()
    with installation() as place:
        code, said = _command(place, "backup", str(tmp_path / folder / "backup.age"))
    assert code == 2 and "No backup was made" in said


def test_a_key_of_backups_that_others_may_read_is_refused() -> None:
    with installation() as place:
        path_of(place).chmod(0o640)
        code, said = _command(place, "verify-backup", "any.age")
    assert code == 2 and "chmod 600" in said
