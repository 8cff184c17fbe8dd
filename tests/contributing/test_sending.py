"""A package goes to the hub that was named, over a line nobody reads, and nowhere else."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from fanal.contributing.sending import PATH, checked, send
from fanal.presentation import Refusal


class Hub(ThreadingHTTPServer):
    """A site that answers as it is told, and remembers what it was sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.status, self.headers, self.body = 201, {}, json.dumps({"id": "0f1e", "state": "received"})
        self.got: list[tuple[str, str, bytes]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answer(BaseHTTPRequestHandler):
    server: Hub

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, self.headers["Authorization"], raw))
        if self.server.status == 0:
            self.connection.close()
            return
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(self.server.body.encode())

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def hub() -> Iterator[Hub]:
    made = Hub()
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()


def test_a_package_arrives_with_its_token(hub: Hub) -> None:
    receipt = send(hub.address, "fanal_token", b"package")
    assert (receipt.contribution, receipt.state) == ("0f1e", "received")
    assert hub.got == [(PATH, "Bearer fanal_token", b"package")]


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (401, "send-token"),
        (403, "send-token"),
        (404, "send-no-hub"),
        (409, "send-agreement"),
        (413, "send-too-large"),
        (422, "send-not-taken"),
        (423, "send-locked"),
        (429, "send-later"),
        (500, "send-failed-there"),
        (503, "send-failed-there"),
        (0, "send-unreachable"),
    ],
)
def test_what_went_wrong_is_said(hub: Hub, status: int, code: str) -> None:
    hub.status = status
    with pytest.raises(Refusal) as told:
        send(hub.address, "t", b"package")
    assert told.value.finding.code == f"contributing.{code}"
    assert len(hub.got) == 1, "and nothing is tried again by itself"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(hub: Hub, status: int) -> None:
    elsewhere = Hub()
    hub.status, hub.headers = status, {"Location": f"{elsewhere.address}{PATH}"}
    with pytest.raises(Refusal) as told:
        send(hub.address, "t", b"package")
    elsewhere.server_close()
    assert told.value.finding.code == "contributing.send-elsewhere"
    assert not elsewhere.got


@pytest.mark.parametrize(
    "body", ["", "<html>", "[]", "{}", '{"id": 1, "state": "x"}', '{"id": "\\u001b[2J", "state": "x"}']
)
def test_an_answer_that_is_no_hubs_is_not_believed(hub: Hub, body: str) -> None:
    hub.body = body
    with pytest.raises(Refusal) as told:
        send(hub.address, "t", b"package")
    assert told.value.finding.code == "contributing.send-no-receipt"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://hub.example", "send-in-the-clear"),
        ("http://127.0.0.1.example", "send-in-the-clear"),
        ("http://10.0.0.1/", "send-in-the-clear"),
        ("ftp://127.0.0.1/", "send-address"),
        ("https://user:secret@hub.example/", "send-address"),
        ("https://", "send-address"),
        ("https://hub.example:99999/", "send-address"),
        ("hub.example", "send-address"),
    ],
)
def test_nothing_goes_where_it_could_be_read(address: str, code: str) -> None:
    with pytest.raises(Refusal) as told:
        send(address, "t", b"package")
    assert told.value.finding.code == f"contributing.{code}"


def test_a_token_of_two_lines_does_not_become_a_header(hub: Hub) -> None:
    with pytest.raises(Refusal):
        send(hub.address, "t\r\nX-Evil: 1", b"package")
    assert not hub.got


def test_the_address_of_this_machine_may_be_plain() -> None:
    assert checked("http://[::1]:8000/").hostname == "::1"
    assert checked("https://hub.example").hostname == "hub.example"
