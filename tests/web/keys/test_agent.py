"""The key agent: what one process puts, another gets; what is forgotten is gone for all."""

from __future__ import annotations

import contextlib
import socket
import stat
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from fanal.web.keys.agent import LARGEST_MESSAGE, KeyAgent
from fanal.web.keys.errors import KeysLocked
from fanal.web.keys.keyring import AgentKeyring, keyring

KEY = bytes(range(32))


def test_two_clients_share_and_forget(agent: KeyAgent) -> None:
    one, other, whose = AgentKeyring(agent.path), AgentKeyring(agent.path), uuid4()
    one.put(whose, {1: KEY, 2: KEY[::-1]})
    assert other.get(whose) == {1: KEY, 2: KEY[::-1]}
    assert other.ids() == {whose}
    other.forget(whose)
    assert one.get(whose) == {} and one.ids() == set()
    one.put(whose, {1: KEY})
    other.forget_all()
    assert one.get(whose) == {}


def test_another_process_gets_them(agent: KeyAgent) -> None:
    whose = uuid4()
    keyring().put(whose, {1: KEY})
    program = f"""
from uuid import UUID
from fanal.web.keys.keyring import keyring
print(keyring().get(UUID('{whose}'))[1].hex())
"""
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == KEY.hex()


def test_a_lock_is_not_undone_by_a_late_renewal(agent: KeyAgent) -> None:
    whose = uuid4()
    keyring().put(whose, {1: KEY}, only_if_open=True)
    assert keyring().get(whose) == {}
    keyring().put(whose, {1: KEY})
    keyring().put(whose, {2: KEY}, only_if_open=True)
    assert keyring().get(whose) == {2: KEY}


def test_only_the_owner_reaches_it(agent: KeyAgent) -> None:
    assert stat.S_IMODE(agent.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(agent.path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(("asks", "answered"), [(0, True), (4242, True), (4243, False)])
def test_its_own_user_and_root_are_answered(
    agent: KeyAgent, monkeypatch: pytest.MonkeyPatch, asks: int, answered: bool
) -> None:
    """Root can read the memory of every process, and must be able to lock."""
    monkeypatch.setattr("fanal.web.keys.agent.os.geteuid", lambda: 4242)
    monkeypatch.setattr("fanal.web.keys.agent.struct.unpack", _unpacking(asks))
    client = AgentKeyring(agent.path)
    if answered:
        assert client.ids() == set()
    else:
        with pytest.raises(KeysLocked):
            client.ids()


def _unpacking(user: int) -> Callable[[str, bytes], tuple[int, ...]]:
    """Let whoever is at the other end of a socket be this user."""
    unpack = struct.unpack
    return lambda form, raw: (1, user, user) if form == "3i" else unpack(form, raw)


@pytest.mark.parametrize(
    "said",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        struct.pack(">I", LARGEST_MESSAGE + 1) + b"x" * 100,
        struct.pack(">I", 10) + b"{",
        struct.pack(">I", 2) + b"[]",
        struct.pack(">I", 4) + b"\xff\xff\xff\xff",
        struct.pack(">I", 20_000) + b"[" * 20_000,
        b"\0",
    ],
)
def test_a_bad_client_is_left_alone(agent: KeyAgent, said: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as bad:
        bad.settimeout(5)
        bad.connect(str(agent.path))
        bad.sendall(said)
        bad.shutdown(socket.SHUT_WR)
        with contextlib.suppress(ConnectionResetError):
            assert bad.recv(1) == b""
    whose = uuid4()
    keyring().put(whose, {1: KEY})
    assert keyring().get(whose) == {1: KEY}


@pytest.mark.parametrize(
    "message",
    [
        b'{"do":"get","organisation":"nobody"}',
        b'{"do":"put","organisation":"%b","keys":{"1":"AAAA"}}' % str(UUID(int=7)).encode(),
        b'{"do":"put","organisation":"%b","keys":7}' % str(UUID(int=7)).encode(),
        b'{"do":"dump"}',
    ],
)
def test_what_is_not_understood_is_said_so(agent: KeyAgent, message: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(agent.path))
        client.sendall(struct.pack(">I", len(message)) + message)
        assert b"not understood" in client.recv(200)
    assert keyring().ids() == set()


def test_a_client_finds_an_agent_that_was_started_anew(tmp_path: Path) -> None:
    whose, path = uuid4(), tmp_path / "run" / "keys"
    first = KeyAgent(path)
    first.serve_in_thread()
    client = AgentKeyring(path)
    client.put(whose, {1: KEY})
    first.stop()
    with pytest.raises(KeysLocked):
        AgentKeyring(path).get(whose)
    second = KeyAgent(path)
    second.serve_in_thread()
    assert client.get(whose) == {}
    second.stop()


def test_many_threads_at_once(agent: KeyAgent) -> None:
    whose, wrong = [uuid4() for _ in range(8)], []

    def use(one: object) -> None:
        for version in range(1, 20):
            keyring().put(one, {version: KEY})  # type: ignore[arg-type]
            if keyring().get(one) != {version: KEY}:  # type: ignore[arg-type]
                wrong.append(one)

    threads = [threading.Thread(target=use, args=(one,)) for one in whose]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == [] and keyring().ids() == set(whose)
